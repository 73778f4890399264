"""A GPU that is asked for where MXNet has none: an error that can be caught, wherever it is asked for.

MXNet makes an array of such a GPU, raises an error when it is to be filled, and ends the process when it is freed.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mxnet as mx

from .absent import NO_GPU

# MXNet's own
WORDS = ("GPU is not enabled", "to enable GPU usage", "not implemented for GPU", "built with CUDA support")


def refuse() -> None:
    """Lets nobody make an array of a GPU, where there is none."""
    if mx.context.num_gpus():
        return
    for module in (mx.nd.ndarray, mx.nd.sparse, mx.numpy.multiarray):  # each has one of its own
        module._new_alloc_handle = checked(module._new_alloc_handle)


def checked(allocate: Callable[..., Any]) -> Callable[..., Any]:
    """What makes arrays, and none of a GPU."""
    def make(*given: Any, **named: Any) -> Any:
        if any(getattr(each, "device_type", "") == "gpu" for each in (*given, *named.values())):
            raise mx.MXNetError(NO_GPU)
        return allocate(*given, **named)
    return make


def is_wanted(error: BaseException) -> bool:
    """Whether an error says that there is no GPU."""
    return isinstance(error, mx.MXNetError) and any(words in str(error) for words in (NO_GPU, *WORDS))
