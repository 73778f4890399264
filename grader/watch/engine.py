"""The judge of a session: one thread that owns MXNet and the sandbox.

MXNet stays loaded in the sandbox's first process, which only forks, and here from the first answer on that an oracle
does not know yet. The examples are drawn once. So a saved file costs one fork and the calls themselves.
"""
from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from .. import scoring
from ..course import manifest
from ..judging.finding import Finding
from ..judging.property import Property, properties_of
from ..report.record import PropertyResult
from ..retrace import traced
from ..sandbox.ends import SandboxError
from ..sandbox.support import best_isolation
from ..sandbox.zygote import Sandbox
from ..submission.files import Folder
from ..submission.isolated import Isolated
from ..submission.submission import Submission


@dataclass(frozen=True)
class Ready:
    """The sandbox has imported MXNet."""


@dataclass(frozen=True)
class Started:
    """An exercise is about to be judged."""
    job: int
    exercise: str


@dataclass(frozen=True)
class Fails:
    """A property has failed. Its counterexample is still looked for."""
    job: int
    exercise: str
    name: str
    status: str


@dataclass(frozen=True)
class Judged:
    """One property's result. It comes again, with the mistake's name, when all of the exercise is judged."""
    job: int
    exercise: str
    result: PropertyResult


@dataclass(frozen=True)
class Done:
    """One exercise is judged. `remarks`: what is said of its file, once."""
    job: int
    exercise: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Traced:
    """`traced` is `result`, with what it takes to step through its example."""
    exercise: str
    result: PropertyResult
    traced: PropertyResult


@dataclass(frozen=True)
class Idle:
    """All of a job is judged."""
    job: int


@dataclass(frozen=True)
class Broken:
    """The grader itself has failed, not the student's code."""
    error: Exception


class GivenUp(Exception):
    """Something else is asked for, so the exercise that is being judged is left."""


Event = Ready | Started | Fails | Judged | Done | Traced | Idle | Broken


@dataclass
class Job:
    """Exercises to judge, in this order."""
    number: int
    folder: Folder
    exercises: Sequence[str]
    seed: int
    given_up: bool = False


class Engine(threading.Thread):
    """Judges what it was asked for last. What it was asked for before is given up at the next answer."""

    def __init__(self, tell: Callable[[Event], None]) -> None:
        super().__init__(name="engine", daemon=True)
        self.tell = tell
        self.changed = threading.Condition()
        self.wanted: Job | None = None
        self.running: Job | None = None
        self.looked_at: tuple[str, PropertyResult] | None = None
        self.transport: Isolated | None = None
        self.count = 0
        self.closing = False

    # From the session's thread --------------------------------------------------------------------------------------
    def judge(self, folder: Folder, exercises: Sequence[str], seed: int) -> int:
        """Asks for these exercises, in this order, in place of all that was asked before; gives the job's number."""
        with self.changed:
            self.count += 1
            self.wanted = Job(self.count, folder, tuple(exercises), seed)
            self._give_up()
            self.changed.notify()
            return self.count

    def look(self, exercise: str, result: PropertyResult) -> None:
        """Somebody looks at this failed property. What it takes to step through its example is told as soon as no
        exercise is being judged."""
        with self.changed:
            self.looked_at = exercise, result
            self.changed.notify()

    def close(self) -> None:
        with self.changed:
            self.closing = True
            self._give_up()
            self.changed.notify()
        self.join(5.0)

    def _give_up(self) -> None:
        if self.running is None:
            return
        self.running.given_up = True
        if self.transport is not None:
            for worker in list(self.transport.workers.values()):
                with contextlib.suppress(OSError):
                    worker.data.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for an answer

    # In this thread -------------------------------------------------------------------------------------------------
    def run(self) -> None:
        try:
            with Sandbox(best_isolation(), manifest.load().limits) as box:  # it imports MXNet while we read
                known = {exercise.name: properties_of(exercise) for exercise in manifest.load().exercises}
                box.wait()
                self.tell(Ready())
                while True:
                    with self.changed:
                        self.changed.wait_for(lambda: self.closing or self.wanted or self.looked_at)
                        if self.closing:
                            return
                        job, self.wanted = self.wanted, None
                        self.running = job
                    if job is not None:
                        self._work(job, box, known)
                    else:
                        self._trace()
        except Exception as error:  # told, not raised: nobody waits for a thread
            self.tell(Broken(error))

    def _work(self, job: Job, box: Sandbox, known: dict[str, tuple[Property, ...]]) -> None:
        self.transport = transport = Isolated(job.folder, box)
        submission = Submission(transport)
        try:
            for name in job.exercises:
                exercise = manifest.load().exercise(name)
                self.tell(Started(job.number, name))

                hears = scoring.Listener(partial(self._fails, job, name), partial(self._judged, job, name))
                result = scoring.judge_fairly(exercise, known[name], submission, transport, job.seed, hears)
                for named in result.properties:
                    if job.given_up:
                        return
                    if named.misconception is not None or named.status == "forbidden":
                        self.tell(Judged(job.number, name, named))
                transport.finish(exercise)
                self.tell(Done(job.number, name, tuple(result.remarks)))
                self._trace()
            self.tell(Idle(job.number))
        except GivenUp:
            pass
        except SandboxError:
            if not job.given_up:
                raise
        finally:
            transport.close()

    def _fails(self, job: Job, name: str, prop: Property, found: Finding) -> None:
        self._go_on(job)
        self.tell(Fails(job.number, name, prop.name, found.status))

    def _judged(self, job: Job, name: str, _prop: Property, result: PropertyResult) -> None:
        self._go_on(job)
        self.tell(Judged(job.number, name, result))

    def _go_on(self, job: Job) -> None:
        if job.given_up:
            raise GivenUp

    def _trace(self) -> None:
        with self.changed:
            looked_at, self.looked_at = self.looked_at, None
        if looked_at is not None:
            self.tell(Traced(*looked_at, traced(*looked_at)))
