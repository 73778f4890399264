"""What the names of files say: what to leave out, which attempt it is."""
from __future__ import annotations

import re
from datetime import datetime

from ...course import manifest
from .items import Item

IGNORED = {"__MACOSX", "__pycache__", "node_modules", "site-packages", "venv", "thumbs.db", "desktop.ini"}
TOOLS = {  # folders that begin with a dot and are nobody's
    ".git", ".github", ".svn", ".hg", ".idea", ".vscode", ".vs", ".ipynb_checkpoints", ".pytest_cache", ".mypy_cache",
    ".ruff_cache", ".hypothesis", ".venv", ".cache", ".config", ".local", ".trash", ".trashes", ".spotlight-v100",
    ".fseventsd", ".settings", ".ds_store"}
TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
CLOSED = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst", ".zipx", ".lzh", ".iso")
STAMP = re.compile(r"(?P<when>\d{14})[_ -](?P<base>.+)$", re.S)  # 20261101123000_work.zip
AGAIN = re.compile(r"(?P<base>.+?)(?:-(?P<number>\d{1,3}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
                   r"| ?\((?P<copy>\d{1,3})\))$", re.S)
ATTEMPT = re.compile(r"(?:(?P<base>.+?)[-_ ]+)?attempt[-_ ]?(?P<number>\d{1,3})$", re.I | re.S)


# Names ----------------------------------------------------------------------------------------------------------------
def ignored(path: tuple[str, ...]) -> bool:
    """Files that systems and tools leave behind."""
    return any((part.startswith(".") and part != "..") or part.lower() in IGNORED or part in IGNORED for part in path)


def dotted(name: str) -> bool:
    """Whether a folder that is passed over for the dot in front may be a student's."""
    return name.startswith(".") and not name.startswith("._") and name != ".." and name.lower() not in TOOLS


def is_zip(item: Item) -> bool:
    """Whether it is an archive that is opened: a zip, or a tar as Python reads it."""
    return item.name.lower().endswith((".zip", *TARS))


def is_closed(item: Item) -> bool:
    """Whether it is an archive that is not."""
    return item.name.lower().endswith(CLOSED)


def notebook_like(item: Item) -> bool:
    """Whether it is a notebook, by its name."""
    return item.name.lower().endswith(".ipynb")


def python_like(name: str) -> bool:
    """Whether a file is Python's, whatever was done to its name: corr2d.PY, corr2d.py.txt."""
    return name.lower().endswith((".py", ".py.txt"))


def exercise_files() -> set[str]:
    """The names that the exercises' files have."""
    return {f"{name}.py" for name in manifest.load().names}


def means(name: str, exercise: str) -> bool:
    """Whether a file's name is nearly an exercise's: Corr2d.py, hw5_corr2d (1).py, receptive-field_final.py.txt."""
    if not python_like(name) or name.lower().startswith("test_"):
        return False
    stem = again(name.lower().removesuffix(".txt")).removesuffix(".py")
    words = re.findall(r"[^\W_]+", stem)
    wanted = exercise.replace("_", "")
    return any("".join(words[i:j]) == wanted for i in range(len(words)) for j in range(i + 1, len(words) + 1))


def stem_of(name: str) -> str:
    """A name without the ending that an archive, a source or a notebook has."""
    for tar in TARS:
        if name.lower().endswith(tar) and len(name) > len(tar):
            return name[:-len(tar)]
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and suffix.lower() in ("zip", "py", "ipynb", "rar", "7z") else name


def again(name: str) -> str:
    """A file's name without the mark of a second try: work-1.zip and work (1).zip are work.zip."""
    stem, dot, suffix = name.rpartition(".")
    found = AGAIN.match(stem)
    return f"{found['base']}{dot}{suffix}" if found else name


def stamp_time(stamp: str) -> datetime | None:
    """The time that fourteen digits stand for, if they do."""
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S")
    except ValueError:
        return None


def version(item: Item) -> tuple[int, str]:
    """The number of a second try in a file's name, for sorting; Canvas's UUIDs come after the numbers."""
    found = AGAIN.match(item.name.rpartition(".")[0])
    mark = (found["number"] or found["copy"]) if found else "0"
    return (int(mark), "") if mark.isdigit() else (1000, mark)
