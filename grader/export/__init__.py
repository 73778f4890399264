"""Grades for elsewhere: one module a format. A format reads `Student`s (students.py), never the gradebook itself."""
