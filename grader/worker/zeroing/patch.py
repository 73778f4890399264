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

What computes no convolution by itself stays as it is: im2col, dot, batch_dot, FullyConnected, reductions, pad, slice.
"""
from __future__ import annotations

import ctypes
import functools
import importlib
import mmap
import os
import platform
import re
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

__all__ = ["available", "prepare", "restore", "used", "zero", "zeroed"]


# --- which functions, and what becomes of them ------------------------------------------------------------------------

FILL = "fill"  # (this or attrs, ctx, inputs, req, outputs): zeros, as FillCompute's arguments are
FILL_1 = "fill-1"  # (this, ctx, a, b, req, outputs): the same with one vector more before req
FILL_2 = "fill-2"  # (this, ctx, a, b, c, req, outputs, aux): with two more, as legacy operators have in Backward
RETURN = "return"  # inner functions on bare pointers: do nothing
THROW = "throw"  # functions that return objects or take NDArrays: std::logic_error


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]  # of the mangled name
    how: str
    name: str | None = None  # plain words for the message; None: the pattern's group "op"

    def plain(self, match: re.Match[str]) -> str:
        groups = match.groupdict()
        gradient = groups.get("grad") in ("Grad", "Backward")
        return (self.name or groups["op"]) + (" (gradient)" if gradient else "")


_OP = r"_ZN5mxnet2op\d+"
_CPU = r"IN7mshadow3cpuE"
_LIVE = r"(?!\w*D[012]Ev$)"  # all but destructors
_LEGACY = (
    r"(?P<op>Convolution|ConvolutionV1|Deconvolution|Correlation|DeformableConvolution|ModulatedDeformableConvolution"
    r"|PoolingV1|ROIPooling|PSROIPooling|DeformablePSROIPooling)Op" + _CPU + r"\w*?E"
)
_RULES = [
    _Rule(re.compile(pattern), how, name)
    for pattern, how, name in [
        (_OP + r"_?(?P<op>Convolution|Deconvolution|Pooling)(?P<grad>Grad)?Compute" + _CPU, FILL, None),
        # repeating pixels is no convolution, but its gradient sums over windows
        (_OP + r"(?P<op>UpSampling)(?P<grad>Grad)Compute" + _CPU, FILL, None),
        (_OP + r"(?P<op>R?ROIAlign)(?P<grad>Forward|Backward)Compute" + _CPU, FILL, None),
        (_OP + r"AdaptiveAvgPoolOp(?P<grad>Forward|Backward)" + _CPU, FILL, "AdaptiveAvgPooling2D"),
        (_OP + _LEGACY + r"7Forward", FILL, None),
        # Backward: how many vectors stand between ctx and req shows in the number of back references
        (_OP + _LEGACY + r"8(?P<grad>Backward)ERKNS_9OpContextERKSt6vector\w*?EES\w_S\w_RKS", FILL_2, None),
        (_OP + _LEGACY + r"8(?P<grad>Backward)ERKNS_9OpContextERKSt6vector\w*?EES\w_RKS", FILL_1, None),
        (_OP + r"PoolingOp" + _CPU + r"\w*?E(7Forward|8(?P<grad>Backward))", RETURN, "Pooling"),
        (_OP + r"(un)?pool(I|_max_|_sum_)", RETURN, "Pooling (inner function)"),
        (_OP + r"AdaptiveAvgPoolUpdate(Output|GradInput)I", RETURN, "AdaptiveAvgPooling2D"),
        (_OP + r"UpSampling(?P<grad>Backward)" + _CPU, RETURN, "UpSampling"),
        (r"_ZN7mshadow\d+Correlation(Forward|(?P<grad>Backward))I", RETURN, "Correlation"),
        (r"_ZN7mshadow\d+(Deformable)?(PS)?ROIPool(Forward|Backward)\w*?I", RETURN, "ROIPooling"),
        (_OP + r"ROIAlign(Forward|Backward)I[fdN]", RETURN, "ROIAlign"),
        (_OP + r"(GetConvFwd|MKLDNNConv(olution)?(For|Back)ward)" + _LIVE, THROW, "Convolution"),
        (_OP + r"SgMKLDNNConvOperator7Forward", THROW, "Convolution"),
        (_OP + r"MKLDNNDeconv" + _LIVE, THROW, "Deconvolution"),
        (_OP + r"(GetPooling[FB]wd|MKLDNNPooling|Pooling(Grad)?ComputeEx)" + _LIVE, THROW, "Pooling"),
        (r"_ZNK5mxnet2op\d+MKLDNNDeconv(Fwd|Bwd)7Execute", THROW, "Deconvolution"),
    ]
]
_CANDIDATES = (b"Conv", b"conv", b"Pool", b"pool", b"Correlation", b"UpSampling", b"ROI", b"FillCompute")
_FILL_COMPUTE = re.compile(r"_ZN5mxnet2op11FillComputeIN7mshadow3cpuELi0EEEv")
_THROW_LOGIC_ERROR = "_ZSt19__throw_logic_errorPKc"
_MESSAGE = b"built-in convolution and pooling are switched off here\0"


# --- machine code -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Machine:
    """The few instructions that we need of one processor."""

    jump: Callable[[int], bytes]  # to any address, without touching an argument or the stack
    count: Callable[[int], bytes]  # add one to the 32-bit number at the address
    message: Callable[[int], bytes]  # load the first argument
    shift: dict[str, bytes]  # move req and outputs to where FillCompute expects them
    ret: bytes
    trap: bytes
    fill: bytes  # a function: FillCompute for each output; its address follows in 8 bytes


# fill, in words: with one output, jump to FillCompute. Otherwise call it in a loop with vectors of one element, which
# are just three pointers {begin, end, end} on the stack; the size of a TBlob is (end - begin) / number of outputs.
_X86_64 = _Machine(
    jump=lambda address: b"\x49\xbb" + struct.pack("<Q", address) + b"\x41\xff\xe3",  # mov r11, imm64; jmp r11
    count=lambda address: b"\x49\xbb" + struct.pack("<Q", address) + b"\xf0\x41\xff\x03",  # ...; lock inc dword [r11]
    message=lambda address: b"\x48\xbf" + struct.pack("<Q", address),  # mov rdi, imm64
    shift={
        FILL: b"",
        FILL_1: b"\x4c\x89\xc1\x4d\x89\xc8",  # mov rcx, r8; mov r8, r9
        FILL_2: b"\x4c\x89\xc9\x4c\x8b\x44\x24\x08",  # mov rcx, r9; mov r8, [rsp+8]
    },
    ret=b"\xc3",
    trap=b"\xcc",  # int3
    fill=bytes.fromhex(
        "4c8b11 488b4108 4c29d0"  # mov r10,[rcx]; mov rax,[rcx+8]; sub rax,r10         bytes of req
        "4883f804 0f8298000000 0f8493000000"  # cmp rax,4; jb none; je one
        "53 55 4154 4155 4156 4157 4883ec48"  # push rbx,rbp,r12-r15; sub rsp,72
        "48897c2430 4889f3 4889d5"  # mov [rsp+48],rdi; mov rbx,rsi; mov rbp,rdx
        "4d89d4 4c8b6908 4d8b30"  # mov r12,r10; mov r13,[rcx+8]; mov r14,[r8]
        "48c1e802 4889c1 498b4008 4c29f0"  # shr rax,2; mov rcx,rax; mov rax,[r8+8]; sub rax,r14
        "31d2 48f7f1 4989c7"  # xor edx,edx; div rcx; mov r15,rax                       size of a TBlob
        "4c892424 498d442404 4889442408 4889442410"  # next: req = {r12, r12+4, r12+4}
        "4c89742418 4b8d043e 4889442420 4889442428"  # outputs = {r14, r14+r15, r14+r15}
        "488b7c2430 4889de 4889ea 4889e1 4c8d442418"  # rdi, rsi, rdx as saved; rcx=req; r8=outputs
        "ff1526000000"  # call [target]
        "4983c404 4d01fe 4d39ec 72b5"  # add r12,4; add r14,r15; cmp r12,r13; jb next
        "4883c448 415f 415e 415d 415c 5d 5b"  # add rsp,72; pop r15-r12,rbp,rbx
        "c3"  # none: ret
        "ff2505000000 0f1f440000"  # one: jmp [target]; nop                             target: .quad follows
    ),
)
_AARCH64 = _Machine(
    jump=lambda address: bytes.fromhex("50000058 00021fd6") + struct.pack("<Q", address),  # ldr x16, .+8; br x16
    count=lambda address: (
        bytes.fromhex("50000058 03000014")  # ldr x16, .+8; b .+12
        + struct.pack("<Q", address)
        + bytes.fromhex("110240b9 31060011 110200b9")
    ),  # ldr w17,[x16]; add w17,w17,#1; str w17,[x16]
    message=lambda address: bytes.fromhex("40000058 03000014") + struct.pack("<Q", address),  # ldr x0, .+8; b .+12
    shift={
        FILL: b"",
        FILL_1: bytes.fromhex("e30304aa e40305aa"),  # mov x3, x4; mov x4, x5
        FILL_2: bytes.fromhex("e30305aa e40306aa"),  # mov x3, x5; mov x4, x6
    },
    ret=bytes.fromhex("c0035fd6"),
    trap=bytes.fromhex("000020d4"),  # brk #0
    fill=bytes.fromhex(
        "692840a9 4b0109cb 90050058 7f1100f1 e3040054 e0040054"  # ldp x9,x10,[x3]; sub x11,x10,x9; ldr x16,target; ...
        "fd7bb8a9 fd030091 f35301a9 f55b02a9 f76303a9"  # save x29, x30, x19-x24
        "f30300aa f40301aa f50302aa f60309aa f7030aaa"  # x19-x21 = attrs, ctx, inputs; x22, x23 = req's begin and end
        "6bfd42d3 983040a9 8c0118cb 8c09cb9a ec3b00f9"  # x24 = outputs' begin; [sp+112] = size of a TBlob
        "c9120091 f62704a9 e92b00f9"  # next: req = {x22, x22+4, x22+4} at sp+64
        "ec3b40f9 0a030c8b f8ab05a9 ea3700f9"  # outputs = {x24, x24+size, x24+size} at sp+88
        "e00313aa e10314aa e20315aa e3030191 e4630191"  # x0-x4
        "f60309aa f8030aaa 70010058 00023fd6 df0217eb e3fdff54"  # advance; blr FillCompute; cmp x22,x23; b.lo next
        "f35341a9 f55b42a9 f76343a9 fd7bc8a8"  # restore
        "c0035fd6 00021fd6 1f2003d5"  # none: ret; one: br x16; nop                     target: .quad follows
    ),
)
_MACHINES = {"x86_64": _X86_64, "aarch64": _AARCH64, "arm64": _AARCH64}


# --- memory -----------------------------------------------------------------------------------------------------------

_PAGE = mmap.PAGESIZE
_READ, _WRITE, _EXEC = 1, 2, 4
_FAILED = ctypes.c_void_p(-1).value


@functools.cache
def _libc() -> Any:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = libc.mremap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    libc.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int, ctypes.c_void_p]
    return libc


def _failed(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")


def _map(content: bytes, protection: int) -> int:
    """New anonymous pages that hold the content."""
    libc = _libc()
    size = -(-len(content) // _PAGE) * _PAGE
    address: int = libc.mmap(None, size, _READ | _WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
    if address == _FAILED:
        raise _failed("mmap")
    ctypes.memmove(address, content, len(content))
    if libc.mprotect(address, size, protection) != 0:
        error = _failed("mprotect")
        libc.munmap(address, size)
        raise error
    return address


def _move(fresh: int, page: int) -> None:
    """Put an executable page in the place of one that may be running.

    One mremap: no thread ever finds the page missing, half written or not executable.
    """
    may_move, fixed = 1, 2
    if _libc().mremap(fresh, _PAGE, _PAGE, may_move | fixed, page) == _FAILED:
        raise _failed("mremap")


def _replace(page: int, content: bytes) -> None:
    """Put a new, anonymous page of this content in its place.

    As it is new, the kernel also takes care of the instruction cache where the processor does not.
    """
    fresh = _map(content, _READ | _EXEC)
    try:
        _move(fresh, page)
    except OSError:
        _libc().munmap(fresh, _PAGE)
        raise


# --- finding the functions --------------------------------------------------------------------------------------------


def _starts(names: bytes) -> Iterator[int]:
    """Where the names begin that hold one of the candidates; names end with a zero byte."""
    for word in _CANDIDATES:
        place = names.find(word)
        while place >= 0:
            yield names.rindex(b"\0", 0, place) + 1
            place = names.find(word, names.index(b"\0", place))


def _symbols(path: str) -> dict[str, int]:
    """Exported functions of an ELF file that could be of interest, and their sizes."""
    found: dict[str, int] = {}
    with open(path, "rb") as file:
        header = file.read(64)
        if header[:6] != b"\x7fELF\x02\x01":
            raise OSError(f"{path} is not a 64-bit little-endian ELF file")
        (offset,) = struct.unpack_from("<Q", header, 40)
        entry_size, number = struct.unpack_from("<HH", header, 58)
        file.seek(offset)
        table = file.read(entry_size * number)
        sections = [struct.unpack_from("<IIQQQQIIQQ", table, index * entry_size) for index in range(number)]
        for _, kind, _, _, start, length, link, *_ in sections:
            if kind != 11:  # SHT_DYNSYM; its link is the section of the names
                continue
            file.seek(start)
            symbols = file.read(length)
            file.seek(sections[link][4])
            names = file.read(sections[link][5])
            candidates = set(_starts(names))
            for place, info, _, section, _, size in struct.iter_unpack("<IBBHQQ", symbols):
                if place in candidates and info & 15 == 2 and section != 0:  # a function, and defined here
                    name = names[place : names.index(b"\0", place)]
                    if name.startswith(b"_ZN"):
                        found[name.decode("ascii", "replace")] = size
    return found


def _classify(name: str) -> tuple[str, str] | None:
    """What becomes of a function of this mangled name, and its plain name."""
    for rule in _RULES:
        match = rule.pattern.match(name)
        if match:
            return rule.how, rule.plain(match)
    return None


def _address(library: Any, name: str) -> int | None:
    try:
        return ctypes.addressof(ctypes.c_char.in_dll(library, name))
    except ValueError:
        return None


class _MethodDef(ctypes.Structure):
    """The beginning of CPython's PyMethodDef."""

    _fields_ = [("name", ctypes.c_char_p), ("function", ctypes.c_void_p), ("flags", ctypes.c_int)]


class _BuiltinFunction(ctypes.Structure):
    """The beginning of CPython's PyCFunctionObject."""

    _fields_ = [("count", ctypes.c_ssize_t), ("type", ctypes.c_void_p), ("method", ctypes.POINTER(_MethodDef))]


_zeros, _asarray, _result_type = np.zeros, np.asarray, np.result_type


def _zero_correlation(a: Any, v: Any, mode: Any) -> Any:
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
    return _zero_correlation(given.get("a", 0), given.get("v", 0), given.get("mode", 0))


def _zero_keywords(_self: Any, arguments: Any, keywords: Any) -> Any:
    """As METH_VARARGS | METH_KEYWORDS: a tuple, and a dictionary or NULL."""
    return _zero_arguments(list(arguments), ctypes.cast(keywords, ctypes.py_object).value if keywords else {})


def _zero_fast(_self: Any, arguments: Any, number: int, keywords: Any) -> Any:
    """As METH_FASTCALL | METH_KEYWORDS: an array of values, and a tuple of the last ones' names or NULL."""
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


def _numpy_targets() -> list[tuple[int, Any, str]]:
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
            found.append((address, _CORRELATE(_zero_correlation), "numpy.correlate"))
    return found


# --- the patch --------------------------------------------------------------------------------------------------------


@dataclass
class _Patch:
    """Everything that is worked out once: pages before and after, counters, and what must stay alive."""

    before: dict[int, bytes]
    after: dict[int, bytes]
    counters: Any  # ctypes array of uint32
    names: list[str]  # one a counter
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
    machine = _MACHINES.get(platform.machine().lower()) if sys.platform == "linux" else None
    if machine is None:
        raise RuntimeError(f"not written for {sys.platform} on {platform.machine()}")
    library = importlib.import_module("mxnet.base")._LIB
    fill = throw = None
    wanted: dict[int, tuple[str, str, Any]] = {}  # address: how, name, callback
    sizes: dict[int, int] = {}
    for name, size in _symbols(library._name).items():
        if _FILL_COMPUTE.match(name):
            fill = _address(library, name)
        classified = _classify(name)
        address = _address(library, name) if classified else None
        if classified and address:
            wanted.setdefault(address, (*classified, None))
            sizes[address] = size
    throw = _address(library, _THROW_LOGIC_ERROR)
    if fill is None or throw is None:
        raise RuntimeError("this build of MXNet has no FillCompute to lead the built-ins to")
    missing = {"Convolution", "Convolution (gradient)", "Pooling", "Correlation"} - {it[1] for it in wanted.values()}
    if missing:
        raise RuntimeError("this build of MXNet hides " + ", ".join(sorted(missing)))
    for address, callback, name in _numpy_targets():
        wanted.setdefault(address, ("callback", name, callback))

    names = list(dict.fromkeys(name for _, name, _ in wanted.values()))
    data = _map(bytes(4 * len(names)) + _MESSAGE, _READ | _WRITE)
    message = data + 4 * len(names)
    code = bytearray(machine.fill + struct.pack("<Q", fill))
    starts: dict[int, int] = {}
    size = len(code) + 96 * len(wanted)  # no stub is longer
    where = _map(bytes(size), _READ | _WRITE)  # reserves the address; its final content follows below
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
    for offset in range(0, len(code), _PAGE):
        _replace(where + offset, bytes(code[offset : offset + _PAGE]))

    before: dict[int, bytes] = {}
    after: dict[int, bytearray] = {}
    end = 0
    for address in sorted(wanted):
        entry = machine.jump(starts[address])
        # the rest of the function becomes traps: nobody can enter it behind the jump
        entry += machine.trap * ((sizes.get(address, 0) - len(entry)) // len(machine.trap))
        if address < end:
            raise RuntimeError("two functions stand too close to each other to be patched")
        end = address + len(entry)
        for page in range(address - address % _PAGE, end, _PAGE):
            if page not in before:
                before[page] = ctypes.string_at(page, _PAGE)
                after[page] = bytearray(before[page])
            first, last = max(page, address), min(page + _PAGE, end)
            after[page][first - page : last - page] = entry[first - address : last - address]
    _patch = _Patch(
        before=before,
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
        first = _map(b"".join(patch.after[page] for page in missing), _READ | _EXEC)
        patch.staged.update({page: first + index * _PAGE for index, page in enumerate(missing)})


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
                _move(patch.staged[page], page)
                done.append(page)
        except OSError:
            for page in done:
                _replace(page, patch.before[page])
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
    for page, content in patch.before.items():
        _replace(page, content)
    patch.active = False


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


# --- the self-test ----------------------------------------------------------------------------------------------------


def _sample() -> list[Any]:
    """What a few built-ins give for ones."""
    mx = importlib.import_module("mxnet")
    nd, autograd = mx.nd, mx.autograd
    x, w = nd.ones((1, 1, 3, 3)), nd.ones((1, 1, 2, 2))
    w.attach_grad()
    with autograd.record():
        y = nd.Convolution(x, w, no_bias=True, kernel=(2, 2), num_filter=1)
    y.backward()
    found = [y.asnumpy(), w.grad.asnumpy(), nd.Pooling(x, kernel=(2, 2), pool_type="max").asnumpy()]
    found.append(nd.Correlation(x, x, kernel_size=1, max_displacement=0, pad_size=0).asnumpy())
    return [*found, np.convolve([1, 1, 1], [1, 1])]


def _problem() -> str | None:
    """One line on what the patch fails to do in this process; it may also kill it."""
    real = _sample()
    if not all(array.all() for array in real):
        return "the built-ins give zeros without being patched"
    with zeroed():
        zeros = _sample()
        names = used()
    if any(array.any() for array in zeros) or [a.shape for a in real] != [a.shape for a in zeros]:
        return "a patched built-in gave something else than zeros"
    if not {"Convolution", "Convolution (gradient)", "Pooling", "Correlation", "numpy.correlate"} <= set(names):
        return "a patched built-in was not counted"
    if not all(np.array_equal(a, b) for a, b in zip(real, _sample(), strict=True)):
        return "a built-in did not come back after the patch was undone"
    return None


def available() -> str | None:
    """None where built-ins can be zeroed, else the reason in one line. Includes ``prepare()``.

    Tries it out in a forked child, so that a processor or a build that we misjudged can't bring this process down.
    """
    try:
        prepare()
        reader, writer = os.pipe()
        child = os.fork()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if child == 0:
        try:
            try:
                text = _problem() or ""
            except Exception as error:
                text = f"{type(error).__name__}: {error}".splitlines()[0]
            os.write(writer, b"=" + text.encode()[:1000])
        finally:
            os._exit(0)
    os.close(writer)
    status = None
    for _ in range(600):  # a minute: MXNet starts its threads anew in the child
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            break
        time.sleep(0.1 if _ > 20 else 0.01)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        status = None
    with os.fdopen(reader, "rb") as file:
        said = file.read()
    if said.startswith(b"="):
        return said[1:].decode() or None
    return "the self-test did not end" if status is None else f"the self-test died with status {status}"
