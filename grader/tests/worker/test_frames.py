"""The reader of frames, fed with anything: arrays within bounds or one named error, never a hang or much memory."""
from __future__ import annotations

import json
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from grader.worker.wire import frames
from grader.worker.wire.values import MAX_DEPTH, MAX_ITEMS, MAX_TEXT, Block, Odd, pack, unpack

BOUND = 1 << 16  # of a body, here
MANY = settings(max_examples=300, deadline=None, database=None)


class End(Exception):
    """There is no more to read."""


class Stream:
    """Bytes, as `read` of frames.decode wants them; remembers the largest piece that was asked for."""

    def __init__(self, data: bytes) -> None:
        self.data, self.largest = data, 0

    def read(self, count: int) -> bytes:
        assert count >= 0
        self.largest = max(self.largest, count)
        if count > len(self.data):
            raise End
        piece, self.data = self.data[:count], self.data[count:]
        return piece


def decoded(data: bytes) -> tuple[Any, list[np.ndarray]] | None:
    """What a frame says, within bounds; None where it is none."""
    stream = Stream(data)
    try:
        message, arrays = frames.decode(stream.read, BOUND)
    except (frames.BadFrame, End):
        return None
    finally:
        assert stream.largest <= max(frames.MAX_HEADER, BOUND)
    assert sum(array.nbytes for array in arrays) <= BOUND
    assert all(array.dtype.name in frames.DTYPES and array.ndim <= frames.MAX_DIMENSIONS for array in arrays)
    return message, arrays


def checked(message: Any, arrays: list[np.ndarray]) -> None:
    """What the judge makes of a message: a value within bounds, or ValueError."""
    try:
        value = unpack(message, arrays)
    except ValueError:
        return
    bounded(value)


def bounded(value: Any, depth: int = MAX_DEPTH) -> None:
    assert depth >= 0
    if isinstance(value, (list, tuple)):
        assert len(value) <= MAX_ITEMS
        for item in value:
            bounded(item, depth - 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            assert len(key) <= MAX_TEXT
            bounded(item, depth - 1)
    elif isinstance(value, str):
        assert len(value) <= MAX_TEXT
        value.encode()
    elif isinstance(value, int):
        assert abs(value) < 1 << 63
    else:
        assert value is None or isinstance(value, (float, np.ndarray, Block, Odd))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["array", "block", "tuple", "list", "dict", "odd", "x"]) | st.text(), inner, max_size=3),
    max_leaves=20)
some_arrays = st.lists(st.sampled_from(sorted(frames.DTYPES)).flatmap(lambda name: arrays_of.arrays(
    np.dtype(name), arrays_of.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))), max_size=3)


@MANY
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    decoded(data)


@MANY
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1), st.binary(max_size=300))
def test_any_lengths(header: int, body: int, data: bytes) -> None:
    decoded(frames.PREFIX.pack(frames.MAGIC, header, body) + data)


@MANY
@given(json_values, st.integers(0, 64), st.binary(max_size=64))
def test_any_header(header: Any, body: int, data: bytes) -> None:
    text = json.dumps(header).encode()
    decoded(frames.PREFIX.pack(frames.MAGIC, len(text), body) + text + data)


@MANY
@given(st.lists(st.tuples(st.sampled_from([*sorted(frames.DTYPES), "object", "U10", "f4,f4", ""]),
                          st.lists(st.integers(-1, 2**33) | st.sampled_from([0, 1, 2, 4]), max_size=20)), max_size=4),
       st.integers(0, 64))
def test_any_arrays_claimed(claimed: list[tuple[str, list[int]]], body: int) -> None:
    """Shapes whose product overflows, or does not fit the body, among them."""
    text = json.dumps({"message": None, "arrays": claimed}).encode()
    decoded(frames.PREFIX.pack(frames.MAGIC, len(text), body) + text + bytes(body))


@MANY
@given(json_values, some_arrays)
def test_there_and_back(message: Any, arrays: list[np.ndarray]) -> None:
    got = decoded(frames.encode(message, arrays))
    assert got is not None
    assert len(got[1]) == len(arrays)
    for array, wanted in zip(got[1], arrays, strict=True):
        assert array.dtype == wanted.dtype and array.shape == wanted.shape
        assert array.tobytes() == wanted.tobytes()
    checked(got[0], got[1])


@MANY
@given(st.lists(st.integers() | st.text(max_size=5) | st.none(), max_size=4), some_arrays, st.data())
def test_mutated_frames(items: list[Any], arrays: list[np.ndarray], data: st.DataObject) -> None:
    """A right frame in which bytes were changed, cut out or put in."""
    out: list[np.ndarray] = []
    frame = bytearray(frames.encode({"id": 1, "ok": pack([*items, *arrays], out)}, out))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(frame)))
        frame[at: at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    got = decoded(bytes(frame))
    if got is not None and isinstance(got[0], dict):
        checked(got[0].get("ok"), got[1])


@MANY
@given(json_values)
def test_any_message(message: Any) -> None:
    checked(message, [np.zeros(2)])


@pytest.mark.parametrize("header", [b"[" * 100_000, b'{"message": ' + b'{"list": [' * 50_000, b"9" * 100_000,
                                    b'{"message": 1, "arrays": [' + b'["float32", [0]],' * 30_000 + b"[]]}"])
def test_headers_that_cost(header: bytes) -> None:
    assert decoded(frames.PREFIX.pack(frames.MAGIC, len(header), 0) + header) is None


def test_no_large_allocation() -> None:
    """A frame that promises much is refused before anything is made for it."""
    header = json.dumps({"message": None, "arrays": [["float64", [1 << 30, 1 << 30]]]}).encode()
    tracemalloc.start()
    try:
        for body in (0, BOUND, 1 << 40, 2**64 - 1):
            assert decoded(frames.PREFIX.pack(frames.MAGIC, len(header), body) + header + bytes(BOUND)) is None
        assert tracemalloc.get_traced_memory()[1] < 10 << 20
    finally:
        tracemalloc.stop()


def test_too_large_is_told_apart() -> None:
    with pytest.raises(frames.TooLarge):
        frames.decode(Stream(frames.encode(None, [np.zeros(BOUND)])).read, BOUND)
