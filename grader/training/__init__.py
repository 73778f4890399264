"""The training check."""
