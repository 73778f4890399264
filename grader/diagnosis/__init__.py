"""Names a student's mistake."""
