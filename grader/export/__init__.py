"""Grades for other systems: one module for each format. A format reads `Student`s, never the gradebook itself."""
