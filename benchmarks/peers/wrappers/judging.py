"""What the tests of every peer call: the kit's properties as plain Hypothesis tests, in the peer's own process.

As a teacher would write them: `@seed @settings @given`, and a failure is shrunk. The examples are those that our own
grader draws (its first one, the simplest of all, is passed over there, too). Two things that a plain `@given` does are
left out, as they cost time and give no mark: no second bug is looked for, and no failure is explained line by line.
"""
from __future__ import annotations

import contextlib
import functools
import io
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st

from grader.course import manifest
from grader.course.manifest import Exercise
from grader.judging import property
from grader.judging.design import Case
from grader.judging.examples import seed_of
from grader.judging.property import Property
from grader.submission import files
from grader.submission.earlier import mended
from grader.submission.in_process import InProcess
from grader.submission.submission import Submission

warnings.simplefilter("ignore")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Inside, nothing appears on stderr: nbgrader takes what does in a test's cell for a failure, and MXNet names its
    engine there."""
    before, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        os.dup2(before, 2)
        os.close(before)
        os.close(nothing)


with quiet():
    import mxnet
    mxnet.nd.zeros(1).wait_to_read()
SEED = int(os.environ["PEERS_SEED"])
PHASES = [Phase.generate] if os.environ.get("PEERS_SHRINK") == "0" else [Phase.generate, Phase.shrink]


@functools.cache
def submission() -> Submission:
    """The one submission of this process: the files in the folder where it runs."""
    return Submission(InProcess(files.read(Path(os.environ.get("PEERS_SUBMISSION", "."))), zeroing=False))


@functools.cache
def graded() -> dict[tuple[str, str], Property]:
    """The properties that are asked for, by exercise and name."""
    names = os.environ.get("PEERS_EXERCISES", "").split()
    return {(e.name, p.name): p for e in manifest.load().exercises if not names or e.name in names
            for p in property.properties_of(e)}


def check(exercise: str, name: str) -> None:
    """One graded test; raises where the submission is wrong. Before a fault counts, right answers stand in for wrong
    earlier files that the exercise's own one imports, as in our grader."""
    owner = manifest.load().exercise(exercise)
    prop = next(p for p in property.properties_of(owner) if p.name == name)
    try:
        once(prop)
    except Exception:
        transport = submission().transport
        assert isinstance(transport, InProcess)
        if not mended(owner, transport, right):
            raise
        submission().forget()
        once(prop)


def right(exercise: Exercise) -> bool:
    """Whether an exercise passes all its tests."""
    return points(exercise.name) == sum(p.points for p in property.properties_of(exercise))


def once(prop: Property) -> None:
    """A test as it stands."""
    submitted = submission()
    for turn, row in enumerate(prop.rows):
        share = prop.examples // len(prop.rows) + (turn < prop.examples % len(prop.rows))
        seen = run(prop, submitted, row.strategy.map(row.change), seed_of(prop, turn, SEED), share)
        if len(seen) == 1:  # there is but the simplest case
            prop.check(submitted, **seen[0])


def run(prop: Property, submitted: Submission, strategy: st.SearchStrategy[Case], seed: int, share: int) -> list[Case]:
    """The cases that were drawn."""
    seen: list[Case] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=share + 1, phases=PHASES, database=None, deadline=None, print_blob=False,
                         report_multiple_bugs=False, suppress_health_check=list(HealthCheck))
    @hypothesis.given(strategy)
    def test(case: Case) -> None:
        seen.append(case)
        if len(seen) > 1:
            prop.check(submitted, **case)
    test()
    return seen


@functools.cache
def points(exercise: str) -> int:
    """The points of one exercise: for a peer whose test cells give partial credit."""
    got = 0
    with quiet():
        for prop in property.properties_of(manifest.load().exercise(exercise)):
            try:
                check(exercise, prop.name)
            except Exception:
                continue
            got += prop.points
    return got
