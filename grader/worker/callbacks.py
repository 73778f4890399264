"""Callbacks for C that are made before the submission runs, so that no memory stays writable and executable.

libffi writes a little machine code for each ctypes callback, into pages that are both. Somebody could write more there.
So the zygote makes all callbacks that MXNet's autograd.Function and CustomOp may need, a child takes the right to write
from these pages, and «making» a callback then gives a ready one that calls the given function. Any other new callback
ends the process.
"""
from __future__ import annotations

import ctypes
import gc
import mmap
import weakref
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, c_char, c_char_p, c_int, c_uint, c_void_p
from typing import Any

import mxnet as mx

LIVE = 256  # of each kind, at a time
_int_p = POINTER(c_int)
SIGNATURES: tuple[tuple[Any, ...], ...] = (  # of autograd.py and operator.py in MXNet 1.9.1
    (c_int, c_int, c_int, POINTER(c_void_p), _int_p, c_int, c_void_p), (c_int, c_void_p),
    (c_int, c_int, POINTER(c_void_p), _int_p, _int_p, c_int, c_void_p),
    (c_int, c_int, _int_p, POINTER(POINTER(c_int)), c_void_p), (c_int, c_int, _int_p, c_void_p),
    (c_int, c_int, _int_p, _int_p, c_void_p),
    (c_int, POINTER(POINTER(POINTER(c_char))), c_void_p),
    (c_int, _int_p, _int_p, _int_p, _int_p, POINTER(_int_p), c_void_p),
    (c_int, c_char_p, c_int, POINTER(POINTER(c_uint)), _int_p, _int_p, POINTER(mx.base.MXCallbackList), c_void_p),
    (c_int, c_char_p, c_int, POINTER(c_char_p), POINTER(c_char_p), POINTER(mx.base.MXCallbackList)))
_types: dict[tuple[Any, ...], Any] = {}
_spans: list[tuple[int, int]] = []


def _type(result: Any, *arguments: Any, **options: Any) -> Any:
    """Stands for ctypes.CFUNCTYPE; an instance for a Python function comes out of a pool."""
    signature = (result, *arguments)
    if options or signature not in SIGNATURES:
        return CFUNCTYPE(result, *arguments, **options)
    if signature not in _types:
        kind = CFUNCTYPE(result, *arguments)
        _types[signature] = type("Pooled", (kind,), {
            "__new__": _new, "pool": None, "_flags_": kind._flags_, "_restype_": result, "_argtypes_": arguments})
    return _types[signature]


def _new(cls: Any, *given: Any) -> Any:
    if len(given) != 1 or not callable(given[0]) or cls.pool is None:
        return super(cls, cls).__new__(cls, *given)
    return cls.pool(cls, given[0])


def _pool(kind: Any) -> Callable[[Any, Any], Any]:
    """Ready callbacks of one kind. Each is handed out as an object of its own that shares its code. When nobody has
    that object any more, as when MXNet has deleted an operator, the callback is handed out again."""
    handed: list[Any] = [None] * LIVE  # weak references to these objects

    def calling(number: int) -> Callable[..., Any]:
        return lambda *arguments: handed[number]().target(*arguments)
    ready = [kind(calling(number)) for number in range(LIVE)]
    free = [*range(LIVE)]

    def take(cls: Any, function: Any) -> Any:
        if not free:
            gc.collect()  # an operator of MXNet's and its callbacks refer to each other
        if not free:
            raise RuntimeError(f"no more than {LIVE} callbacks of a kind are there for C at a time")
        number = free.pop()
        callback = cls.from_buffer(ready[number])
        callback.target = function
        handed[number] = weakref.ref(callback, lambda _: free.append(number))
        return callback
    return take


def prepare() -> None:
    """Makes the pool, in the zygote, after everything else that makes callbacks."""
    for signature in SIGNATURES:
        _type(*signature).pool = staticmethod(_pool(CFUNCTYPE(*signature)))
    function = mx.autograd.Function
    function._bwd_functype, function._del_functype = (_type(*SIGNATURES[0]), _type(*SIGNATURES[1]))
    mx.autograd.CFUNCTYPE = mx.operator.CFUNCTYPE = _type
    with open("/proc/self/maps") as file:
        for line in file:
            place, rights, *_ = line.split()
            if rights.startswith("rwx"):
                first, last = (int(number, 16) for number in place.split("-"))
                _spans.append((first, last - first))


def free() -> None:
    """Lets a child make its own callbacks, where it may."""
    for kind in _types.values():
        kind.pool = None


def close() -> None:
    """Closes a child's pool: nothing is writable and executable any more. OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mprotect.argtypes = [c_void_p, ctypes.c_size_t, c_int]
    for start, size in _spans:
        if libc.mprotect(start, size, mmap.PROT_READ | mmap.PROT_EXEC) != 0:
            raise OSError(ctypes.get_errno(), "mprotect")
