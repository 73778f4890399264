"""Grades one job, in a worker process.

A `Job` holds all that grading needs, the submission's bytes included, so that a worker shares no disk with the
coordinator. A worker process keeps one warm sandbox, and the examples that it has drawn, over all its jobs.
"""
from __future__ import annotations

import atexit
import contextlib
import os
import signal
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from .. import scoring
from ..course import manifest
from ..language import i18n
from ..language.said import Said
from ..sandbox.ends import SandboxError
from ..sandbox.support import best_isolation, unavailable
from ..sandbox.zygote import Sandbox
from ..submission.files import Folder
from . import signature
from .version import version

# Hypothesis suspects a strategy of using `random` when Dask's own threads do so meanwhile.
warnings.filterwarnings("ignore", message="Do not use the `random` module inside strategies")


@dataclass(frozen=True)
class Job:
    """One submission to grade. `exercises` None: all. `version`: of the kit that is asked for. `only`: judge these
    properties, «exercise/name», and sign nothing."""
    student: str
    content: str
    sources: Mapping[str, bytes] = field(repr=False)
    problems: Mapping[str, str]
    seed: int
    train: bool
    version: str
    exercises: tuple[str, ...] | None = None
    hidden: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    allow_unsandboxed: bool = False
    only: frozenset[str] | None = None


@dataclass(frozen=True)
class Graded:
    """What came of a job: a report, or why the grader could not make one."""
    job: Job
    report: dict[str, Any] | None = None
    signatures: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    seconds: float = 0.0


# In a worker ----------------------------------------------------------------------------------------------------------
_lock = threading.Lock()  # a Dask worker may have several threads; the sandbox serves one submission at a time
_box: Sandbox | None = None


def grade(job: Job) -> dict[str, Any]:
    """Grades one submission; never raises. {"report", "signatures", "reason", "seconds"}."""
    start = time.monotonic()
    with _lock:
        for last in (False, True):
            try:
                report, signatures = _grade(job)
                break
            except SandboxError as error:
                close()
                if last:
                    return {"reason": error.args[0], "seconds": time.monotonic() - start}
            except Exception as error:
                close()
                where = traceback.extract_tb(error.__traceback__)[-1]
                return {"reason": f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})",
                        "seconds": time.monotonic() - start}
    return {"report": report, "signatures": signatures, "seconds": time.monotonic() - start}


def _grade(job: Job) -> tuple[dict[str, Any], dict[str, str]]:
    here = version_here(job.train, tuple(job.hidden.items()), job.exercises)
    if here != job.version:
        raise SandboxError(Said("this worker has another version of the kit (or of mxnet, numpy or hypothesis)"))
    i18n.set_language("en")  # a report is kept in English, and shown in any language
    kit = manifest.load()
    exercises = kit.exercises if job.exercises is None else tuple(e for e in kit.exercises if e.name in job.exercises)
    submitted = Folder(job.student, dict(job.sources), dict(job.problems))
    signatures: dict[str, str] = {}
    report = scoring.score(submitted, box(job.allow_unsandboxed), job.seed, exercises,
                           hidden=hidden_paths(tuple(sorted(job.hidden.items()))),
                           judged=None if job.only is not None else partial(
                               signature.sign, signatures, seed=job.seed), only=job.only)
    if job.train:
        report.training = scoring.training_part(submitted, job.seed)
    return report.as_json(), signatures


version_here = cache(lambda train, hidden, exercises: version(train, dict(hidden), exercises))


def box(allow_unsandboxed: bool) -> Sandbox:
    """This process's sandbox."""
    global _box
    if _box is None:
        why = unavailable()
        if why is not None and not allow_unsandboxed:
            raise SandboxError(Said("no sandbox on this worker ({0})", why))
        started = Sandbox(best_isolation(), manifest.load().limits)
        started.start()
        started.wait()
        if started.holes and not allow_unsandboxed:
            started.close()
            raise SandboxError(Said("this system does not let a submission be locked in ({0}); --allow-unsandboxed "
                                    "grades others' code all the same", ", ".join(started.holes)))
        _box = started
    return _box


def close() -> None:
    """Ends this process's sandbox; the next job starts another."""
    global _box
    old, _box = _box, None
    if old is not None:
        with contextlib.suppress(Exception):
            old.close()


atexit.register(close)


@cache
def hidden_paths(files: tuple[tuple[str, bytes], ...]) -> tuple[Path, ...]:
    """Writes a teacher's own tests to files of this machine."""
    if not files:
        return ()
    folder = tempfile.TemporaryDirectory(prefix="convkata-hidden-")
    atexit.register(folder.cleanup)
    for name, content in files:
        (Path(folder.name) / name).write_bytes(content)
    return tuple(Path(folder.name) / name for name, _content in files)


def begin(parent: int) -> None:
    """Prepares a local process: it leaves Ctrl-C to the coordinator, and ends when the coordinator is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)
    threading.Thread(target=watch, daemon=True).start()
