"""What travels between the judge and the worker."""
