"""How well the properties tell right from wrong: misconceptions must fail, equivalents must pass.

Misconceptions are the kit's own code: they run in this process, with their built-ins, and without shrinking.
Equivalents run in the sandbox, as a student's file does.
"""
from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..course import manifest
from ..course.manifest import Exercise
from ..diagnosis import library
from ..diagnosis.library import Wrong
from ..judging import judge, property
from ..judging.attempt import attempt
from ..judging.design import Case
from ..judging.examples import draw
from ..judging.property import Property
from ..sandbox.zygote import Sandbox
from ..submission.files import Folder
from ..submission.in_process import OwnCode
from ..submission.isolated import Isolated, own_box
from ..submission.submission import Submission

EQUIVALENTS = manifest.ROOT / "course" / "equivalents"


@dataclass
class Caught:
    """What caught one misconception: for each property the examples that it took, the most over all seeds; and the
    seeds under which nothing did. `needed`: the fewest examples of any property, the most over all seeds."""
    name: str
    by: dict[str, int] = field(default_factory=dict)
    survived: list[int] = field(default_factory=list)
    needed: int = 0


@contextlib.contextmanager
def in_process(folder: Folder) -> Iterator[Submission]:
    """Runs a submission of the kit's own in this process."""
    transport = OwnCode(folder)
    try:
        yield Submission(transport)
    finally:
        transport.sources.close()


def catch(wrong: Wrong, seeds: Sequence[int], full: bool = False) -> Caught:
    """Judges a misconception under all seeds: the first example of each property, then the second of each, until one
    fails; or, for the full table, until every property failed or has no examples left."""
    found = Caught(wrong.name)
    props = list(property.properties_of(manifest.load().exercise(wrong.exercise)))
    for seed in seeds:
        fewest: int | None = None
        with in_process(wrong.folder()) as submission:
            for tried, prop, case in by_turns(tuple(props), seed):
                if full and prop not in props:
                    continue
                if attempt(prop, submission, case).status == "passed":
                    continue
                found.by[prop.name] = max(tried, found.by.get(prop.name, 0))
                fewest = fewest or tried
                props.remove(prop)
                if not full:
                    props.insert(0, prop)  # what caught it once is asked first the next time
                    break
        if full:
            props = list(property.properties_of(manifest.load().exercise(wrong.exercise)))
        if fewest is None:
            found.survived.append(seed)
        found.needed = max(found.needed, fewest or 0)
    return found


def by_turns(props: Sequence[Property], seed: int) -> Iterator[tuple[int, Property, Case]]:
    """The examples of all properties: the first of each, the second of each, ..., with their number."""
    for turn in range(max((prop.examples for prop in props), default=0)):
        for prop in props:
            cases = draw(prop, seed)
            if turn < len(cases):
                yield turn + 1, prop, cases[turn][1]


def equivalents(exercise: str) -> list[Path]:
    """The right answers in other styles."""
    return sorted((EQUIVALENTS / exercise).glob("*.py"))


def equivalent_folder(path: Path) -> Folder:
    """A submission whose other files are the solutions."""
    return Folder(path.stem, library.solutions() | {path.parent.name: path.read_bytes()}, {})


def failures(folder: Folder, exercise: Exercise, box: Sandbox, seed: int) -> list[str]:
    """The properties that a submission does not pass, each with its status and message."""
    transport = Isolated(folder, box)
    try:
        submission = Submission(transport)
        found = [(prop, judge.judge(prop, submission, seed, shrinks=0)) for prop in property.properties_of(exercise)]
        return [f"{prop.name}: {f.status}: {f.message}" for prop, f in found if f.status != "passed"]
    finally:
        transport.close()


def equivalent_failures(path: Path, seed: int) -> list[str]:
    """What an equivalent does not pass, in this process's own sandbox."""
    return failures(equivalent_folder(path), manifest.load().exercise(path.parent.name), own_box(), seed)


