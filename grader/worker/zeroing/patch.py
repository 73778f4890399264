"""Zeroed built-ins: MXNet's and NumPy's own convolution, correlation and pooling, patched in memory to return zeros.

Why: an exercise that asks for a convolution written by hand must not be answered by calling one. Names in the source
say little about that (``getattr``, a hybridized block, the C interface, ... all reach the same operator), so we change
what the operator does instead. An honest answer does not depend on what a built-in returns. So let every built-in
return zeros and look whether the answer changes: if it does, the answer came from a built-in. Calling one without
using its result (to check one's own work, say) changes nothing and is not held against anybody.

How: the first bytes of each native function (``mxnet::op::ConvolutionCompute<cpu>`` and its like, whatever Python
name leads there) become a jump to a small stub in a page of our own, which counts the call and goes on to MXNet's own
``FillCompute<cpu, 0>``, once for each output; the rest of the function becomes traps. oneDNN's variants, which work on
other types, raise an error instead; inner functions, reachable only by their mangled names, return at once. NumPy's
``correlate`` is patched likewise and led to a callback that returns zeros of the right shape.

Each changed page is replaced as a whole by an anonymous one that is never writable and executable at the same time.
So no thread sees half a patch, ``madvise`` can't bring the file's bytes back, and a process that may not map
executable memory (see lockdown) can't undo anything. Such a process can still zero: ``prepare()`` has the pages ready.

Some are known by other names: what resizes or samples an image averages its pixels (area resizing is average pooling),
and LRN adds up windows of channels.

What computes no convolution by itself stays as it is: im2col, dot, batch_dot, FullyConnected, reductions, pad, slice.
"""
from __future__ import annotations

import ctypes
import importlib
import platform
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from .machine import MESSAGE, X86_64
from .numpy_side import targets
from .pages import EXEC, PAGE, READ, WRITE, libc, mapped, move, replace
from .rules import FILL_COMPUTE, RETURN, THROW, THROW_LOGIC_ERROR, classify
from .symbols import address_of, functions

__all__ = ["prepare", "restore", "used", "zero", "zeroed"]


@dataclass
class _Patch:
    """Everything that is worked out once: pages before and after, counters, and what must stay alive."""

    before: dict[int, int]  # page: where its first content is kept, in pages of their own
    after: dict[int, bytes]
    counters: Any  # ctypes array of uint32
    names: list[str]  # one for each counter
    stubs: int  # address of their first page
    staged: dict[int, int]  # page: where its patched version waits
    keep: list[Any] = field(default_factory=list)
    active: bool = False


_patch: _Patch | None = None


def _prepare() -> _Patch:
    """Find the functions and write the stubs; changes nothing yet."""
    global _patch
    if _patch is not None:
        return _patch
    machine = X86_64
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise RuntimeError(f"not written for {sys.platform} on {platform.machine()}")
    library = importlib.import_module("mxnet.base")._LIB
    fill = throw = None
    wanted: dict[int, tuple[str, str, Any]] = {}  # address: how, name, callback
    sizes: dict[int, int] = {}
    for name, size in functions(library._name).items():
        if FILL_COMPUTE.match(name):
            fill = address_of(library, name)
        classified = classify(name)
        address = address_of(library, name) if classified else None
        if classified and address:
            wanted.setdefault(address, (*classified, None))
            sizes[address] = size
    throw = address_of(library, THROW_LOGIC_ERROR)
    if fill is None or throw is None:
        raise RuntimeError("this build of MXNet has no FillCompute to lead the built-ins to")
    missing = {"Convolution", "Convolution (gradient)", "Pooling", "Correlation"} - {it[1] for it in wanted.values()}
    if missing:
        raise RuntimeError("this build of MXNet hides " + ", ".join(sorted(missing)))
    for address, callback, name in targets():
        wanted.setdefault(address, ("callback", name, callback))

    names = list(dict.fromkeys(name for _, name, _ in wanted.values()))
    data = mapped(bytes(4 * len(names)) + MESSAGE, READ | WRITE)
    message = data + 4 * len(names)
    code = bytearray(machine.fill + struct.pack("<Q", fill))
    starts: dict[int, int] = {}
    size = len(code) + 96 * len(wanted)  # no stub is longer
    where = mapped(bytes(size), READ | WRITE)  # reserves the address; its final content follows below
    for address, (how, name, callback) in wanted.items():
        code += bytes(-len(code) % 16)
        starts[address] = where + len(code)
        code += machine.count(data + 4 * names.index(name))
        if how == RETURN:
            code += machine.ret
        elif how == THROW:
            code += machine.message(message) + machine.jump(throw)
        elif how == "callback":
            code += machine.jump(ctypes.cast(callback, ctypes.c_void_p).value or 0)
        else:
            code += machine.shift[how] + machine.jump(where)
    assert len(code) <= size
    for offset in range(0, len(code), PAGE):
        replace(where + offset, bytes(code[offset : offset + PAGE]))

    after: dict[int, bytearray] = {}
    end = 0
    for address in sorted(wanted):
        entry = machine.jump(starts[address])
        # the rest of the function becomes traps: nobody can enter it behind the jump
        entry += machine.trap * ((sizes.get(address, 0) - len(entry)) // len(machine.trap))
        if address < end:
            raise RuntimeError("two functions stand too close to each other to be patched")
        end = address + len(entry)
        for page in range(address - address % PAGE, end, PAGE):
            if page not in after:
                after[page] = bytearray(ctypes.string_at(page, PAGE))
            first, last = max(page, address), min(page + PAGE, end)
            after[page][first - page : last - page] = entry[first - address : last - address]
    copies = mapped(b"".join(ctypes.string_at(page, PAGE) for page in after), READ)
    _patch = _Patch(
        before={page: copies + index * PAGE for index, page in enumerate(after)},
        after={page: bytes(content) for page, content in after.items()},
        counters=(ctypes.c_uint32 * len(names)).from_address(data),
        names=names,
        stubs=where,
        staged={},
        keep=[callback for _, _, callback in wanted.values()],
    )
    return _patch


def _idle() -> None:
    """Wait until no thread of MXNet's engine is inside a function that is about to change."""
    importlib.import_module("mxnet").nd.waitall()


def prepare() -> None:
    """Have everything ready for ``zero()``, so that it needs no new executable memory; changes no function yet.

    For the process that forks the others: they inherit the pages, and ``zero()`` takes a millisecond. Without it a
    process that may not map executable memory can't zero. Raises OSError or RuntimeError where it can't be done.
    """
    patch = _prepare()
    missing = sorted(page for page in patch.after if page not in patch.staged)
    if missing and not patch.active:
        first = mapped(b"".join(patch.after[page] for page in missing), READ | EXEC)
        patch.staged.update({page: first + index * PAGE for index, page in enumerate(missing)})


def zero() -> None:
    """Make every built-in convolution, correlation and pooling of this process return zeros, from now on.

    Forgets what ``used()`` knew. Idempotent. Raises OSError or RuntimeError, with nothing changed, where it can't be
    done. Children forked later inherit it. In a process locked down without executable memory it works once, where
    ``prepare()`` came before the lock, and nothing takes it back.
    """
    patch = _prepare()
    if not patch.active:
        prepare()
        _idle()
        done: list[int] = []
        try:
            for page in patch.after:
                move(patch.staged[page], page)
                done.append(page)
        except OSError:
            for page in done:
                replace(page, ctypes.string_at(patch.before[page], PAGE))
            raise
        finally:
            for page in done:
                del patch.staged[page]
        patch.active = True
    ctypes.memset(patch.counters, 0, ctypes.sizeof(patch.counters))


def restore() -> None:
    """Make the built-ins work again, as if nothing had been. Idempotent. ``used()`` still tells what had been."""
    patch = _patch
    if patch is None or not patch.active:
        return
    _idle()
    if not patch.before:
        raise OSError("the first content of the pages is no longer kept")
    for page, copy in patch.before.items():
        replace(page, ctypes.string_at(copy, PAGE))
    patch.active = False


def forget() -> None:
    """Drops the code as it was from the memory of a process that stays zeroed."""
    patch = _prepare()
    if patch.before:
        libc().munmap(min(patch.before.values()), len(patch.before) * PAGE)
        patch.before = {}


@contextmanager
def zeroed() -> Iterator[None]:
    """``zero()`` on entry, ``restore()`` on exit."""
    zero()
    try:
        yield
    finally:
        restore()


def used() -> list[str]:
    """Built-ins executed while zeroed, since the last ``zero()``.

    For a message only: code under test runs in the same process and could forge it.
    """
    patch = _patch
    if patch is None:
        return []
    return sorted(name for name, count in zip(patch.names, patch.counters, strict=True) if count)
