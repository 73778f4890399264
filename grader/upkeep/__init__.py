"""What holds the kit together."""
