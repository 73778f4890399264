"""`score`, `watch`, `pytest` and `%%grade` say the same of a wrong answer: a sample of each exercise."""
from __future__ import annotations

import html
import importlib.util
import queue
from collections.abc import Iterator
from types import ModuleType

import pytest

from grader import scoring
from grader.course import manifest
from grader.course.manifest import Exercise
from grader.diagnosis import library, search
from grader.notebook import Grade
from grader.sandbox.zygote import Sandbox
from grader.submission.files import Folder
from grader.submission.in_process import InProcess
from grader.submission.submission import Submission
from grader.watch.engine import Broken, Engine, Event, Idle, Judged

KIT = manifest.load()
WRONG = [("corr2d", "flipped_kernel"), ("padding_stride", "stride_swapped"), ("multi_channel", "outputs_reversed"),
         ("receptive_field", "strides_ignored+starts_at_zero"), ("conv1x1", "weights_transposed"),
         ("pooling", "padded_zeros_in_max"), ("vgg", "relu_missing"), ("resnet", "relu_before_addition")]
Names = dict[str, str | None]


@pytest.fixture(scope="module")
def engine() -> Iterator[tuple[Engine, queue.Queue[Event]]]:
    events: queue.Queue[Event] = queue.Queue()
    engine = Engine(events.put)
    engine.start()
    yield engine, events
    engine.close()


@pytest.fixture(scope="module")
def students() -> ModuleType:
    """The conftest.py of the student's pytest."""
    spec = importlib.util.spec_from_file_location("students_conftest", manifest.ROOT / "conftest.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def of_score(folder: Folder, exercise: Exercise, box: Sandbox) -> Names:
    result = scoring.score(folder, box, KIT.seed, [exercise]).exercises[0]
    return {p.name: p.misconception.name if p.misconception else None for p in result.properties
            if p.status != "passed"}


def of_watch(folder: Folder, exercise: Exercise, engine: Engine, events: queue.Queue[Event]) -> Names:
    engine.judge(folder, [exercise.name], KIT.seed)
    found: Names = {}
    while not isinstance(event := events.get(timeout=300), Idle):
        assert not isinstance(event, Broken), event
        if isinstance(event, Judged) and event.result.status != "passed":
            wrong = event.result.misconception
            found[event.result.name] = wrong and wrong.name
    return found


def of_pytest(folder: Folder, exercise: Exercise, students: ModuleType) -> Names:
    transport = InProcess(folder)
    session = students.Session(Submission(transport), KIT.seed)
    try:
        return {result.name: result.misconception and result.misconception.name
                for result in session.results(exercise) if result.status != "passed"}
    finally:
        transport.sources.close()


@pytest.mark.parametrize(("name", "mistake"), WRONG)
def test_all_say_the_same(name: str, mistake: str, box: Sandbox, engine: tuple[Engine, queue.Queue[Event]],
                          students: ModuleType) -> None:
    exercise, wrong = KIT.exercise(name), search.called(name, mistake)
    assert wrong is not None
    folder = wrong.folder()
    told = of_score(folder, exercise, box)
    assert mistake in told.values() and set(told.values()) <= {mistake, "begins_elsewhere", None}
    assert of_watch(folder, exercise, *engine) == told
    assert of_pytest(folder, exercise, students) == told
    grade = Grade(None)
    grade.beside = library.solutions  # type: ignore[method-assign]
    page = html.unescape(grade.judged(name, wrong.source().encode()))
    assert wrong.en in page
    assert not [w.name for w in library.of(name) if w.name not in mistake and w.en in page]
