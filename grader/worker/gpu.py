"""A GPU that is asked for where MXNet has none: an error that can be caught, wherever it is asked for.

MXNet makes an array of such a GPU, raises an error when it is to be filled, and ends the process when it is freed.
"""
from __future__ import annotations

import sys
from typing import Any

import mxnet as mx

from .absent import NO_GPU

# MXNet's own
WORDS = ("GPU is not enabled", "to enable GPU usage", "not implemented for GPU", "built with CUDA support")


def refuse() -> None:
    """Lets nobody make an array of a GPU, where there is none."""
    if mx.context.num_gpus():
        return
    allocate = mx.nd.ndarray._new_alloc_handle

    def checked(shape: Any, ctx: Any, *others: Any, **named: Any) -> Any:
        if ctx.device_type == "gpu":
            raise mx.MXNetError(NO_GPU)
        return allocate(shape, ctx, *others, **named)
    for module in list(sys.modules.values()):
        if getattr(module, "_new_alloc_handle", None) is allocate:
            module._new_alloc_handle = checked  # type: ignore[attr-defined]


def is_wanted(error: BaseException) -> bool:
    """Whether an error says that there is no GPU."""
    return isinstance(error, mx.MXNetError) and any(words in str(error) for words in (NO_GPU, *WORDS))
