"""Turns a report into something to look at."""
