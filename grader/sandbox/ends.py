"""How a child can end, and the message for each way."""
from __future__ import annotations

from ..course.manifest import Limits
from ..errors import OWN_FAULT, KitError
from ..language.said import Said


class SandboxError(KitError):
    """The grader's own fault: the sandbox could not be started or used."""
    exit_status = OWN_FAULT


class Stopped(Exception):
    """The child ended or was ended: `status` as in a report (timeout, memory, output, crashed). `said`: what it had to
    say of where its code stood."""

    def __init__(self, status: str, message: str, said: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.said = status, message, said


def memory_message(limits: Limits) -> Said:
    return Said("it needed more than {0} MB of memory (memory_mb = {0})", limits.memory_mb)


def file_message(limits: Limits) -> Said:
    return Said("a file grew larger than {0} MB (file_mb = {0})", limits.file_mb)
