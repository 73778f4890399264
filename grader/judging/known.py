"""What is known before anybody hands in: the examples that are drawn, and the oracles' answers for them.

They are the same for every submission. A process keeps the last used ones; those of the course's own seed are kept for
the next command, too (kept.py), which need not draw them, nor import MXNet, until an answer is wrong.
"""
from __future__ import annotations

import contextlib
import functools
import hashlib
import inspect
from collections import OrderedDict
from collections.abc import Callable, Iterator
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, TypeVar, cast

from ..course import manifest
from ..submission.submission import Run
from .comparing import Expected
from .finding import freeze
from .kept import RUNNING, Place, Stored
from .property import Property

Asked = TypeVar("Asked", bound=Callable[..., Any])
REMEMBERED = 4096  # answers in memory
PLACE = Place("known", ("tests/*.py", "grader/properties.py", "grader/judging/*.py", *RUNNING), (Expected, Run))


class Known:
    """Answers by the digest of what was asked. While `keeping`, new ones are for the file, too."""

    def __init__(self, place: Place = PLACE, remembered: int = REMEMBERED, keeping: bool = False) -> None:
        self.place, self.remembered, self.keeping = place, remembered, keeping
        self.answers: OrderedDict[str, Any] = OrderedDict()
        self.fresh = Stored(place)
        self.end: Finalize | None = None  # keeps what is new when the process ends

    @functools.cached_property
    def stored(self) -> Stored:
        return self.place.read()

    def answer(self, question: Any, compute: Callable[[], Any]) -> Any:
        """The answer to a question, computed where it is not known."""
        key = hashlib.sha256(repr(plain(question)).encode()).hexdigest()
        if key in self.answers:
            self.answers.move_to_end(key)
            return self.answers[key]
        if self.keeping and key in self.stored.index:
            found = self.stored.answer(key)
        else:
            found = compute()
            if self.keeping:
                self.fresh.add(key, found)
                if self.end is None:
                    self.end = Finalize(None, self.keep, exitpriority=0)  # of a batch's worker, too
        self.answers[key] = found
        while len(self.answers) > self.remembered:
            self.answers.popitem(last=False)
        return found

    @contextlib.contextmanager
    def kept(self, prop: Property, seed: int) -> Iterator[None]:
        """Keeps answers for the next command meanwhile: those for the kit's own properties and the course's seed."""
        before = self.keeping
        self.keeping = seed == manifest.load().seed and prop.path.parent == manifest.ROOT / "tests"
        try:
            yield
        finally:
            self.keeping = before

    def keep(self) -> None:
        """Adds what is new to the file."""
        self.place.add(self.fresh)
        self.fresh = Stored(self.place)


known = Known()


def oracle(function: Asked) -> Asked:
    """Marks what every answer is held against: asked the same again, it need not compute. It takes and gives numbers,
    texts, arrays, lists and tuples of them, `Expected` and `Run`; nobody changes what it gives."""
    name = named(function)

    @functools.wraps(function)
    def asked(*args: Any, **options: Any) -> Any:
        return known.answer((name, args, options), lambda: function(*args, **options))
    return cast(Asked, asked)


def named(function: Callable[..., Any]) -> str:
    """What a function is known by; a teacher's own file may have the name of one of the kit's. TypeError for one whose
    answers depend on more than its arguments."""
    function = inspect.unwrap(function)
    if function.__closure__:
        raise TypeError(f"{function.__qualname__} takes values from around it: pass them as arguments")
    path = Path(function.__code__.co_filename)
    return f"{path.name if path.parent == manifest.ROOT / 'tests' else path}:{function.__qualname__}"


def plain(question: Any) -> Any:
    """A question as `freeze` takes it: a function by its name, whatever is bound to it."""
    if isinstance(question, functools.partial):
        return named(question.func), plain(question.args), plain(question.keywords)
    if isinstance(question, (tuple, list)):
        return type(question).__name__, tuple(map(plain, question))
    if isinstance(question, dict):
        return tuple((key, plain(value)) for key, value in question.items())
    return named(question) if callable(question) else freeze(question)
