"""A file that was handed in, the bounds on all of them, and what is refused."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from ...errors import KitError
from ...language.said import Said

MAX_FILES = 5000          # files of one student
MAX_TOTAL = 512 << 20     # bytes of one student's files, unpacked
MAX_RATIO = 100           # unpacked over packed, above a megabyte


class NotAClass(KitError):
    """The path holds no class; the message is one line for the caller."""


class Refused(KitError):
    """A student's files are not taken; the message says why."""

    @property
    def said(self) -> str:
        """The message, for any language."""
        return self.args[0]  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Item:
    """A file, on disk or in an archive: its path, its size, and a function that reads at most N bytes."""
    path: tuple[str, ...]
    size: int
    read: Callable[[int], bytes] = field(compare=False, repr=False)
    problem: str = ""
    fatal: bool = False  # the problem is a reason to refuse the whole submission

    @property
    def name(self) -> str:
        return self.path[-1]

    def below(self) -> Item:
        """The path below its uppermost folder."""
        return replace(self, path=self.path[1:])


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was handed in at once: an archive (`is_zip`), or files that lie together."""
    label: str
    items: tuple[Item, ...]
    is_zip: bool = False


def too_much(items: Iterable[Item], packed: int | None = None) -> str:
    """Why these files are too many or too large for a submission; empty if they are not."""
    count = total = 0
    for item in items:
        count, total = count + 1, total + item.size
    if count > MAX_FILES:
        return Said("more than {} files", MAX_FILES)
    if total > MAX_TOTAL:
        return Said("more than {} MB when unpacked", MAX_TOTAL >> 20)
    if packed is not None and total > 1 << 20 and total > MAX_RATIO * packed:
        return Said("a zip bomb: {} bytes unpack to {}", packed, total)
    return ""
