"""One attempt of a student: which of the files that were handed in count."""
from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from ...course import manifest
from ...language.said import Said, joined
from ...people.identity import Signs
from ...submission import notebooks
from ...submission.files import MAX_FILES, MAX_NOTEBOOK, Folder, first, from_notebooks
from .archives import unpack
from .items import Item, Part, Refused, too_much
from .names import again, ignored, is_closed, means, notebook_like, python_like, stem_of, version

NOBODY = Signs()
UTF16 = (b"\xff\xfe", b"\xfe\xff")
DEPTH = 3                 # folders above the exercises' files


@dataclass(frozen=True, slots=True)
class Taken:
    """The files that are graded, and what their student and teacher should know of them."""
    folder: Folder
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One attempt of one student, not read yet."""
    student: str             # what the layout tells students apart by: the platform's number, the folder's name
    name: str
    attempt: int
    label: str
    parts: tuple[Part, ...]  # in order: a later one's files replace an earlier one's
    late: bool = False
    ordered: bool = False    # it is known that later parts are newer
    refusal: str = ""
    signs: Signs = NOBODY    # whom it may be of
    when: datetime | None = None  # as the platform says
    unread: str = ""         # a time that nobody can read

    def read(self) -> Taken:
        """What is graded of it, and what is to be said of the files. Refused."""
        if self.refusal:
            raise Refused(self.refusal)
        sources: dict[str, bytes] = {}
        problems: dict[str, str] = {}
        origin: dict[str, str] = {}
        remarks: list[str] = []
        unreadable: list[str] = []  # notebooks
        for part in self.parts:
            if fatal := next((item for item in part.items if item.fatal), None):
                raise Refused(fatal.problem)
            if reason := too_much(part.items):
                raise Refused(reason)
            items = unpack(part.items[0]) if part.is_zip else part.items
            new, wrong, books, said = collect(items)
            unreadable += books
            remarks += books + said
            for name in new.keys() | wrong.keys():
                if name in sources and new.get(name) != sources[name] and not self.ordered and len(self.parts) > 1:
                    raise Refused(Said("{} is there twice, in {} and in {}", f"{name}.py", origin[name], part.label))
                origin[name] = part.label
                sources.pop(name, None)
                problems.pop(name, None)
            kept = first({*sources, *problems, *new, *wrong})
            sources = {name: source for name, source in (sources | new).items() if name in kept}
            problems = {name: why for name, why in (problems | wrong).items() if name in kept}
        if not set(manifest.load().names) & (sources.keys() | problems.keys()):
            if unreadable:
                raise Refused(joined(unreadable[:3]))
            others = sorted({item.name for part in self.parts for item in part.items if is_closed(item)})
            if others:
                raise Refused(Said("{} cannot be opened: hand in a zip or the files themselves", others[0]))
            there = sorted({item.name for part in self.parts for item in part.items})
            raise Refused(joined([Said("none of the exercises' files is in it"),
                                  Said("; there are: {}", ", ".join(there)[:200]) if there else ""], ""))
        return Taken(Folder(self.student, sources, problems), tuple(remarks))


def content_of(submitted: Folder) -> str:
    """A digest of what is graded."""
    digest = hashlib.sha256()
    for kind, files in (("source", submitted.sources), ("problem", submitted.problems)):
        for name in sorted(files):
            value = files[name]
            data = value if isinstance(value, bytes) else str.encode(value)
            digest.update(f"{kind} {name} {len(data)}\n".encode("utf-8", "replace") + data)
    return digest.hexdigest()


# What is graded -------------------------------------------------------------------------------------------------------
def collect(items: Iterable[Item]) -> tuple[dict[str, bytes], dict[str, str], list[str], list[str]]:
    """The sources and the problems of one part, as submission.files.read gives those of a folder; which notebooks
    cannot be read; and what else is to be said."""
    wanted = [item for item in items if len(item.path) <= DEPTH + 1 and not ignored(item.path)
              and (python_like(item.name) or notebook_like(item))]
    root = choose(wanted)
    here = first_ones([item for item in wanted if item.path[:-1] == root])
    sources: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    plain = {item.name for item in here}
    named: dict[str, Item] = {}
    for item in here:
        name = item.name if again(item.name) in plain else again(item.name)
        stem = name.rpartition(".")[0]
        if name.endswith(".py") and stem.isidentifier():
            try:
                sources[stem] = utf8(content(item, manifest.load().limits.source_kb << 10))
                named[stem] = item
            except ValueError as error:
                problems[stem] = error.args[0]
    of_books, trouble, unread = of_notebooks(i for i in here if notebook_like(i))
    sources |= {name: source for name, source in of_books.items() if name not in sources}
    problems |= trouble
    remarks = renamed([i for i in here if python_like(i.name)], named, sources, problems)
    remarks += [Said("{0} is UTF-16, which Python does not read: save it as UTF-8; it was graded as if it were",
                     item.name) for item in here if python_like(item.name) and item.size >= 2
                and _begins(item).startswith(UTF16)]
    return sources, problems, unread, remarks


def first_ones(items: Iterable[Item]) -> list[Item]:
    """Those of the files of a folder that are read, as submission.files does: so many sources and notebooks at most,
    and first those that are called like an exercise, or nearly."""
    names = manifest.load().names
    ranked = sorted(items, key=lambda i: (stem_of(again(i.name)) not in names, not any(
        means(i.name, name) for name in names), i.name))
    return [*[i for i in ranked if python_like(i.name)][:MAX_FILES],
            *[i for i in ranked if notebook_like(i)][:MAX_FILES]]


def utf8(source: bytes) -> bytes:
    """A source that Windows wrote as UTF-16, as Python reads it."""
    return source.decode("utf-16", "replace").encode("utf-8", "replace") if source.startswith(UTF16) else source


def _begins(item: Item) -> bytes:
    try:
        return item.read(2)
    except (OSError, ValueError, Refused):
        return b""


def renamed(items: Sequence[Item], named: Mapping[str, Item], sources: dict[str, bytes],
            problems: dict[str, str]) -> list[str]:
    """Takes what is called otherwise. For an exercise that has no file: the one whose name is nearly right and that
    defines one of its functions, or the one that defines all of them. Says what was taken, and what was not."""
    kit = manifest.load()
    missing = [e for e in kit.exercises if e.name not in sources and e.name not in problems]
    if not missing:
        return []
    limit = kit.limits.source_kb << 10
    defined: dict[int, set[str]] = {}
    there: dict[int, bytes] = {}
    for number, item in enumerate(items):
        if named.get(item.name.rpartition(".")[0]) is item and item.name[:-3] in kit.names:
            continue  # an exercise's own
        with contextlib.suppress(ValueError):
            data = there[number] = utf8(content(item, limit))
            text = data.decode("utf-8-sig", "replace")
            defined[number] = notebooks.definitions(text, notebooks.tree_of(text))
    remarks: list[str] = []
    for exercise in missing:
        functions = set(exercise.functions)
        near = [n for n in there if means(items[n].name, exercise.name)]
        fits = [n for n in near if defined[n] & functions] or [
            n for n in there if functions <= defined[n] and not items[n].name.lower().startswith("test_")]
        names = ", ".join(items[n].name for n in fits)
        if len(fits) == 1 or (fits and len({there[n] for n in fits}) == 1):
            sources[exercise.name] = there[fits[0]]
            remarks.append(Said("{0} was taken as {1}", items[fits[0]].name, f"{exercise.name}.py"))
        elif fits:
            problems[exercise.name] = Said("{0}: each may be {1}; hand in one of them, called so", names,
                                           f"{exercise.name}.py")
            remarks.append(problems[exercise.name])
        elif near:
            remarks.append(Said("{0} was not taken: it defines none of {1}", ", ".join(items[n].name for n in near),
                                ", ".join(exercise.functions)))
    return remarks


def choose(items: list[Item]) -> tuple[str, ...]:
    """The folder that counts: the uppermost that holds an exercise's file; of several beside each other, the one
    called exercises. A name that is nearly right comes after a notebook. Refused where that is not clear."""
    names = set(manifest.load().names)
    for fits in (lambda i: i.name.endswith(".py") and stem_of(again(i.name)) in names, notebook_like,
                 lambda i: any(means(i.name, name) for name in names), lambda i: python_like(i.name)):
        holding = {item.path[:-1] for item in items if fits(item)}
        if holding:
            depth = min(map(len, holding))
            best = sorted(path for path in holding if len(path) == depth)
            called = [path for path in best if path and path[-1].lower() == "exercises"]
            if len(best) > 1 and len(called) != 1:
                raise Refused(Said("the exercises' files are in several folders: {}",
                                   ", ".join("/".join(path) for path in best[:5])))
            return called[0] if len(best) > 1 else best[0]
    return ()


def content(item: Item, limit: int) -> bytes:
    """A file's content; ValueError says why it is not taken."""
    if item.problem:
        raise ValueError(item.problem)
    try:
        found = item.read(limit + 1)
    except (OSError, ValueError) as error:
        raise ValueError(Said("{0} cannot be read: {1}", item.name, error)) from None
    if len(found) > limit:
        raise ValueError(Said("{0} is larger than {1} KB (source_kb = {1})", item.name, limit >> 10))
    return found


def of_notebooks(items: Iterable[Item]) -> tuple[dict[str, bytes], dict[str, str], list[str]]:
    """The exercises in notebooks, why one cannot be told, and which notebooks cannot be read. A later try takes the
    place of an earlier one, and the notebook of an exercise's own name comes before others."""
    def takes(exercise: str, other: str, name: str) -> bool | None:
        if again(other) == again(name):
            return True
        own, before = (stem_of(again(book)) == exercise for book in (name, other))
        return None if own == before else own

    books = sorted(items, key=lambda i: (version(i), i.name))
    return from_notebooks(((book.name, partial(content, book, MAX_NOTEBOOK)) for book in books), takes)
