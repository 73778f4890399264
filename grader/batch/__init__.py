"""Batch grading: a class's submissions, read (intake, roster), graded (run, pools) and kept (gradebook)."""
