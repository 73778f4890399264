"""Batch grading: a class's submissions, read (intake, roster), graded (run, executors) and kept (gradebook)."""
