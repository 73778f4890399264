"""The fall-back where built-ins cannot be zeroed: MXNet's own profiler says which of them ran.

It can't tell an answer that came from a built-in from one that was merely compared with it. So nothing is forbidden for
it: the teacher is told, and looks.
"""
from __future__ import annotations

import importlib
import json
import os
import re
from typing import Any

BUILTIN = re.compile(r"(?:_backward_|_contrib_|_npx_)*(?P<name>\w*(?:[Cc]onvolution|[Pp]ooling\w*|Correlation"
                     r"|resize|BilinearResize2D|BilinearSampler|SpatialTransformer|LRN))$")


def _profiler() -> Any:
    return importlib.import_module("mxnet").profiler


def start() -> None:
    """Watches every operator of this process, from now on."""
    _profiler().set_config(profile_imperative=True, profile_symbolic=True, aggregate_stats=True, filename=os.devnull)
    _profiler().set_state("run")


def used() -> list[str]:
    """The built-ins that have run since the last call. The code under test shares the process and could hide them."""
    found = json.loads(_profiler().dumps(reset=True, format="json"))["Time"].get("operator", {})
    return sorted({match["name"] for name in found if (match := BUILTIN.match(name))})
