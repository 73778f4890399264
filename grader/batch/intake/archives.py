"""Reads what lies on a disk or in an archive, within bounds."""
from __future__ import annotations

import io
import lzma
import os
import re
import stat
import struct
import sys
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from ...language.harmless import clean
from ...language.said import Said, joined
from .items import MAX_FILES, Item, Refused, too_much
from .names import TARS, dotted, ignored, is_zip, notebook_like, python_like, stem_of

BOOKS = ("gradebook.sqlite", "gradebook.url")  # what a batch leaves in its own folder
MAX_ZIP = 64 << 20        # bytes of one student's zip
MAX_DIRECTORY = 4 << 20   # bytes of the list of contents of a student's zip
MAX_NAME = 255            # characters that a file's name has on any disk


# Files on disk and in zips --------------------------------------------------------------------------------------------
def on_disk(root: Path, depth: int, path: tuple[str, ...] = (), out: Path | None = None) -> Iterator[Item]:
    """The files below a folder, without those of `out` or of another batch's own folder. Links are not followed: they
    are items with a problem."""
    with os.scandir(root) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            here = (*path, nfc(entry.name))
            if ignored(here):
                if dotted(entry.name) and entry.is_dir(follow_symlinks=False):
                    yield Item((*here, entry.name), 0, _nothing)  # so that it can be named
                continue
            if entry.is_symlink():
                yield Item(here, 0, _nothing, Said("{0} is a symbolic link; hand in the file itself", entry.name))
            elif entry.is_dir():
                place = Path(entry.path)
                if depth > 0 and place.resolve() != out and not any((place / name).exists() for name in BOOKS):
                    yield from on_disk(Path(entry.path), depth - 1, here, out)
            else:
                yield Item(here, entry.stat().st_size, partial(_read_file, entry.path))


def _nothing(limit: int) -> bytes:
    return b""


def _read_file(path: str, limit: int) -> bytes:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise ValueError("is not a file")
        return file.read(limit)


def in_zip(archive: zipfile.ZipFile) -> Iterator[Item]:
    """The files of a zip. What is wrong with one is its problem."""
    seen: set[str] = set()
    for info in archive.infolist():
        name = nfc(_name(info).replace("\\", "/"))
        path = tuple(part for part in name.split("/") if part not in ("", "."))
        mode = info.external_attr >> 16 if info.create_system == 3 else 0
        problem = ""
        if name.startswith("/") or re.match(r"[A-Za-z]:", name):
            problem, path = Said("the zip holds an absolute path: {}", name), ("/", *path)
        elif ".." in path:
            problem = Said("the zip holds a path that leads out of it: {}", name)
        elif "\0" in info.orig_filename:
            problem = Said("the zip holds a name with a zero byte: {}", name)
        elif stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            problem = Said("the zip holds a link or a device: {}", name)
        elif info.flag_bits & 1:
            problem = Said("the zip is protected by a password: {}", name)
        elif not info.is_dir() and name in seen:
            problem = Said("the zip holds two files of one name: {}", name)
        seen.add(name)
        if problem or (not info.is_dir() and path):
            yield Item(path or ("/",), info.file_size, partial(_read_member, archive, info), problem, bool(problem))


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """Reads a limited number of bytes, whatever size the zip claims."""
    try:
        with archive.open(info) as member:
            return member.read(limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
            struct.error) as error:
        raise Refused(Said("the zip is damaged: {}", f"{info.filename}: {error}")) from None


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member; where the zip does not say UTF-8, it is tried, and then Chinese Windows."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return info.filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return info.filename


def nfc(name: str) -> str:
    """A name in one form: macOS writes accents apart from their letters."""
    return unicodedata.normalize("NFC", clean(name))


def unpack(item: Item, depth: int = 2) -> tuple[Item, ...]:
    """The files of a student's archive; of archives in it, too, where it holds nothing else. Refused, with the
    reason."""
    items = untar(item) if item.name.lower().endswith(TARS) else unzip(item)
    inner = [i for i in items if is_zip(i) and not ignored(i.path)]
    if depth > 0 and inner and not any(python_like(i.name) or notebook_like(i) for i in items if not ignored(i.path)):
        several = len(inner) > 1
        items = tuple(replace(found, path=((stem_of(i.name), *found.path) if several else found.path))
                      for i in inner for found in unpack(i, depth - 1))
        if reason := too_much(items):
            raise Refused(joined([item.name, reason], ": "))
    return items


def untar(item: Item) -> tuple[Item, ...]:
    """The files of a student's tar, compressed or not, held in memory. Refused, with the reason."""
    data = _read(item)
    items: list[Item] = []
    total = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:*") as archive:
            for count, member in enumerate(archive):
                name = nfc(member.name)
                path = tuple(part for part in name.split("/") if part not in ("", "."))
                if count >= MAX_FILES:
                    raise Refused(Said("{} holds more than {} files", item.name, MAX_FILES))
                if name.startswith("/") or ".." in path:
                    raise Refused(Said("the tar holds a path that leads out of it: {}", name))
                if not (member.isfile() or member.isdir()):
                    raise Refused(Said("the tar holds a link or a device: {}", name))
                total += member.size
                if reason := too_much([Item(path, total, _nothing)], len(data)):
                    raise Refused(joined([item.name, reason], ": "))
                if member.isfile() and path:
                    file = archive.extractfile(member)
                    content = file.read() if file is not None and not ignored(path) else b""
                    items.append(Item(path, len(content), partial(_held, content)))
    except (tarfile.TarError, OSError, EOFError, zlib.error, lzma.LZMAError, ValueError, RecursionError) as error:
        raise Refused(Said("{} is not a tar that can be read: {}", item.name, error)) from None
    return tuple(items)


def _held(content: bytes, limit: int) -> bytes:
    return content[:limit]


def _read(item: Item) -> bytes:
    """An archive's bytes, if it can be taken and they are not too many."""
    if item.problem:
        raise Refused(item.problem)
    if item.size > MAX_ZIP:
        raise Refused(Said("{} is larger than {} MB", item.name, MAX_ZIP >> 20))
    try:
        data = item.read(MAX_ZIP + 1)
    except (OSError, ValueError) as error:
        raise Refused(f"{item.name}: {error}") from None
    if len(data) > MAX_ZIP:
        raise Refused(Said("{} is larger than {} MB", item.name, MAX_ZIP >> 20))
    return data


class Opening(io.BytesIO):
    """A zip. Of one that is being opened no more is read than a list of contents may have, whatever it says."""
    left = MAX_DIRECTORY

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.left -= len(data)
        if self.left < 0:
            raise Refused(Said("more than {} files", MAX_FILES))
        return data


def unzip(item: Item) -> tuple[Item, ...]:
    """The files of a student's zip. Refused, with the reason."""
    data = _read(item)
    if b"PK\x05\x06" not in data:
        raise Refused(Said("{} is not a zip, or only a part of one", item.name))
    file = Opening(data)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise Refused(Said("{} is not a zip that can be read: {}", item.name, error)) from None
    file.left = sys.maxsize
    items = tuple(in_zip(archive))
    for inside in items:
        if inside.problem:
            raise Refused(inside.problem)
        if max(map(len, inside.path)) > MAX_NAME:
            raise Refused(Said("the zip holds a name of more than {} characters", MAX_NAME))
    if reason := too_much(items, len(data)):
        raise Refused(joined([item.name, reason], ": "))
    return items
