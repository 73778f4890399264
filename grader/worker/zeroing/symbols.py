"""Finds functions in MXNet's library."""
from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from typing import Any

from .rules import CANDIDATES


def _starts(names: bytes) -> Iterator[int]:
    """Where the names begin that hold one of the candidates; names end with a zero byte."""
    for word in CANDIDATES:
        place = names.find(word)
        while place >= 0:
            yield names.rindex(b"\0", 0, place) + 1
            place = names.find(word, names.index(b"\0", place))


def functions(path: str) -> dict[str, int]:
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


def address_of(library: Any, name: str) -> int | None:
    try:
        return ctypes.addressof(ctypes.c_char.in_dll(library, name))
    except ValueError:
        return None
