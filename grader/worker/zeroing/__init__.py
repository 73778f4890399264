"""Built-ins that return zeros."""
