"""A submission's folder, read once: what is graded is what was read, whatever happens to the folder later."""
from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ..course import manifest
from ..errors import KitError
from ..language.i18n import N_, _
from ..language.said import Said
from . import notebooks

MAX_FILES = 64  # that are read: the exercises', and what they import
MAX_NOTEBOOK = 32 << 20  # bytes: pictures are in there


class NotASubmission(KitError):
    """The path is not a submission; the message is one line for the caller."""


@dataclass(frozen=True)
class Folder:
    """The Python files of a submission: their contents, and why a file that is there could not be read."""
    name: str
    sources: dict[str, bytes]
    problems: dict[str, str]
    path: Path | None = None


def read(path: Path) -> Folder:
    """Reads the *.py files of a folder, and for exercises without one its notebooks; or one notebook. A link, a device
    or an oversized file is reported for its own exercise only."""
    if path.suffix == ".ipynb" and path.is_file():
        found, _problems, unread = from_notebooks([(path.name, partial(read_file, path, MAX_NOTEBOOK))])
        if not found:
            raise NotASubmission("; ".join(map(_, unread)) or _(
                "{0}: this notebook defines no exercise's functions").format(path))
        return Folder(path.stem, found, {}, path.resolve().parent)
    try:
        entries = os.listdir(path)
    except FileNotFoundError:
        raise NotASubmission(_("{}: there is no such folder").format(path)) from None
    except NotADirectoryError:
        raise NotASubmission(_("{}: this is a file; name the folder that holds it").format(path)) from None
    except OSError as error:
        raise NotASubmission(f"{path}: {error.strerror}") from None
    names = manifest.load().names
    stems = {stem for stem, _dot, suffix in (entry.rpartition(".") for entry in entries)
             if suffix == "py" and stem.isidentifier()}
    sources: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    for stem in first(stems):
        try:
            sources[stem] = read_file(path / f"{stem}.py")
        except ValueError as error:
            problems[stem] = error.args[0]
    missing = set(names) - stems
    books = [path / entry for entry in sorted(entries) if entry.endswith(".ipynb") and not entry.startswith(".")]
    if missing and books:
        of_books, trouble, _unread = from_notebooks(
            (book.name, partial(read_file, book, MAX_NOTEBOOK)) for book in books[:MAX_FILES])
        sources |= {name: source for name, source in of_books.items() if name in missing}
        problems |= {name: why for name, why in trouble.items() if name in missing}
    if not (stems | sources.keys() | problems.keys()) & set(names):
        raise NotASubmission(_("{0}: none of the exercises' files is here ({1}, each with .py)").format(
            path, ", ".join(names)))
    name = os.fsencode(path.resolve().name).decode("utf-8", "replace")
    return Folder(name, sources, problems, path.resolve())


def first(stems: Iterable[str]) -> list[str]:
    """Those of the files that are read: the exercises' own first, and no more than MAX_FILES."""
    names = manifest.load().names
    return sorted(stems, key=lambda stem: (stem not in names, stem))[:MAX_FILES]


def from_notebooks(books: Iterable[tuple[str, Callable[[], bytes]]],
                   takes: Callable[[str, str, str], bool | None] = lambda exercise, other, name: None
                   ) -> tuple[dict[str, bytes], dict[str, str], list[str]]:
    """The exercises in notebooks, each a name and what reads it (ValueError): the code of a notebook is the source of
    each exercise whose functions it defines. Also why an exercise cannot be told, by its name, and why a notebook
    cannot be read. `takes`, given an exercise, the name of the notebook that has it and of another one: whether the
    other one takes its place; None: nobody can say."""
    owners = {function: e.name for e in manifest.load().exercises for function in e.functions}
    sources: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    unread: list[str] = []
    owner: dict[str, str] = {}
    for book, content in books:
        try:
            found = notebooks.sources(content(), owners, manifest.load().limits.source_kb << 10)
        except notebooks.BadNotebook as bad:
            unread.append(Said("{0} {1}", book, bad.args[0]))
            continue
        except ValueError as error:
            unread.append(error.args[0])
            continue
        for name, source in found.items():
            taken = takes(name, owner[name], book) if name in owner else True
            if taken is None:
                problems[name] = Said("{0} and {1} both define it; hand in one of them", owner[name], book)
                sources.pop(name, None)
            elif taken:
                owner[name], sources[name] = book, source.encode("utf-8", "replace")  # half a character is not UTF-8
    return sources, problems, unread


def read_file(path: Path, limit: int | None = None) -> bytes:
    """A regular file's content, never following a link; ValueError says what else it is."""
    limit = manifest.load().limits.source_kb << 10 if limit is None else limit
    try:
        kind = path.lstat().st_mode
        if stat.S_ISREG(kind):  # nothing else is opened: opening a device can do things
            # It may be another one by now: O_NOFOLLOW, and O_NONBLOCK, as opening a pipe would wait for a writer.
            with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
                kind = os.fstat(file.fileno()).st_mode
                content = file.read(limit + 1) if stat.S_ISREG(kind) else b""
    except OSError as error:
        raise ValueError(Said("{0} cannot be read: {1}", path.name, error.strerror)) from None
    if stat.S_ISLNK(kind):
        raise ValueError(Said("{0} is a symbolic link; hand in the file itself", path.name))
    if not stat.S_ISREG(kind):
        raise ValueError(Said(N_("{0} is a folder, not a file") if stat.S_ISDIR(kind) else
                              N_("{0} is a pipe, not a file") if stat.S_ISFIFO(kind) else
                              N_("{0} is a device, not a file"), path.name))
    if len(content) > limit:
        raise ValueError(Said("{0} is larger than {1} KB (source_kb = {1})", path.name, limit >> 10))
    return content
