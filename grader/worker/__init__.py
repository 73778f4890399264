"""All that runs beside a submission's code. What MXNet's library needs is loaded before anything imports MXNet."""
from __future__ import annotations

from .preload import from_environment

from_environment()
