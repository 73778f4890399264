"""One command of the grader with clocks in it: `python -m benchmarks.cost.parts score solutions --no-train`.

The last line that it prints is JSON: CPU seconds by part. `score` and `batch` (the benchmarks) call it. The judge's
parts are exclusive: a clock stops while another one inside it runs. `batch` judges in this very process, one submission
after the other, so that its clocks can be read.
"""
from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

spent: dict[str, float] = defaultdict(float)
running: list[list[Any]] = [["start", 0.0]]  # names of clocks, and when each was last started


def switch(to: str | None) -> None:
    """Stops the clock that runs; starts another, or the one before."""
    now = time.process_time()
    name, since = running[-1]
    spent[name] += now - since
    if to is None:
        running.pop()
        running[-1][1] = now
    else:
        running.append([to, now])


@contextlib.contextmanager
def clock(name: str) -> Iterator[None]:
    switch(name)
    try:
        yield
    finally:
        switch(None)


def clocked(owner: Any, attribute: str, name: str) -> None:
    function = getattr(owner, attribute)

    @functools.wraps(function)
    def inside(*args: Any, **kwargs: Any) -> Any:
        with clock(name):
            return function(*args, **kwargs)
    setattr(owner, attribute, inside)


class Here(concurrent.futures.Executor):
    """Runs what is submitted at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> concurrent.futures.Future[Any]:
        done: concurrent.futures.Future[Any] = concurrent.futures.Future()
        with clock("rest"):
            done.set_result(fn(*args, **kwargs))
        return done


def main() -> None:
    if "batch" in sys.argv:  # `score` of what is right needs none
        with clock("import of MXNet"):
            import mxnet  # noqa: F401
    from benchmarks.cost import common
    from grader import cli, scoring
    from grader.diagnosis import replay
    from grader.judging import attempt, judge, property
    from grader.language import i18n
    from grader.render import terminal
    from grader.report import record
    from grader.sandbox import child, zygote
    from grader.worker.wire import frames

    def ended(worker: Any) -> None:
        close(worker)
        spent["children"] += worker.end["cpu"] if worker.end else 0.0
        spent["forks"] += 1

    def terminate(box: Any) -> None:
        if box.process is not None:  # the children have ended, and are counted already
            inside = common.inside_sandboxes(box.process.pid)
            spent["zygote and children"] += sum(inside.values())
        stop(box)

    close, stop = child.Worker.close, zygote.Sandbox._terminate
    child.Worker.close, zygote.Sandbox._terminate = ended, terminate  # type: ignore[method-assign]
    clocked(zygote.Sandbox, "start", "sandbox")
    clocked(child.Worker, "__init__", "sandbox")
    clocked(child.Worker, "close", "sandbox")
    clocked(child.Worker, "_exchange", "frames")
    clocked(frames, "encode", "frames")
    clocked(property, "collect", "collecting")
    clocked(judge, "draw", "drawing")
    clocked(attempt, "_attempt", "oracle")
    clocked(judge, "shrink", "shrinking")
    clocked(replay.Replay, "agrees", "diagnosing")
    clocked(scoring, "property_result", "report")
    clocked(record.Report, "as_json", "report")
    for name in ("exercise_line", "failures", "table"):
        clocked(terminal, name, "report")
    if "batch" in sys.argv:
        from grader.batch import gradebook, grading, pools, signature
        from grader.commands import batch

        def pages(out: Path, url: str | None) -> None:
            before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
            write_pages(out, url)  # by a process of its own
            spent["the pages' process"] += sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before
            before = spent["feedback pages"]
            with clock("feedback pages"):  # once more, where all is imported: what a student's pages cost
                batch.pages_of(out, url, i18n.language())
            spent["the pages' process"] -= spent["feedback pages"] - before
        write_pages, batch.write_pages = batch.write_pages, pages

        def here(pool: Any) -> Any:
            return Here()
        pools.Local._new = here  # type: ignore[method-assign]
        for name in ("write", "begin"):
            clocked(gradebook.Gradebook, name, "gradebook")
        clocked(signature, "sign", "grouping")
    try:
        with clock("rest"):
            cli.main.main(sys.argv[1:])
    finally:
        if "batch" in sys.argv:
            grading.close()
        switch("end")
        print("\n" + json.dumps(spent))


if __name__ == "__main__":
    main()
