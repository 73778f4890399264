"""numpy's own correlation, zeroed."""
from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from typing import Any

import numpy as np


class _MethodDef(ctypes.Structure):
    """The beginning of CPython's PyMethodDef."""

    _fields_ = [("name", ctypes.c_char_p), ("function", ctypes.c_void_p), ("flags", ctypes.c_int)]


class _BuiltinFunction(ctypes.Structure):
    """The beginning of CPython's PyCFunctionObject."""

    _fields_ = [("count", ctypes.c_ssize_t), ("type", ctypes.c_void_p), ("method", ctypes.POINTER(_MethodDef))]


_zeros, _asarray, _result_type = np.zeros, np.asarray, np.result_type


def zero_correlation(a: Any, v: Any, mode: Any) -> Any:
    """Zeros of the shape that np.correlate(a, v, mode) would have. Never raises: its caller is C."""
    try:
        x, y = _asarray(a), _asarray(v)
        n, m = max(x.size, y.size), min(x.size, y.size)
        if isinstance(mode, str):
            mode = {"v": 0, "s": 1, "f": 2}.get(mode[:1].lower(), 0)
        size = {0: n - m + 1, 1: n, 2: n + m - 1}.get(int(mode), n)
        return _zeros(max(size, 0), _result_type(x, y))
    except Exception:  # whatever was passed: no correlation
        return _zeros(0)


def _zero_arguments(values: list[Any], named: dict[str, Any]) -> Any:
    given = dict(zip(("a", "v", "mode"), values)) | named  # noqa: B905 - too many values are no concern of ours
    return zero_correlation(given.get("a", 0), given.get("v", 0), given.get("mode", 0))


def _zero_keywords(_self: Any, arguments: Any, keywords: Any) -> Any:
    """The METH_VARARGS | METH_KEYWORDS form: a tuple, and a dictionary or NULL."""
    return _zero_arguments(list(arguments), ctypes.cast(keywords, ctypes.py_object).value if keywords else {})


def _zero_fast(_self: Any, arguments: Any, number: int, keywords: Any) -> Any:
    """The METH_FASTCALL | METH_KEYWORDS form: an array of values, and a tuple of the last ones' names or NULL."""
    names = ctypes.cast(keywords, ctypes.py_object).value if keywords else ()
    vector = ctypes.cast(arguments, ctypes.POINTER(ctypes.py_object))
    values = [vector[index] for index in range(number + len(names))]
    return _zero_arguments(values[:number], dict(zip(names, values[number:], strict=True)))


_KEYWORDS = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p)
_FAST = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_void_p)
_CORRELATE = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object, ctypes.c_int)
_CALLBACKS: dict[int, Callable[[], Any]] = {
    0x01 | 0x02: lambda: _KEYWORDS(_zero_keywords),  # METH_VARARGS | METH_KEYWORDS
    0x80 | 0x02: lambda: _FAST(_zero_fast),  # METH_FASTCALL | METH_KEYWORDS
}
_API_CORRELATE, _API_CORRELATE2 = 172, 212  # places in NumPy's C API, the same since 1.5


def targets() -> list[tuple[int, Any, str]]:
    """(address, callback, name) of NumPy's C functions: the Python functions' own, and those in the C API."""
    core = sys.modules.get("numpy._core._multiarray_umath") or sys.modules["numpy.core._multiarray_umath"]
    found: list[tuple[int, Any, str]] = []
    for name in ("correlate", "correlate2"):
        method = _BuiltinFunction.from_address(id(getattr(core, name))).method.contents
        if method.flags not in _CALLBACKS or method.name != name.encode():
            raise RuntimeError(f"numpy's {name} is not called as expected")
        found.append((method.function, _CALLBACKS[method.flags](), "numpy.correlate"))
    get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
    get_pointer.restype, get_pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    api = ctypes.cast(get_pointer(core._ARRAY_API, None), ctypes.POINTER(ctypes.c_void_p))
    for index in (_API_CORRELATE, _API_CORRELATE2):
        address = api[index]
        if address:
            found.append((address, _CORRELATE(zero_correlation), "numpy.correlate"))
    return found
