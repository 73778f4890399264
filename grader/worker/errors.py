"""What goes wrong in a submission's code, in words that travel."""
from __future__ import annotations

import re
import traceback
from collections.abc import Iterable

import mxnet as mx

from . import gpu
from .absent import NO_GPU, TODO, NotThere

MAX_MESSAGE = 2000
LONGEST = 100_000  # of a message that is looked at
# Libraries that could compute a convolution in the student's place.
FOREIGN = ("scipy", "torch", "tensorflow", "keras", "jax", "cv2", "skimage", "paddle", "cupy", "numba", "PIL")

# What differs from run to run in messages: times, addresses, and the numbers that Gluon gives to layers.
VOLATILE = re.compile(r"\[\d\d:\d\d:\d\d\] | at 0x[0-9a-f]+|(?<=[a-z])\d+(?=_(?:fwd|weight|bias|gamma|beta|running)\b)")

CHECK = re.compile(r"(?P<operator>Error in operator \w+: )?(?:\.\./\S+: )?Check failed: (?P<check>.*?) ?"
                   r"(?P<sides>\([^()]*? vs\. [^()]*\))? ?: ?(?P<said>.*)", re.DOTALL)


class StudentError(Exception):
    """The student's code raised; `__cause__` is what it raised."""

    def __init__(self, kind: str, message: str, trace: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.kind, self.message, self.trace = kind, message, trace


class Missing(Exception):
    """The file or the name is not there."""


def explain(error: BaseException, own: Iterable[str], asked: str = "") -> StudentError:
    """An error in words: its type, its message, and the traceback's lines of the student's `own` files. `asked` is the
    one among them that is judged: what it raises itself as not implemented is still to do. Gluon raises the same where
    a forward is missing, and a file may import one that is still to do."""
    kind = type(error).__name__
    try:
        message = str(error)[:LONGEST]
    except BaseException:
        message = "(its message cannot be printed)"
    if isinstance(error, SyntaxError):
        return StudentError(kind, message[:MAX_MESSAGE], "".join(
            traceback.format_exception_only(type(error), error))[:MAX_MESSAGE])
    files, stack = set(own), traceback.extract_tb(error.__traceback__)
    frames = [f for f in stack if f.filename in files]
    trace = "".join(traceback.format_list(frames[-12:]))
    if isinstance(error, NotImplementedError) and (stack[-1].filename if stack else "") == asked:
        kind = TODO
    if isinstance(error, NotThere):
        left = error.left
        if left.package in FOREIGN:
            kind, message = "ForeignLibrary", left.package
        else:
            kind = "NotThere"  # its parts, one a line: the judge makes a sentence of them
            message = "\n".join((error.name, left.file, str(left.line), f"{left.kind}: {left.message}"))
    if gpu.is_wanted(error):
        message = NO_GPU + (f"; line {frames[-1].lineno}" if frames else "")
    if isinstance(error, mx.MXNetError):  # MXNet appends its own C++ stack
        message = message.split("Stack trace:")[0]
    message = sentence(VOLATILE.sub("", message))
    if isinstance(error, ImportError) and (package := (error.name or "").partition(".")[0]) in FOREIGN:
        kind, message = "ForeignLibrary", package
    if isinstance(error, MemoryError) or "bad_alloc" in message or (
            isinstance(error, mx.MXNetError) and "device_storage.h" in message):  # its allocator's check
        kind = "MemoryError"
    return StudentError(kind[:100], message.strip()[:MAX_MESSAGE], trace[:4 * MAX_MESSAGE])


def sentence(message: str) -> str:
    """Returns the sentence of an MXNet error that states the cause: not the place in its C++ code, nor the check in
    C++ where words follow it. Gluon puts words of its own in front of an operator's error."""
    check = CHECK.search(message)
    if check is None:
        return message
    said = check["said"].strip() or check["check"]
    return (f"{check['operator'] or ''}{said} {check['sides'] or ''}").strip()
