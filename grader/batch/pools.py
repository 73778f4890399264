"""Where jobs run: processes of this machine, or a Dask cluster. Both run `grade` behind concurrent.futures' Executor.

A process that dies (out of memory, killed by someone) breaks a pool of local processes: the pool is made again and the
jobs that were under way are tried one at a time. Dask gives them to another worker by itself. A job whose process dies
every time becomes a row of its own, and the batch goes on.
"""
from __future__ import annotations

import concurrent.futures as futures
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from ..errors import KitError
from ..language.i18n import N_, _
from ..language.said import Said
from .grading import Graded, Job, begin, grade
from .version import packages

GONE = N_("the Dask scheduler is gone; what has been graded is in the gradebook, and the same command continues from "
          "there")
DEATHS = 2  # so often a job's process may die while it runs alone
Started = Callable[[Job], None]


class Pool(Protocol):
    """Workers behind an Executor."""

    @property
    def executor(self) -> futures.Executor: ...

    def width(self) -> int:
        """How many jobs keep every worker busy."""

    def renew(self) -> None:
        """Replaces an executor that broke."""

    def close(self, now: bool = False) -> None:
        """Ends the workers; `now`: without waiting for what runs."""


PoolOf = Callable[[int], Pool]  # makes the pool that grades so many submissions


class Local:
    """Processes of this machine."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.executor: futures.ProcessPoolExecutor = self._new()

    def _new(self) -> futures.ProcessPoolExecutor:
        # Not a fork: this process may have threads, and MXNet's would not live on in the copy.
        return futures.ProcessPoolExecutor(self.jobs, multiprocessing.get_context("spawn"), begin, (os.getpid(),))

    def width(self) -> int:
        return self.jobs + 1  # one job waits, so that no worker has to

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


class NoCluster(KitError):
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
            self.client.submit(packages, pure=False).result(timeout=10)
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
            raise NoCluster(_(GONE)) from None

    def renew(self) -> None:
        raise NoCluster(_(GONE))

    def close(self, now: bool = False) -> None:
        self.executor.shutdown(wait=not now)
        self.client.close()


class Suspects:
    """The jobs that were under way when a process died. They are tried one at a time, so that the next death is the
    fault of one job."""

    def __init__(self) -> None:
        self.waiting: deque[Job] = deque()
        self.deaths: dict[str, int] = {}  # of the student's process, since the job is a suspect

    def alone(self, pending: Iterable[Job]) -> bool:
        """Whether nothing may run beside what runs, or comes next."""
        return bool(self.waiting) or any(job.student in self.deaths for job in pending)

    def next(self) -> Job:
        """The suspect that is tried next."""
        job = self.waiting.popleft()
        self.deaths.setdefault(job.student, 0)
        return job

    def done(self, job: Job) -> None:
        """The job has ended, and its process lives."""
        self.deaths.pop(job.student, None)

    def died(self, jobs: Iterable[Job]) -> Iterator[Graded]:
        """A process died while these ran; yields those that are given up."""
        for job in jobs:
            if job.student not in self.deaths:
                self.waiting.append(job)
                continue
            self.deaths[job.student] += 1
            if self.deaths[job.student] < DEATHS:
                self.waiting.appendleft(job)
            else:
                self.done(job)
                yield Graded(job, reason=Said("the process that graded it died {0} times", DEATHS))


def work(jobs: Iterator[Job], pool: Pool, started: Started = lambda job: None) -> Iterator[Graded | None]:
    """Has all jobs graded, as many at a time as the pool can take; yields each as it is done, and None now and then
    while it waits. `started` hears of each job that is handed over."""
    pending: dict[futures.Future[dict[str, Any]], Job] = {}
    suspects = Suspects()
    more = True
    while more or pending or suspects.waiting:
        alone = suspects.alone(pending.values())
        while more and not alone and len(pending) < pool.width():
            if (job := next(jobs, None)) is None:
                more = False
            else:
                started(job)
                pending[pool.executor.submit(grade, job)] = job
        if suspects.waiting and not pending:
            job = suspects.next()
            pending[pool.executor.submit(grade, job)] = job
        done, _pending = futures.wait(pending, timeout=1, return_when=futures.FIRST_COMPLETED)
        if not done:
            yield None
        broken: list[Job] = []
        for future in done:
            job = pending.pop(future)
            try:
                yield Graded(job, **future.result())
                suspects.done(job)
            except BrokenProcessPool:
                broken.append(job)
            except futures.CancelledError:
                raise NoCluster(_(GONE)) from None
            except Exception as error:  # Dask's KilledWorker, what cannot be sent, ...
                yield Graded(job, reason=f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")
        if broken:
            broken += pending.values()
            pending.clear()
            pool.renew()
            yield from suspects.died(broken)
