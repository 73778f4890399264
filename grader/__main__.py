"""`python -m grader`."""
from __future__ import annotations

from .cli import main

main()
