"""The student's code in a sandbox."""
from __future__ import annotations

import atexit
import contextlib
import re
from collections.abc import Mapping, Set
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from ..course import manifest
from ..course.manifest import Exercise
from ..language import harmless
from ..language.said import Said
from ..sandbox.child import MOST_NAMES, Worker
from ..sandbox.ends import Stopped
from ..sandbox.support import best_isolation
from ..sandbox.zygote import Sandbox
from . import answers
from .answers import Remark
from .asking import Trouble, answered
from .earlier import imported, right_ones
from .files import Folder

STANDS = re.compile(r'File "(\w{1,80})\.py", line (\d{1,6}) in (\w{1,80})')
PRINTED_LINES = 12  # how many of the lines that one call printed a report keeps


@cache
def own_box() -> Sandbox:
    """A started sandbox, the best that this machine has; it lives as long as this process."""
    box = Sandbox(best_isolation(), manifest.load().limits)
    box.start()
    atexit.register(box.close)
    return box


class Isolated:
    """Runs the student's code in a sandbox. One child process per exercise. A call that killed a child is not repeated
    in the next one, so each limit is hit at most once."""
    zero_is_cheap = True

    def __init__(self, folder: Folder, sandbox: Sandbox) -> None:
        self.folder, self.sandbox = folder, sandbox
        self.workers: dict[tuple[str, bool], Worker] = {}
        self.seconds: dict[str, float] = {}
        self.given_up: dict[tuple[str, str], Trouble] = {}
        self.without_asserts: set[str] = set()
        self.right: dict[str, bool] = {}  # is a file right? Later ones get a right one in place of a wrong one
        self.stand_ins: dict[str, Set[str]] = {}  # the earlier files that an exercise was given right ones for
        self.asked_for: dict[str, set[str]] = {}  # what a file asked its neighbours for
        self.remarks: dict[str, list[Remark]] = {}  # what was said of an exercise's file when it was imported
        self.used_builtins: list[str] = []
        self.ran: dict[str, set[str]] = {}  # built-ins that ran where they cannot be zeroed
        self.printed = ""
        self.endless = False  # a call did not end: what calls the same code gets a fraction of the limit

    def worker(self, exercise: Exercise, zero: bool) -> Worker:
        """The living child for an exercise, with its files loaded; Trouble if they cannot be. There is never a second
        one: a child whose built-ins are zeroed must not meet one whose built-ins compute."""
        key = exercise.name, zero
        if key in self.workers and self.workers[key].stopped is None:
            return self.workers[key]
        self.finish(exercise)
        worker = self.workers[key] = self.sandbox.worker(
            zero_builtins=zero, exec_memory=not exercise.forbid_builtins, limits=exercise.limits)
        worker.used_seconds = self.seconds.get(exercise.name, 0.0)
        self.load(exercise, worker)
        return worker

    def load(self, exercise: Exercise, worker: Worker) -> None:
        """Gives a child the files, and has it import the exercise's."""
        limits = exercise.limits
        sources = {name: np.frombuffer(source, np.uint8) for name, source in self.folder.sources.items()}
        right = self.right_ones(exercise)
        self.stand_ins[exercise.name] = right.keys()
        worker.ask("sources", {"files": sources, "asserts": exercise.name not in self.without_asserts,
                               "right": right}, limits.import_seconds, Said("receiving the files"))
        answer = worker.ask("load", {"exercise": exercise.name}, limits.import_seconds,
                            Said("importing {0}.py (import_seconds = {1:g})", exercise.name, limits.import_seconds),
                            computing=limits.later_call_seconds if self.endless else None)
        said = answers.loaded(answered(answer, "import", limits, exercise)["ok"], exercise)
        self.remarks[exercise.name], self.asked_for[exercise.name] = said.remarks, said.asked

    def another(self) -> Isolated:
        other = Isolated(self.folder, self.sandbox)
        other.right, other.without_asserts = dict(self.right), set(self.without_asserts)
        return other

    def put(self, exercise: Exercise, source: bytes) -> None:
        """Goes on with another text of an exercise's file, in the same child as long as it lives: it runs one student's
        code, whatever the text."""
        self.folder = replace(self.folder, sources=self.folder.sources | {exercise.name: source})
        self.given_up.clear()
        for worker in self.workers.values():
            if worker.stopped is None:
                with contextlib.suppress(Stopped):  # what was tried before may have harmed it: there will be another
                    self.load(exercise, worker)

    def told(self, exercise: Exercise) -> list[str]:
        """What is said of an exercise's file beside its points."""
        said: list[str] = [remark.message for remark in self.remarks.get(exercise.name, [])]
        if ran := self.ran.get(exercise.name):
            said.append(Said("{0} of MXNet's own ran. Whether the answer comes from it cannot be found out on this "
                             "machine: look at the file", ", ".join(sorted(ran)[:MOST_NAMES])))
        return said

    def right_ones(self, exercise: Exercise) -> dict[str, tuple[list[str], np.ndarray]]:
        """Right answers in the place of wrong earlier files, as they travel."""
        return {name: (functions, np.frombuffer(source, np.uint8))
                for name, (functions, source) in right_ones(exercise, self.right).items()}

    def imported(self, exercise: Exercise) -> set[str]:
        """The earlier exercises whose files the exercise's own one imports, or would import if they were there."""
        return imported(exercise, self.asked_for.get(exercise.name, set()))

    def replaced(self, exercise: Exercise) -> Set[str]:
        """The earlier files that right answers stand in for when an exercise is judged."""
        return self.stand_ins.get(exercise.name, set())

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any:
        self.printed = ""
        if exercise.name in self.folder.problems:
            raise Trouble("missing", self.folder.problems[exercise.name], function=function)
        if exercise.name not in self.folder.sources:
            raise Trouble("missing", Said("{0}.py is not there", exercise.name), function=function)
        for known in ((exercise.name, "import"), (exercise.name, function)):
            if known in self.given_up:
                raise self.given_up[known]
        step, limits, worker = "import", exercise.limits, None
        try:
            worker = self.worker(exercise, zero)
            step = function
            answer = worker.ask(op, inputs, limits.call_seconds,
                                Said("one call (call_seconds = {0:g})", limits.call_seconds),
                                computing=limits.later_call_seconds if self.endless else None)
            self.used_builtins = answer.get("builtins", [])
            if self.sandbox.builtins_unavailable:  # what ran may be the answer, or what it was compared with
                self.ran.setdefault(exercise.name, set()).update(self.used_builtins)
                self.used_builtins = []
            self.printed = last_lines(worker.printed)
            return answered(answer, function, limits, exercise)["ok"]
        except Stopped as stopped:
            self.endless |= stopped.status == "timeout"
            found = Trouble(stopped.status, with_shapes(stopped, inputs if step == function else {}),
                            standing(stopped.said, self.folder.sources), function=function)
            self.given_up[exercise.name, step] = found
            raise found from None
        except Trouble as found:
            if step == "import":
                self.given_up[exercise.name, "import"] = found
            raise

    def finish(self, exercise: Exercise) -> None:
        for key in [k for k in self.workers if k[0] == exercise.name]:
            worker = self.workers.pop(key)
            self.seconds[exercise.name] = worker.used_seconds
            worker.close()

    def forget(self, exercise: Exercise) -> None:
        """Forgets what was found out about an exercise, before it is judged anew."""
        self.finish(exercise)
        for key in [key for key in self.given_up if key[0] == exercise.name]:
            del self.given_up[key]

    def drop_asserts(self, exercise: str) -> bool:
        if exercise in self.without_asserts or not self.used_builtins:
            return False
        self.without_asserts.add(exercise)
        self.finish(manifest.load().exercise(exercise))
        return True

    def close(self) -> None:
        for worker in self.workers.values():
            worker.close()
        self.workers.clear()


def with_shapes(stopped: Stopped, inputs: dict[str, Any]) -> str:
    """The message of an end; of a call that took too long, with the shapes of the arrays that it got."""
    given = [*inputs.get("args", ()), *inputs.get("kwargs", {}).values(), inputs.get("x")]
    shapes = ", ".join(str(value.shape) for value in given if isinstance(value, np.ndarray))
    if stopped.status != "timeout" or not shapes:
        return stopped.message
    return Said("{0}; the call got arrays of shape {1}. Does a loop never end?", stopped.message, shapes)


def standing(said: str, sources: Mapping[str, bytes]) -> str:
    """Where a submission's code stood when it was ended, as a traceback has it: the innermost line in one of its
    files. The number is its own word, the line is looked up."""
    for file, number, function in STANDS.findall(said):
        text = sources.get(file, b"").decode("utf-8", "replace").splitlines()
        if 0 < int(number) <= len(text):
            line = harmless.terminal(text[int(number) - 1].strip())[:200]
            return f'  File "{file}.py", line {number}, in {function}\n    {line}\n'
    return ""


def last_lines(printed: bytes) -> str:
    """The end of what was printed, as text that harms no screen."""
    lines = printed.decode("utf-8", "replace").splitlines()
    return "".join(f"{harmless.terminal(line)}\n" for line in lines[-PRINTED_LINES:])
