"""What was handed in, and how it is asked."""
