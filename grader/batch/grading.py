"""Who grades: processes of this machine, or a Dask cluster. Both run `grade` behind concurrent.futures' Executor.

A `Job` holds all that grading needs, the submission's bytes included, so that a worker shares no disk with the
coordinator. A worker process keeps one warm sandbox, and the examples that it has drawn, over all its jobs.

A process that dies (out of memory, killed by someone) breaks a pool of local processes: the pool is made again and the
jobs that were under way are tried one at a time. Dask gives them to another worker by itself. A job whose process dies
every time becomes a row of its own, and the batch goes on.
"""
from __future__ import annotations

import atexit
import concurrent.futures as futures
import contextlib
import hashlib
import importlib.metadata
import multiprocessing
import os
import signal
import tempfile
import threading
import time
import traceback
import warnings
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol

from .. import scoring
from ..course import manifest
from ..language import i18n
from ..language.i18n import _
from ..sandbox.zygote import Sandbox, SandboxError, best_isolation, unavailable
from ..submission.files import Folder
from ..training import check as train
from . import signature

# Hypothesis suspects a strategy of using `random` when Dask's own threads do so meanwhile.
warnings.filterwarnings("ignore", message="Do not use the `random` module inside strategies")


GONE = "the Dask scheduler is gone; what is graded is in the gradebook, and the same command goes on"
DEATHS = 2  # of its process, alone, before a job is given up
KIT = ("tests/*.py", "solutions/*.py", "grader/manifest.toml", "grader/diagnosis/**/*.py", "grader/worker/**/*.py",
       *(f"grader/{name}/*.py" for name in ("judging", "submission", "sandbox", "report")), "grader/scoring.py")
TRAINING = ("grader/training/*.py",)
PACKAGES = ("mxnet", "numpy", "hypothesis")


@dataclass(frozen=True)
class Job:
    """One submission to grade. `exercises` None: all. `version`: of the kit that is asked for."""
    student: str
    content: str
    sources: Mapping[str, bytes] = field(repr=False)
    problems: Mapping[str, str]
    seed: int
    train: bool
    language: str
    version: str
    exercises: tuple[str, ...] | None = None
    hidden: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    allow_unsandboxed: bool = False


@dataclass(frozen=True)
class Graded:
    """What came of a job: a report, or why the grader could not make one."""
    job: Job
    report: dict[str, Any] | None = None
    signatures: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    seconds: float = 0.0


def version(train: bool, language: str, hidden: Mapping[str, bytes], exercises: tuple[str, ...] | None) -> str:
    """A digest of all that a report depends on beside the submission and the seed."""
    digest = hashlib.sha256(repr((language, exercises, _packages())).encode())
    for pattern in KIT + (TRAINING if train else ()) + (("grader/locale/*.po",) if language != "en" else ()):
        for path in sorted(manifest.ROOT.glob(pattern)):
            data = path.read_bytes()
            digest.update(f"{path.name} {len(data)}\n".encode() + data)
    for name, data in sorted(hidden.items()):
        digest.update(f"hidden {name} {len(data)}\n".encode() + data)
    return digest.hexdigest()


def _packages() -> list[str]:
    return [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES]


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
                    return {"reason": str(error), "seconds": time.monotonic() - start}
            except Exception as error:
                close()
                where = traceback.extract_tb(error.__traceback__)[-1]
                return {"reason": f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})",
                        "seconds": time.monotonic() - start}
    return {"report": report, "signatures": signatures, "seconds": time.monotonic() - start}


def _grade(job: Job) -> tuple[dict[str, Any], dict[str, str]]:
    here = version_here(job.train, job.language, tuple(job.hidden.items()), job.exercises)
    if here != job.version:
        raise SandboxError("this worker has another version of the kit (or of mxnet, numpy or hypothesis)")
    i18n.set_language(job.language)
    kit = manifest.load()
    exercises = kit.exercises if job.exercises is None else tuple(e for e in kit.exercises if e.name in job.exercises)
    submitted = Folder(job.student, dict(job.sources), dict(job.problems))
    signatures: dict[str, str] = {}
    report = scoring.score(submitted, box(job.allow_unsandboxed), job.seed, exercises,
                           hidden=hidden_paths(tuple(sorted(job.hidden.items()))),
                           judged=partial(signature.sign, signatures))
    report.training = train.skipped(_("not asked for"))
    if job.train:
        report.training = scoring.training_part(submitted, job.seed)
    return report.as_json(), signatures


version_here = cache(lambda train, language, hidden, exercises: version(train, language, dict(hidden), exercises))


def box(allow_unsandboxed: bool) -> Sandbox:
    """This process's sandbox."""
    global _box
    if _box is None:
        why = unavailable()
        if why is not None and not allow_unsandboxed:
            raise SandboxError(f"no sandbox on this worker ({why})")
        _box = Sandbox(best_isolation(), manifest.load().limits)
        _box.start()
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
    """A teacher's own tests, as files of this machine."""
    if not files:
        return ()
    folder = tempfile.TemporaryDirectory(prefix="convkata-hidden-")
    atexit.register(folder.cleanup)
    for name, content in files:
        (Path(folder.name) / name).write_bytes(content)
    return tuple(Path(folder.name) / name for name, _content in files)


def begin(parent: int) -> None:
    """Of a local process: Ctrl-C is the coordinator's, and a coordinator that was killed ends its processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)
    threading.Thread(target=watch, daemon=True).start()


# In the coordinator ---------------------------------------------------------------------------------------------------
class Pool(Protocol):
    """Workers behind an Executor."""

    @property
    def executor(self) -> futures.Executor: ...

    def width(self) -> int:
        """How many jobs keep every worker busy."""

    def renew(self) -> None:
        """After the executor broke: a new one."""

    def close(self, now: bool = False) -> None:
        """Ends it; `now`: whatever runs is given up."""


class Local:
    """Processes of this machine."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.executor: futures.ProcessPoolExecutor = self._new()

    def _new(self) -> futures.ProcessPoolExecutor:
        # Not a fork: this process may have threads, and MXNet's would not live on in the copy.
        return futures.ProcessPoolExecutor(self.jobs, multiprocessing.get_context("spawn"), begin, (os.getpid(),))

    def width(self) -> int:
        return self.jobs + 1  # one waits, so that nobody else has to

    def renew(self) -> None:
        self.close(now=True)
        self.executor = self._new()

    def close(self, now: bool = False) -> None:
        processes = list((getattr(self.executor, "_processes", None) or {}).values())
        self.executor.shutdown(wait=not now, cancel_futures=True)
        if now:
            for process in processes:
                process.kill()
                process.join()


class NoCluster(Exception):
    """The Dask scheduler cannot be reached; the message is one line for the caller."""


class Cluster:
    """A Dask cluster. Workers may come and go."""

    def __init__(self, address: str) -> None:
        import distributed
        try:
            self.client = distributed.Client(address, timeout="15s", set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise NoCluster(f"--dask {address}: {' '.join(str(error).split())}") from None
        try:
            self.client.submit(_packages, pure=False).result(timeout=10)
        except TimeoutError:
            pass  # it has no workers yet
        except Exception as error:  # of whatever kind: what a cluster cannot do once, it cannot do for a class
            self.client.close()
            said = f"{type(error).__name__}: {' '.join(str(error).split())}"
            raise NoCluster(_(
                "--dask {0}: the cluster cannot run the kit ({1}); start the scheduler and the workers in the kit's "
                "folder, by `python -m dask scheduler` and `python -m dask worker`").format(
                    address, said.partition(". ")[0])) from None
        self.executor: futures.Executor = self.client.get_executor(pure=False)

    def width(self) -> int:
        # A job at a time is all that a worker does, however many threads it has.
        try:
            return 2 * len(self.client.nthreads()) + 1
        except Exception:  # of whatever kind: there is nobody to talk to
            raise NoCluster(GONE) from None

    def renew(self) -> None:
        raise NoCluster(GONE)

    def close(self, now: bool = False) -> None:
        self.executor.shutdown(wait=not now)
        self.client.close()


def work(jobs: Iterator[Job], pool: Pool, started: Any = None) -> Iterator[Graded | None]:
    """Has all jobs graded, as many at a time as the pool can take; yields each as it is done, and None now and then
    while it waits. `started` hears of each job that is handed over."""
    pending: dict[futures.Future[dict[str, Any]], Job] = {}
    suspects: deque[Job] = deque()  # were under way when a process died: tried one at a time
    deaths: dict[str, int] = {}
    more = True
    while more or pending or suspects:
        alone = bool(suspects) or any(job.student in deaths for job in pending.values())
        while more and not alone and len(pending) < pool.width():
            job = next(jobs, None)
            if job is None:
                more = False
                break
            if started:
                started(job)
            pending[pool.executor.submit(grade, job)] = job
        if suspects and not pending:
            job = suspects.popleft()
            deaths.setdefault(job.student, 0)
            pending[pool.executor.submit(grade, job)] = job
        done, _pending = futures.wait(pending, timeout=1, return_when=futures.FIRST_COMPLETED)
        if not done:
            yield None
        broken: list[Job] = []
        for future in done:
            job = pending.pop(future)
            try:
                yield Graded(job, **future.result())
                deaths.pop(job.student, None)
            except BrokenProcessPool:
                broken.append(job)
            except futures.CancelledError:
                raise NoCluster(GONE) from None
            except Exception as error:  # Dask's KilledWorker, what cannot be sent, ...
                yield Graded(job, reason=f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
        if broken:
            broken += pending.values()
            pending.clear()
            pool.renew()
            for job in broken:
                if job.student in deaths:
                    deaths[job.student] += 1
                    if deaths[job.student] >= DEATHS:
                        del deaths[job.student]
                        yield Graded(job, reason=f"the process that graded it died {DEATHS} times")
                        continue
                    suspects.appendleft(job)
                else:
                    suspects.append(job)
