"""The parts of zeroing one by one, in this process: nothing of MXNet or numpy is changed, and nothing is forked."""
from __future__ import annotations

import ctypes
import platform
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.worker.zeroing import pages
from grader.worker.zeroing.machine import X86_64 as machine
from grader.worker.zeroing.numpy_side import zero_correlation
from grader.worker.zeroing.pages import EXEC, PAGE, READ, WRITE
from grader.worker.zeroing.rules import FILL, FILL_1, FILL_2, RETURN, THROW, classify
from grader.worker.zeroing.symbols import address_of, functions

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="zeroing is written for x86-64")
CPU = "IN7mshadow3cpuEEEvv"
BACKWARD = ("_ZN5mxnet2op13CorrelationOpIN7mshadow3cpuEfE8Backward"
            "ERKNS_9OpContextERKSt6vectorINS_5TBlobESaIS5_EE")


# Rules --------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("name", "found"), [
    (f"_ZN5mxnet2op18ConvolutionCompute{CPU}", (FILL, "Convolution")),
    (f"_ZN5mxnet2op22ConvolutionGradCompute{CPU}", (FILL, "Convolution (gradient)")),
    (f"_ZN5mxnet2op14PoolingCompute{CPU}", (FILL, "Pooling")),
    (f"_ZN5mxnet2op21UpSamplingGradCompute{CPU}", (FILL, "UpSampling (gradient)")),
    ("_ZN5mxnet2op9PoolingOpIN7mshadow3cpuEfE7ForwardERKNS_9OpContextE", (RETURN, "Pooling")),
    (f"{BACKWARD}ES9_S9_RKS7_S9_S9_", (FILL_2, "Correlation (gradient)")),
    (f"{BACKWARD}ES9_RKS7_S9_S9_", (FILL_1, "Correlation (gradient)")),
    ("_ZN5mxnet2op13GetConvFwdERKNS0_15ConvolutionParamE", (THROW, "Convolution")),
    ("_ZN5mxnet2op10MKLDNNDeconvD1Ev", None),  # a destructor frees what there is
    (f"_ZN5mxnet2op18UpSamplingCompute{CPU}", None),  # repeats pixels
    (f"_ZN5mxnet2op21FullyConnectedCompute{CPU}", None),
    (f"_ZN5mxnet2op13Im2colCompute{CPU}", None),
    ("ConvolutionCompute", None),
])
def test_what_becomes_of_a_function(name: str, found: tuple[str, str] | None) -> None:
    assert classify(name) == found


# Machine code: run on counters and callbacks of our own ---------------------------------------------------------------

@pytest.fixture
def counters() -> Any:
    return (ctypes.c_uint32 * 2)()


def code(content: bytes) -> int:
    return pages.mapped(content, READ | EXEC)


def test_a_stub_counts_and_goes_on(counters: Any) -> None:
    first, second = ctypes.addressof(counters), ctypes.addressof(counters) + 4
    end = code(machine.count(second) + machine.ret)
    stub = ctypes.CFUNCTYPE(None)(code(machine.count(first) + machine.jump(end)))
    for _turn in range(3):
        stub()
    assert list(counters) == [3, 3]


def test_a_message_is_the_first_argument() -> None:
    heard: list[bytes] = []
    text = ctypes.create_string_buffer(b"switched off")
    hear = ctypes.CFUNCTYPE(None, ctypes.c_char_p)(heard.append)
    ctypes.CFUNCTYPE(None)(code(machine.message(ctypes.addressof(text)) + machine.jump(
        ctypes.cast(hear, ctypes.c_void_p).value or 0)))()
    assert heard == [b"switched off"]


@pytest.mark.parametrize(("how", "arguments"), [
    (FILL, ("this", "context", "inputs", "req", "outputs")),
    (FILL_1, ("this", "context", "a", "b", "req", "outputs")),
    (FILL_2, ("this", "context", "a", "b", "c", "req", "outputs", "aux"))])
def test_the_arguments_are_where_fill_compute_looks_for_them(how: str, arguments: tuple[str, ...]) -> None:
    names = ("this", "context", "inputs", "a", "b", "c", "req", "outputs", "aux")
    values = {name: n + 1 for n, name in enumerate(names)}
    heard: list[tuple[int, ...]] = []
    fill = ctypes.CFUNCTYPE(None, *[ctypes.c_size_t] * 5)(lambda *given: heard.append(given))
    stub = code(machine.shift[how] + machine.jump(ctypes.cast(fill, ctypes.c_void_p).value or 0))
    ctypes.CFUNCTYPE(None, *[ctypes.c_size_t] * len(arguments))(stub)(*[values[name] for name in arguments])
    this, context, _inputs, req, outputs = heard[0]
    assert [this, context, req, outputs] == [values[name] for name in ("this", "context", "req", "outputs")]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
@pytest.mark.parametrize("size", [8, 72])  # of a TBlob
def test_fill_is_called_once_for_each_output(count: int, size: int) -> None:
    req, outputs = (ctypes.c_int32 * max(count, 1))(), ctypes.create_string_buffer(max(count, 1) * size)

    def vector(start: int, length: int) -> Any:
        return (ctypes.c_size_t * 3)(start, start + length, start + length)
    begin, of_outputs = ctypes.addressof(req), ctypes.addressof(outputs)
    both = vector(begin, 4 * count), vector(of_outputs, size * count)
    heard: list[tuple[list[int], ...]] = []

    def hear(this: int, context: int, inputs: int, one: int, other: int) -> None:
        assert (this, context, inputs) == (11, 22, 33)
        heard.append(tuple(list((ctypes.c_size_t * 2).from_address(at)) for at in (one, other)))
    fill = ctypes.CFUNCTYPE(None, *[ctypes.c_size_t] * 5)(hear)
    start = code(machine.fill + struct.pack("<Q", ctypes.cast(fill, ctypes.c_void_p).value or 0))
    ctypes.CFUNCTYPE(None, *[ctypes.c_size_t] * 5)(start)(11, 22, 33, *map(ctypes.addressof, both))
    assert heard == [([begin + 4 * n, begin + 4 * n + 4], [of_outputs + size * n, of_outputs + size * (n + 1)])
                     for n in range(count)]


# Pages --------------------------------------------------------------------------------------------------------------

def test_a_page_is_replaced_as_a_whole() -> None:
    start = pages.mapped(b"a" * (PAGE + 1), READ | EXEC)
    pages.replace(start, b"b" * 10)
    assert ctypes.string_at(start, 11) == b"b" * 10 + b"\0"
    assert ctypes.string_at(start + PAGE, 2) == b"a\0", "its neighbour stays"
    assert protection(start) == "r-xp" and protection(pages.mapped(b"x", READ | WRITE)) == "rw-p"


def protection(address: int) -> str:
    for line in Path("/proc/self/maps").read_text().splitlines():
        area, rights, *_rest = line.split()
        low, high = (int(number, 16) for number in area.split("-"))
        if low <= address < high:
            return rights
    return "none"


def test_what_cannot_be_mapped_is_an_error() -> None:
    with pytest.raises(OSError, match="mremap"):
        pages.move(pages.mapped(b"x", READ), 1)  # no page begins there


# Symbols ------------------------------------------------------------------------------------------------------------

def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.so"
    path.write_bytes(b"MZ" + bytes(100))
    with pytest.raises(OSError, match="not a 64-bit little-endian ELF file"):
        functions(str(path))


def test_mxnets_functions_are_found_where_they_are() -> None:
    from mxnet.base import _LIB
    found = functions(_LIB._name)
    name = next(name for name in found if name.startswith("_ZN5mxnet2op18ConvolutionComputeIN7mshadow3cpuE"))
    assert found[name] > 16, "room for a jump"
    address = address_of(_LIB, name)
    assert address and protection(address) == "r-xp"
    assert address_of(_LIB, "_ZN5mxnet7nothing") is None


# numpy --------------------------------------------------------------------------------------------------------------

@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from(["valid", "same", "full"]),
       st.sampled_from(["float32", "int64", "complex64"]), st.sampled_from(["float32", "float64"]))
def test_zeros_have_the_correlations_shape_and_type(n: int, m: int, mode: Any, one: str, other: str) -> None:
    a, v = np.ones(n, one), np.ones(m, other)
    right, found = np.correlate(a, v, mode), zero_correlation(a, v, mode)
    assert (found.shape, found.dtype) == (right.shape, right.dtype) and not found.any()


@given(st.none() | st.integers() | st.text() | st.lists(st.integers()), st.none() | st.text(), st.none() | st.text())
def test_nothing_that_is_passed_raises(a: Any, v: Any, mode: Any) -> None:
    assert isinstance(zero_correlation(a, v, mode), np.ndarray)
