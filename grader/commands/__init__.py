"""The commands, each in the module that cli.COMMANDS names."""
