"""One request to a submission, and its answer."""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from ..course import manifest
from ..course.manifest import Exercise
from ..language.i18n import N_
from ..language.said import Said
from ..report.sizes import kept
from ..sandbox.ends import file_message, memory_message
from ..worker.absent import NO_GPU, TODO
from .files import Folder

if TYPE_CHECKING:
    from .isolated import Isolated


class Trouble(Exception):
    """A call gave no value. `status` is a report's. With it go a message for the student, their traceback and the name
    of the function that was called."""

    def __init__(self, status: str, message: str, trace: str = "", kind: str = "", function: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.trace, self.kind, self.function = status, message, trace, kind, function


@dataclass(frozen=True)
class Ask:
    """One request and its answer, which a diagnosis replays."""
    exercise: str
    op: str
    inputs: dict[str, Any]
    answer: Any = None
    trouble: Trouble | None = None
    printed: str = ""  # the last lines that the call printed

    def kept(self) -> Ask:
        """What is kept of it when it has been judged: a large answer is not."""
        answer = kept(self.answer)
        return self if answer is self.answer else replace(self, answer=answer)


class Transport(Protocol):
    """Where the code runs. `zero`: built-ins return zeros, if the exercise forbids them."""
    folder: Folder
    used_builtins: list[str]
    printed: str  # the last lines that the last request printed
    zero_is_cheap: bool  # if not, only the first example of a property is tried with zeroed built-ins

    def ask(self, exercise: Exercise, op: str, inputs: dict[str, Any], zero: bool, function: str) -> Any: ...

    def finish(self, exercise: Exercise) -> None:
        """Ends an exercise: nothing more will be asked of it."""

    def another(self) -> Isolated:
        """The same files, in a process of their own."""

    def drop_asserts(self, exercise: str) -> bool:
        """Runs the exercise without its assert statements from now on, if zeroed built-ins have run in it: an assert
        may compare an answer with a built-in's. False if that would change nothing."""


# What the system says when a limit is hit; what that means, as a sentence; and the limits that the sentence names.
HINTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Operation not permitted": (N_("a submission may start no process (processes = 0), open no connection and "
                                   "touch nothing outside its own process"), ()),
    "can't start new thread": (N_("a submission may have {0} threads (threads = {0}), and their stacks count as memory "
                                  "(memory_mb = {1})"), ("threads", "memory_mb")),
    "No space left on device": (N_("the scratch folder holds {0} MB (scratch_mb = {0})"), ("scratch_mb",)),
    "Read-only file system": (N_("a submission may write to its scratch folder only"), ()),
    "Permission denied": (N_("a submission may read Python's own files and write to its scratch folder only"), ()),
    NO_GPU: (N_("`mx.cpu()` is always there, and d2l.try_gpu() gives it where there is no GPU"), ()),
}


def trouble(error: list[str], function: str, limits: manifest.Limits, exercise: Exercise | None = None) -> Trouble:
    """Says what a student's exception means."""
    kind, message, trace = error
    if kind == TODO:
        return Trouble("todo", message or Said("not implemented yet"), function=function)
    if kind == "ForeignLibrary":
        return Trouble("forbidden", Said(
            N_("{0} is not available here: this exercise asks for the computation itself, with mxnet and numpy")
            if exercise is None or exercise.forbid_builtins else
            N_("{0} is not available here: this exercise is done with mxnet and numpy"), message), function=function)
    if kind == "MemoryError":
        return Trouble("memory", memory_message(limits), trace, function=function)
    if "File too large" in message and kind == "OSError":
        return Trouble("output", file_message(limits), trace, function=function)
    if kind == "NotThere":
        return Trouble("error", not_there(message), trace, kind, function)
    if kind == "MXNetError":
        message = sentence(message)
    said = f"{kind}: {message}" if message else kind
    for words, (hint, named) in HINTS.items():
        if words in message:
            said = Said("{0}; {1}", said, Said(hint, *(getattr(limits, name) for name in named)))
    return Trouble("error", said, trace, kind, function)


def answered(message: dict[str, Any], function: str, limits: manifest.Limits,
             exercise: Exercise | None = None) -> dict[str, Any]:
    """A message of the submission's process, where it is an answer. Trouble, where it says that there is none."""
    if "missing" in message:
        raise Trouble("missing", message["missing"], function=function)
    if "error" in message:
        raise trouble(message["error"], function, limits, exercise)
    return message


def not_there(message: str) -> str:
    """The message for a judged function that used a name whose statement had been left out."""
    name, file, line, error = (message.split("\n", 3) + [""] * 4)[:4]
    if not file:
        return Said("{0} is a helper of the book's own package, which is not available when files are judged: write "
                    "it yourself, or do without it", name)
    return Said("{0} is not there: line {1} of {2} was left out when the file was imported ({3})", name, line, file,
                error)


def sentence(message: str) -> str:
    """Returns the sentence of an MXNet error that states the cause, without C++ lines and the operator's attributes."""
    told = [line.removeprefix("MXNetError: ") for line in message.splitlines()
            if line.strip() and not line.startswith(("Traceback", "  File \"../src", "Stack trace", "  [bt]"))]
    return told[0] if told else message
