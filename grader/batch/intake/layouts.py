"""Intake: finds who handed in what, in a folder or in the zip that a learning platform gives for all submissions.

Layouts, told by the names:
- *Moodle*, «download all submissions»: `Full Name_1234567_assignsubmission_file_/…` (newer versions without the last
  underscore, or with the user name in front), or, not «in folders», `Full Name_1234567_assignsubmission_file_work.zip`.
- *Canvas*, «download submissions»: flat files `lastnamefirst[_LATE]_<user id>_<upload id>_work.zip`. A file that was
  handed in again is called `work-1.zip`, `work-2.zip`, ..., from the eighth on with a UUID; upload ids only grow.
- *Folders*: a folder or a zip a student, named after the student; `name-1`, `name (1)` beside `name`, or
  `name_attempt_2`, are further attempts.

What is taken of a student: the Python files of the one folder that holds the exercises' files, and notebooks that
define an exercise's functions. What a zip can be dangerous by (its size unpacked, paths out of it, links, names that
are there twice, passwords) is a reason to refuse this student's files; nothing is ever unpacked to disk. Files are
found first and read when they are graded, so that a large class needs no more memory than a small one.
"""
from __future__ import annotations

import hashlib
import io
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal

from ...course import manifest
from ...language.i18n import _
from ...submission.files import Folder
from ..gradebook import clean
from . import notebooks

Layout = Literal["moodle", "canvas", "folders"]
MAX_ZIP = 64 << 20        # bytes of one student's zip
MAX_FILES = 5000          # files of one student
MAX_TOTAL = 512 << 20     # bytes of one student's files, unpacked
MAX_RATIO = 100           # unpacked over packed, above a megabyte
MAX_DIRECTORY = 4 << 20   # bytes of a student's zip's list of contents
MAX_NOTEBOOK = 32 << 20   # bytes: pictures are in there
DEPTH = 3                 # folders above the exercises' files
IGNORED = {"__MACOSX", "__pycache__", "node_modules", "site-packages", "venv", "thumbs.db", "desktop.ini"}
MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<user>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?$", re.S)
CANVAS = re.compile(r"(?:(?P<name>\w+?)_)?(?:(?P<late>LATE)_)?(?P<user>\d+|anon_[A-Za-z0-9]+)_"
                    r"(?:(?P<upload>\d+)_(?P<file>.+)|(?P<text>text|link)\.html)$", re.S)
AGAIN = re.compile(r"(?P<base>.+?)(?:-(?P<number>\d{1,3}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
                   r"| ?\((?P<copy>\d{1,3})\))$", re.S)
ATTEMPT = re.compile(r"(?:(?P<base>.+?)[-_ ]+)?attempt[-_ ]?(?P<number>\d{1,3})$", re.I | re.S)


class Refused(Exception):
    """A student's files are not taken; the message says why."""


class NotAClass(Exception):
    """The path holds no class; the message is one line for the caller."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file, on disk or in a zip: its path, its size, and a way to read so many bytes of it at most."""
    path: tuple[str, ...]
    size: int
    read: Callable[[int], bytes] = field(compare=False, repr=False)
    problem: str = ""
    fatal: bool = False  # the problem is a reason to refuse the whole submission

    @property
    def name(self) -> str:
        return self.path[-1]

    def below(self, count: int) -> Item:
        return replace(self, path=self.path[count:])


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was handed in at once: a zip, or files that lie together."""
    label: str
    items: tuple[Item, ...]
    is_zip: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One attempt of one student. `load` reads it: Refused, or the files as they are graded."""
    student: str             # what the layout identifies by: the platform's number, or the folder's name
    name: str
    attempt: int
    label: str
    parts: tuple[Part, ...]  # in order: a later one's files replace an earlier one's
    late: bool = False
    ordered: bool = False    # it is known that later parts are newer
    refusal: str = ""

    def load(self) -> Folder:
        if self.refusal:
            raise Refused(self.refusal)
        sources: dict[str, bytes] = {}
        problems: dict[str, str] = {}
        origin: dict[str, str] = {}
        for part in self.parts:
            if fatal := next((item for item in part.items if item.fatal), None):
                raise Refused(fatal.problem)
            if reason := too_much(part.items):
                raise Refused(reason)
            items = unzip(part.items[0]) if part.is_zip else part.items
            new, wrong = collect(items, part.label)
            for name in new.keys() | wrong.keys():
                if name in sources and new.get(name) != sources[name] and not self.ordered and len(self.parts) > 1:
                    raise Refused(_("{} is there twice, in {} and in {}").format(
                        f"{name}.py", origin[name], part.label))
                origin[name] = part.label
                sources.pop(name, None)
                problems.pop(name, None)
            sources |= new
            problems |= wrong
        if not set(manifest.load().names) & (sources.keys() | problems.keys()):
            others = sorted({item.name for part in self.parts for item in part.items if not part.is_zip
                             and item.name.lower().endswith((".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"))})
            if others:
                raise Refused(_("{} cannot be opened: hand in a zip or the files themselves").format(others[0]))
            raise Refused(_("none of the exercises' files is in it"))
        return Folder(self.student, sources, problems)


@dataclass
class Intake:
    """The class that was found. A context manager: a zip stays open while entries are read."""
    layout: Layout
    entries: list[Entry]
    strays: list[str]
    archive: zipfile.ZipFile | None = None

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *_: object) -> None:
        if self.archive is not None:
            self.archive.close()


def content_of(submitted: Folder) -> str:
    """A digest of what is graded."""
    digest = hashlib.sha256()
    for kind, files in (("source", submitted.sources), ("problem", submitted.problems)):
        for name in sorted(files):
            value = files[name]
            data = value if isinstance(value, bytes) else str(value).encode()
            digest.update(f"{kind} {name} {len(data)}\n".encode("utf-8", "replace") + data)
    return digest.hexdigest()


# Finding --------------------------------------------------------------------------------------------------------------
def read(path: Path) -> Intake:
    """Finds the class in a folder or a zip. NotAClass."""
    archive: zipfile.ZipFile | None = None
    strays: list[str] = []
    if path.is_dir():
        items = list(on_disk(path, DEPTH + 3))
    elif not path.exists():
        raise NotAClass(f"{path}: there is no such folder or zip")
    else:
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise NotAClass(f"{path} is neither a folder nor a zip that can be read: {error}") from None
        items = []
        for item in in_zip(archive):
            if item.path[0] in ("..", "/"):  # nobody's
                strays.append(item.problem)
            else:
                items.append(item)
    try:
        found = layout(items, str(path), strays)
    except NotAClass:
        if archive is not None:
            archive.close()
        raise
    found.archive = archive
    return found


def layout(items: list[Item], where: str, strays: list[str]) -> Intake:
    """Tells the layout by the names, and who handed in what."""
    items = [item for item in items if not ignored(item.path)]
    exercises = {f"{name}.py" for name in manifest.load().names}
    items = unwrapped(items)
    if any(len(item.path) == 1 and item.name in exercises for item in items):
        raise NotAClass(f"{where} is one submission; name the folder that holds a folder or a zip a student "
                        "(`score` grades one)")
    if not items:
        raise NotAClass(f"{where} is empty")
    tops = sorted({item.path[0] for item in items})
    if any(MOODLE.match(top) for top in tops):
        kind: Layout = "moodle"
        entries = list(moodle(items, strays))
    elif 2 * sum(bool(CANVAS.match(top)) for top in tops) >= len(tops):
        kind = "canvas"
        entries = list(canvas(items, strays))
    else:
        kind = "folders"
        entries = list(folders(items, strays))
    if not entries:
        raise NotAClass(f"{where} holds neither a folder nor a zip of a student")
    return Intake(kind, sorted(entries, key=lambda e: (e.student, e.attempt)), strays)


def unwrapped(items: list[Item]) -> list[Item]:
    """The items without the folders around the whole class, as zips often have one: below a single folder that is
    not a student's own, several students' folders or zips lie."""
    files = {f"{name}.py" for name in manifest.load().names}
    inside = items
    while (len(tops := {item.path[0] for item in inside}) == 1 and all(len(item.path) > 1 for item in inside)
           and not any(map(MOODLE.match, tops))):
        inside = [item.below(1) for item in inside]
        below = {item.path[0]: item for item in inside}
        students = {again(name) for name, item in below.items() if len(item.path) > 1 or is_zip(item)}
        if any(MOODLE.match(name) or CANVAS.match(name) for name in below) or (
                len(students) > 1 and "exercises" not in students and not files & below.keys()
                and not any(ATTEMPT.match(name) for name in students)):
            return inside
    return items


def moodle(items: list[Item], strays: list[str]) -> Iterator[Entry]:
    files: dict[tuple[str, str], list[Item]] = {}
    others: dict[tuple[str, str], str] = {}
    for item in items:
        found = MOODLE.match(item.path[0])
        if found is None:
            strays.append("/".join(item.path))
            continue
        who = found["user"] or found["name"], found["name"]
        if found["kind"] != "file":  # a text typed in, a comment
            others.setdefault(who, item.path[0])
        elif len(item.path) > 1:
            files.setdefault(who, []).append(item.below(1))
        else:
            files.setdefault(who, []).append(replace(item, path=(found["file"] or item.name,)))
    for who, own in files.items():
        yield from attempts(*who, own, who[1])
    for who, label in others.items():
        if who not in files:
            yield Entry(*who, 1, label, (), refusal=_("a text was handed in, and no file"))


def canvas(items: list[Item], strays: list[str]) -> Iterator[Entry]:
    uploads: dict[str, dict[tuple[int, str], list[Item]]] = {}
    names: dict[str, tuple[str, bool]] = {}
    for item in items:
        found = CANVAS.match(item.path[0])
        if found is None:
            strays.append("/".join(item.path))
            continue
        user = found["user"]
        names[user] = found["name"] or user, bool(found["late"]) or names.get(user, ("", False))[1]
        own = uploads.setdefault(user, {})
        if found["file"]:
            top = found["file"]
            own.setdefault((int(found["upload"]), top), []).append(
                replace(item, path=(top, *item.path[1:])))
    for user, own in uploads.items():
        name, late = names[user]
        if not own:
            yield Entry(user, name, 1, name, (), late, refusal=_("a text was handed in, and no file"))
            continue
        # The same name again, by growing upload ids, is the next attempt at this file.
        versions: dict[str, list[Part]] = {}
        for (_upload, top), found_items in sorted(own.items()):
            base = again(top)
            first = found_items[0]
            if len(first.path) > 1:  # someone has unpacked a zip
                part = Part(top, tuple(i.below(1) for i in found_items))
            elif is_zip(first):
                part = Part(top, (first,), True)
            else:
                part = Part(top, (replace(first, path=(base,)),))
            versions.setdefault(base, []).append(part)
        order = {id(part): key for key, part in enumerate(p for parts in versions.values() for p in parts)}
        uploaded = {top: upload for upload, top in own}
        count = max(map(len, versions.values()))
        for number in range(count):
            parts = [same[min(number, len(same) - 1)] for same in versions.values()]
            parts.sort(key=lambda p: (uploaded[p.label], order[id(p)]))
            yield Entry(user, name, number + 1, ", ".join(p.label for p in parts)[:200], tuple(parts), late, True)


def folders(items: list[Item], strays: list[str]) -> Iterator[Entry]:
    found: dict[str, list[Item]] = {}
    for item in items:
        if len(item.path) > 1 or is_zip(item) or notebook_like(item):
            found.setdefault(item.path[0], []).append(item)
        else:
            strays.append(f"{item.name}: {item.problem}" if item.problem else item.name)
    stems = {_stem(top) if len(own[0].path) == 1 else top: top for top, own in found.items()}
    students: dict[str, list[tuple[int, str]]] = {}
    for stem, top in stems.items():
        base, number = stem, 0
        if (attempt := ATTEMPT.match(stem)) and attempt["base"]:
            base, number = attempt["base"], int(attempt["number"])
        elif (copy := AGAIN.match(stem)) and copy["base"] in stems and (copy["number"] or copy["copy"]).isdigit():
            base, number = copy["base"], int(copy["number"] or copy["copy"])
        students.setdefault(base, []).append((number, top))
    for top in found.keys() - stems.values():  # alice/ and alice.zip
        students[_stem(top)].append((-1, top))
    for student, tops in students.items():
        number = 0
        for _order, top in sorted(tops):
            own = [item.below(1) if len(item.path) > 1 else item for item in found[top]]
            for entry in attempts(student, student, own, top):
                number += 1
                yield Entry(student, student, number, entry.label, entry.parts, refusal=entry.refusal)


def attempts(student: str, name: str, items: list[Item], label: str) -> Iterator[Entry]:
    """The attempts in one student's folder: one, unless it holds attempt folders or a zip in several versions."""
    tries: dict[int, list[Item]] = {}
    for item in items:
        found = ATTEMPT.match(_stem(item.path[0]) if len(item.path) == 1 else item.path[0])
        tries.setdefault(int(found["number"]) if found else -1, []).append(item)
    if tries.keys() - {-1}:
        for number, (_key, own) in enumerate(sorted((k, v) for k, v in tries.items() if k >= 0), 1):
            inside = [item.below(1) if len(item.path) > 1 else item for item in own]
            yield Entry(student, name, number, f"{label}/{own[0].path[0]}", tuple(parts_of(inside, label)))
        return
    zips: dict[str, list[Item]] = {}
    for item in items:
        if len(item.path) == 1 and is_zip(item):
            zips.setdefault(again(item.name), []).append(item)
    loose = [item for item in items if not (len(item.path) == 1 and is_zip(item))]
    count = max(map(len, zips.values()), default=1)
    for number in range(count):
        chosen = [sorted(same, key=version)[min(number, len(same) - 1)] for same in zips.values()]
        yield Entry(student, name, number + 1, label, tuple(parts_of([*chosen, *loose], label)))


def parts_of(items: Iterable[Item], label: str) -> Iterator[Part]:
    loose = []
    for item in items:
        if len(item.path) == 1 and is_zip(item):
            yield Part(item.name, (item,), True)
        else:
            loose.append(item)
    names = {item.name.lower() for item in loose}
    if any(name.endswith((".py", ".ipynb", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz")) for name in names):
        yield Part(label, tuple(loose))


# Names ----------------------------------------------------------------------------------------------------------------
def ignored(path: tuple[str, ...]) -> bool:
    """Files that systems and tools leave behind."""
    return any((part.startswith(".") and part != "..") or part.lower() in IGNORED or part in IGNORED for part in path)


def is_zip(item: Item) -> bool:
    return item.name.lower().endswith(".zip")


def notebook_like(item: Item) -> bool:
    return item.name.lower().endswith(".ipynb")


def _stem(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and suffix.lower() in ("zip", "py", "ipynb") else name


def again(name: str) -> str:
    """A file's name without the mark of a second try: work-1.zip and work (1).zip are work.zip."""
    stem, dot, suffix = name.rpartition(".")
    found = AGAIN.match(stem)
    return f"{found['base']}{dot}{suffix}" if found else name


def version(item: Item) -> tuple[int, str]:
    found = AGAIN.match(item.name.rpartition(".")[0])
    mark = (found["number"] or found["copy"]) if found else "0"
    return (int(mark), "") if mark.isdigit() else (1000, mark)


# Files on disk and in zips --------------------------------------------------------------------------------------------
def on_disk(root: Path, depth: int, path: tuple[str, ...] = ()) -> Iterator[Item]:
    """The files below a folder. Links are not followed: they are items with a problem."""
    with os.scandir(root) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            here = (*path, nfc(entry.name))
            if ignored(here):
                continue
            if entry.is_symlink():
                yield Item(here, 0, _nothing, f"{entry.name} is a symbolic link; hand in the file itself")
            elif entry.is_dir():
                if depth > 0:
                    yield from on_disk(Path(entry.path), depth - 1, here)
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
            problem, path = _("the zip holds an absolute path: {}").format(name), ("/", *path)
        elif ".." in path:
            problem = _("the zip holds a path that leads out of it: {}").format(name)
        elif "\0" in info.orig_filename:
            problem = _("the zip holds a name with a zero byte: {}").format(name)
        elif stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            problem = _("the zip holds a link or a device: {}").format(name)
        elif info.flag_bits & 1:
            problem = _("the zip is protected by a password: {}").format(name)
        elif not info.is_dir() and name in seen:
            problem = _("the zip holds two files of one name: {}").format(name)
        seen.add(name)
        if problem or (not info.is_dir() and path):
            yield Item(path or ("/",), info.file_size, partial(_read_member, archive, info), problem, bool(problem))


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """So many bytes at most, whatever the zip says of its size."""
    try:
        with archive.open(info) as member:
            return member.read(limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
            struct.error) as error:
        raise Refused(_("the zip is damaged: {}").format(f"{info.filename}: {error}")) from None


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
    return unicodedata.normalize("NFC", clean(name))


def unzip(item: Item) -> tuple[Item, ...]:
    """The files of a student's zip. Refused, with the reason."""
    if item.problem:
        raise Refused(item.problem)
    if item.size > MAX_ZIP:
        raise Refused(_("{} is larger than {} MB").format(item.name, MAX_ZIP >> 20))
    try:
        data = item.read(MAX_ZIP + 1)
    except (OSError, ValueError) as error:
        raise Refused(f"{item.name}: {error}") from None
    if len(data) > MAX_ZIP:
        raise Refused(_("{} is larger than {} MB").format(item.name, MAX_ZIP >> 20))
    end = data.rfind(b"PK\x05\x06")  # the end of the directory: entries and bytes of the directory, before it is read
    if end < 0 or len(data) < end + 22:
        raise Refused(_("{} is no zip, or a part of one").format(item.name))
    if struct.unpack_from("<I", data, end + 12)[0] > MAX_DIRECTORY:
        raise Refused(_("{} holds more than {} files").format(item.name, MAX_FILES))
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise Refused(_("{} is no zip that can be read: {}").format(item.name, error)) from None
    items = tuple(in_zip(archive))
    for inside in items:
        if inside.problem:
            raise Refused(inside.problem)
    if reason := too_much(items, len(data)):
        raise Refused(f"{item.name}: {reason}")
    return items


def too_much(items: Iterable[Item], packed: int | None = None) -> str:
    """Why these are too many or too large files for a submission; empty where they are not."""
    count = total = 0
    for item in items:
        count, total = count + 1, total + item.size
    if count > MAX_FILES:
        return _("more than {} files").format(MAX_FILES)
    if total > MAX_TOTAL:
        return _("more than {} MB when unpacked").format(MAX_TOTAL >> 20)
    if packed is not None and total > 1 << 20 and total > MAX_RATIO * packed:
        return _("a zip bomb: {} bytes unpack to {}").format(packed, total)
    return ""


# What is graded -------------------------------------------------------------------------------------------------------
def collect(items: Iterable[Item], label: str) -> tuple[dict[str, bytes], dict[str, str]]:
    """The sources and the problems of one part, as folder.read gives those of a folder."""
    wanted = [item for item in items if len(item.path) <= DEPTH + 1 and not ignored(item.path)
              and item.name.endswith((".py", ".ipynb"))]
    root = choose(wanted)
    here = [item for item in wanted if item.path[:-1] == root]
    sources: dict[str, bytes] = {}
    problems: dict[str, str] = {}
    plain = {item.name for item in here}
    for item in here:
        name = item.name if again(item.name) in plain else again(item.name)
        stem = name.rpartition(".")[0]
        if name.endswith(".py") and stem.isidentifier():
            content = taken(item, manifest.load().limits.source_kb << 10, stem, problems)
            if content is not None:
                sources[stem] = content
    for name, content in from_notebooks([i for i in here if notebook_like(i)], problems).items():
        sources.setdefault(name, content)
    return sources, problems


def choose(items: list[Item]) -> tuple[str, ...]:
    """The folder that counts: the uppermost that holds an exercise's file; of several beside each other, the one
    called exercises. Refused where that is not clear."""
    names = set(manifest.load().names)
    for fits in (lambda i: i.name.endswith(".py") and _stem(again(i.name)) in names, notebook_like):
        holding = {item.path[:-1] for item in items if fits(item)}
        if holding:
            depth = min(map(len, holding))
            best = sorted(path for path in holding if len(path) == depth)
            called = [path for path in best if path and path[-1].lower() == "exercises"]
            if len(best) > 1 and len(called) != 1:
                raise Refused(_("the exercises' files are in several folders: {}").format(
                    ", ".join("/".join(path) for path in best[:5])))
            return called[0] if len(best) > 1 else best[0]
    return ()


def taken(item: Item, limit: int, stem: str, problems: dict[str, str]) -> bytes | None:
    """A file's content, or a problem of its exercise."""
    if item.problem:
        problems[stem] = item.problem
        return None
    try:
        content = item.read(limit + 1)
    except (OSError, ValueError) as error:
        problems[stem] = f"{item.name}: {error}"
        return None
    if len(content) > limit:
        kb = limit >> 10
        problems[stem] = f"{item.name} is larger than {kb} KB (source_kb = {kb})"
        return None
    return content


def from_notebooks(items: list[Item], problems: dict[str, str]) -> dict[str, bytes]:
    """The exercises that notebooks hold: all code of a notebook is the source of those whose functions it defines."""
    exercises = manifest.load().exercises
    wanted = {function for e in exercises for function in e.functions}
    sources: dict[str, bytes] = {}
    owner: dict[str, Item] = {}
    unread: list[str] = []
    for item in sorted(items, key=lambda i: (version(i), i.name)):
        trouble: dict[str, str] = {}
        content = taken(item, MAX_NOTEBOOK, "notebook", trouble)
        try:
            if content is None:
                raise notebooks.BadNotebook(trouble["notebook"])
            source, defined = notebooks.source(content, wanted)
        except notebooks.BadNotebook as bad:
            unread.append(f"{item.name} {bad}")
            continue
        for exercise in exercises:
            if not defined & set(exercise.functions):
                continue
            name, other = exercise.name, owner.get(exercise.name)
            called = [_stem(again(i.name)) == name for i in (item, other) if i is not None]
            if other is not None and again(other.name) != again(item.name) and called[0] == called[1]:
                problems[name] = f"{other.name} and {item.name} both define it; hand in one of them"
                sources.pop(name, None)
            elif other is None or called[0] or again(other.name) == again(item.name):
                owner[name] = item
                sources[name] = source.encode()
    if unread and not sources:
        raise Refused("; ".join(unread)[:300])
    return sources
