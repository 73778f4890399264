"""Frames: how the judge and a worker talk. A JSON header and the raw bytes of arrays; nothing is ever unpickled.

A frame is MAGIC, the header's length, the body's length, the header (UTF-8 JSON: {"message": ..., "arrays": [[dtype,
shape], ...]}) and the body (the arrays one after the other, C order, little-endian). The judge reads what a submission
may have forged: every length is checked against a bound before anything is allocated, and what cannot be read is one
error, BadFrame.
"""
from __future__ import annotations

import json
import math
import socket
import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

MAGIC = b"CVK1"
PREFIX = struct.Struct("<4sIQ")
MAX_HEADER = 1 << 20
MAX_DIMENSIONS = 16
DTYPES = {name: np.dtype(name).newbyteorder("<") for name in (
    "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool")}


class BadFrame(Exception):
    """The bytes are not a frame, or the frame is out of bounds."""


class TooLarge(BadFrame):
    """A frame whose arrays are larger than allowed."""


class Closed(Exception):
    """The other side is gone."""


def encode(message: Any, arrays: Sequence[np.ndarray] = ()) -> bytes:
    """One frame. TypeError for an array of a dtype that does not travel (objects, strings, records)."""
    listed, bodies = [], []
    for array in arrays:
        name = array.dtype.name  # numpy puts it together each time
        if name not in DTYPES:
            raise TypeError(f"an array of {array.dtype} does not travel")
        listed.append([name, list(array.shape)])
        bodies.append(np.ascontiguousarray(array, DTYPES[name]).tobytes())
    header = json.dumps({"message": message, "arrays": listed}, ensure_ascii=False,
                        separators=(",", ":")).encode("utf-8", "replace")
    body = b"".join(bodies)
    return PREFIX.pack(MAGIC, len(header), len(body)) + header + body


def decode(read: Callable[[int], bytes | bytearray], max_body: int) -> tuple[Any, list[np.ndarray]]:
    """Reads one frame by `read(n)`, which gives exactly n bytes; BadFrame for anything out of form or bounds."""
    magic, header_size, body_size = PREFIX.unpack(read(PREFIX.size))
    if magic != MAGIC:
        raise BadFrame("it does not begin like a frame")
    if header_size > MAX_HEADER:
        raise BadFrame(f"its header has {header_size} bytes, more than {MAX_HEADER}")
    if body_size > max_body:
        raise TooLarge(f"its arrays have {body_size} bytes, more than {max_body}")
    try:
        header = json.loads(bytes(read(header_size)).decode("utf-8"))
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError
        raise BadFrame("its header is not JSON") from error
    if not isinstance(header, dict) or header.keys() != {"message", "arrays"} or not isinstance(header["arrays"], list):
        raise BadFrame("its header lacks its parts")
    plan, total = [], 0
    for entry in header["arrays"]:
        dtype, shape = _array_header(entry)
        size = math.prod(shape) * dtype.itemsize
        total += size
        plan.append((dtype, shape, size))
        if total > body_size:
            break
    if total != body_size:
        raise BadFrame("its arrays do not fill its body")
    body = memoryview(read(body_size))
    arrays, start = [], 0
    for dtype, shape, size in plan:
        try:
            flat = np.frombuffer(body[start: start + size], dtype) if size else np.zeros(0, dtype)
            arrays.append(flat.reshape(shape).astype(dtype.newbyteorder("=")))
        except ValueError as error:  # an empty array may have a shape that numpy cannot hold
            raise BadFrame("an array's shape is impossible") from error
        start += size
    return header["message"], arrays


def _array_header(entry: Any) -> tuple[np.dtype, tuple[int, ...]]:
    if not (isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str) and isinstance(entry[1], list)):
        raise BadFrame("an array has no dtype and shape")
    name, shape = entry
    if name not in DTYPES or len(shape) > MAX_DIMENSIONS:
        raise BadFrame("an array has an unknown dtype or too many dimensions")
    if not all(type(n) is int and 0 <= n < 1 << 31 for n in shape):
        raise BadFrame("an array's shape is not made of sizes")
    return DTYPES[name], tuple(shape)


def receive(sock: socket.socket, max_body: int) -> tuple[Any, list[np.ndarray]]:
    """One frame from a blocking socket (the worker's side). Closed at the end of the stream."""
    def read(count: int) -> bytearray:
        data = bytearray()
        while len(data) < count:
            piece = sock.recv(min(count - len(data), 1 << 20))
            if not piece:
                raise Closed
            data += piece
        return data
    return decode(read, max_body)
