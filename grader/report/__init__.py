"""What one grading of one submission found."""
