"""The statuses of a property, from best to worst."""
from __future__ import annotations

SEVERITY = ("passed", "todo", "missing", "failed", "error", "output", "timeout", "memory", "crashed", "forbidden",
            "internal")
