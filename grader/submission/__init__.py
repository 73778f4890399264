"""What was handed in, and how its functions are called."""
