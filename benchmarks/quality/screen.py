"""Whether `watch` in a terminal of 80 columns and 24 lines shows what a student needs, without scrolling: for every
misconception and each property that it fails, the counterexample with its numbers, or the error's line.

`python -m benchmarks.quality.screen [--exercise NAME]... [--every N] [--width N] [--height N]`; in both languages.
"""
from __future__ import annotations

import argparse
import re
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from grader import scoring
from grader.course import manifest
from grader.diagnosis import library
from grader.diagnosis.library import Wrong
from grader.judging.property import properties_of
from grader.language import i18n
from grader.language.i18n import _
from grader.report.numbers import differing, number
from grader.report.record import PropertyResult
from grader.submission.in_process import OwnCode
from grader.submission.submission import Submission
from grader.watch.model import Model
from grader.watch.screen import frame
from grader.watch.state import State


def results(wrong: Wrong, seed: int) -> list[PropertyResult]:
    """What judging a misconception finds, its name with it."""
    exercise = manifest.load().exercise(wrong.exercise)
    submission = Submission(OwnCode(wrong.folder()))
    return scoring.judge_exercise(exercise, properties_of(exercise), submission, seed).properties


def unseen(exercise: str, judged: list[PropertyResult], width: int = 80, height: int = 24) -> Iterator[tuple[str, str]]:
    """Each property whose counterexample or error isn't on the screen when it is shown, and the screen."""
    folder = Path("exercises")
    model = Model(folder, State(folder / ".convkata.json", exercise), 1, ready=True)
    model.statuses[exercise] = {result.name: result.status for result in judged}
    model.found = {(exercise, result.name): result for result in judged}
    for result in model.wrong(exercise):
        model.chosen, model.scroll = result.name, 0
        screen = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(frame(model, width, height)))
        if any(text not in screen for text in wanted(result)) or "↓" in screen or screen.count("\n") + 1 != height:
            yield result.name, screen


def wanted(result: PropertyResult) -> Iterator[str]:
    """What has to be on the screen."""
    if result.trace:
        yield result.trace.rstrip().splitlines()[-1].strip()[:60]
    if result.example is None:
        return
    compared = isinstance(result.example.expected, np.ndarray)  # else there is nothing to lay an answer beside
    shown = result.example.values() if compared else result.example.case
    arrays = [value for value in shown.values() if isinstance(value, np.ndarray)]
    yield from (name for name in result.example.case)
    if compared:
        yield _("expected")
        yield _("got")
    expected, got, at = result.example.expected, result.example.got, 0
    if isinstance(expected, np.ndarray) and isinstance(got, np.ndarray) and got.shape == expected.shape:
        at = int(np.argmax(differing(expected, got)))  # large ones are cut around the first difference
    yield from (number(array.flat[at if array is expected or array is got else 0], 4) for array in arrays if array.size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exercise", action="append", default=[])
    parser.add_argument("--every", type=int, default=1, help="only every n-th misconception")
    parser.add_argument("--width", type=int, default=80)
    parser.add_argument("--height", type=int, default=24)
    options = parser.parse_args()
    failures = cut = 0
    for name in manifest.load().names:
        if options.exercise and name not in options.exercise:
            continue
        start, known = time.process_time(), library.of(name)[::options.every]
        for wrong in known:
            judged = results(wrong, manifest.load().seed)
            failures += sum(result.status != "passed" for result in judged)
            for language in ("en", "zh"):
                i18n.set_language(language)
                for prop, screen in unseen(name, judged, options.width, options.height):
                    cut += 1
                    print(f"{name} {wrong.name} {prop}\n{screen}\n", flush=True)
        print(f"{name}: {len(known)} misconceptions, {time.process_time() - start:.0f} s of CPU", flush=True)
    size = f"{options.width}x{options.height}"
    print(f"{failures} failures; of their screens in two languages, {cut} of {size} do not show all")


if __name__ == "__main__":
    main()
