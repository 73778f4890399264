"""`batch --what-if`: what it says comes true; only what a change can touch is judged; nothing is written."""
from __future__ import annotations

import io
import json
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from grader import scoring
from grader.batch import run, whatif
from grader.batch.gradebook import Gradebook
from grader.batch.grading import Job
from grader.batch.parts import properties
from grader.batch.whatif import Preview
from grader.course import manifest
from grader.judging.property import properties_of
from grader.report.record import Report
from grader.submission.files import Folder
from grader.tests.batch import standing_in
from grader.upkeep import measure

KIT = len(properties_of(manifest.load().exercise("receptive_field")))
RIGHT = (manifest.ROOT / "solutions" / "receptive_field.py").read_bytes()
STUB = (manifest.ROOT / "exercises" / "receptive_field.py").read_bytes()
FILES = {"ann": RIGHT, "bob": RIGHT.replace(b"return", b"return 1 +"), "zoe": STUB}
HIDDEN = """
from grader.properties import agree, graded
from hypothesis import strategies as st

SIZES = st.integers({low}, 9)

@graded({points}, k=SIZES)
def test_one_layer(submission, k):
    \"\"\"A title\"\"\"
    agree(submission.receptive_field([(k, 1)]), {answer})

@graded(2, k=st.integers(1, 3))
def test_no_layer(submission, k):
    \"\"\"Another\"\"\"
    agree(submission.receptive_field([]), 1)
"""


EXERCISE = manifest.load().exercise("receptive_field")


def judge(job: Job, hidden: Path) -> dict[str, Any]:
    """Judges for real, in this process."""
    props = [p for p in (*properties_of(EXERCISE), *scoring.hidden_of(EXERCISE, [hidden]))
             if job.only is None or f"receptive_field/{p.name}" in job.only]
    with measure.in_process(Folder(job.student, dict(job.sources), {})) as submission:
        result = scoring.judge_exercise(EXERCISE, props, submission, job.seed, diagnose=False)
    return Report(job.student, job.seed, "process", [result]).as_json()


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class and its gradebook, judged once."""
    root = tmp_path_factory.mktemp("graded")
    standing_in.tree(root / "class", {f"{name}/receptive_field.py": source for name, source in FILES.items()})
    Asked(root)(run.run)
    return root


@pytest.fixture
def asked(graded: Path, tmp_path: Path) -> Asked:
    shutil.copytree(graded, tmp_path / "copy")
    return Asked(tmp_path / "copy")


class Asked:
    """Runs a batch, or a preview of one, on the same class: `asked(function, hidden, **options)`. `jobs`: what was
    judged for that."""

    def __init__(self, root: Path) -> None:
        self.root, self.out = root, root / "out"
        self.jobs: list[Job] = []

    def __call__(self, function: Callable[..., Any], hidden: str = HIDDEN.format(low=1, points=4, answer="k"),
                 **more: Any) -> Any:
        folder = Path(tempfile.mkdtemp(dir=self.root))  # a file is read once: another content needs another place
        path = folder / "test_receptive_field.py"
        path.write_text(hidden)
        self.jobs.clear()

        def judged(job: Job) -> dict[str, Any]:
            self.jobs.append(job)
            return judge(job, path)
        pool = standing_in.Pool()
        pool.executor.judge = judged
        batch = replace(run.Batch(self.root / "class", self.out, 1, train=False, hidden=(path,),
                                  exercises=("receptive_field",)), **more)
        extra = [Console(file=io.StringIO())] if function is run.run else []
        return function(batch, *extra, lambda count: pool)


def points(asked: Asked) -> dict[str, float | None]:
    return {student: row.final for student, row in standing_in.rows(asked.out).items()}


def said(preview: Preview) -> dict[str, tuple[float, float, tuple[str, ...]]]:
    return {change.student.id: (change.before, change.after, change.why) for change in preview.changes}


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}


def judged(asked: Asked) -> list[str]:
    return sorted(name for job in asked.jobs for name in job.only or ())


@pytest.mark.parametrize(("hidden", "students", "changed"), [
    (HIDDEN.format(low=1, points=4, answer="k"), [], []),                                 # nothing
    (HIDDEN.format(low=1, points=4, answer="k").replace("A title", "A new title"), [], []),
    (HIDDEN.format(low=1, points=40, answer="k"), ["ann"], []),                           # its points
    (HIDDEN.format(low=1, points=4, answer="submission.receptive_field([(k, 1)])"), ["bob"], ["test_one_layer"]),
    (HIDDEN.format(low=2, points=4, answer="k"), [], ["test_one_layer"]),                 # what it uses
    (HIDDEN.format(low=1, points=4, answer="k").replace("test_no_layer", "test_nothing"), [], ["test_nothing"]),
    (HIDDEN.format(low=1, points=4, answer="k").partition("@graded(2")[0], ["ann"], []),  # it is gone
])
def test_what_is_said_comes_true(asked: Asked, hidden: str, students: list[str], changed: list[str]) -> None:
    before, kept = points(asked), files(asked.out)
    preview = asked(whatif.preview, hidden)
    assert files(asked.out) == kept  # nothing is written
    assert judged(asked) == sorted(f"receptive_field/{name}" for name in changed for _student in FILES)
    assert preview.asked == len(changed) * len(FILES) and preview.students == len(FILES)
    told = said(preview)
    assert sorted(told) == students
    asked(run.run, hidden)
    after = points(asked)
    assert after == before | {student: entry[1] for student, entry in told.items()}
    assert {student: entry[0] for student, entry in told.items()} == {s: before[s] for s in told}
    assert (preview.before, preview.after) == tuple(
        pytest.approx(sum(v or 0 for v in those.values()) / len(FILES)) for those in (before, after))


@pytest.mark.parametrize(("answer", "why"), [
    ("undefined", "tried with the kit's own solution, it ends with NameError: name 'undefined' is not defined"),
    ("k + 1", "the kit's own solution does not pass receptive_field/test_one_layer: expected")])
def test_a_hidden_property_that_is_wrong_itself_is_refused(asked: Asked, answer: str, why: str) -> None:
    """Before anything is written."""
    kept = files(asked.out)
    with pytest.raises(scoring.BadTests, match=re.escape(why)):
        asked(run.run, HIDDEN.format(low=1, points=4, answer=answer))
    assert files(asked.out) == kept and [job.student for job in asked.jobs] == ["solutions"]


def test_hidden_properties_are_tried_once(asked: Asked) -> None:
    """What goes on with the same ones starts no worker for it."""
    changed = HIDDEN.format(low=1, points=4, answer="k + 0")
    asked(run.run, changed)
    assert [job.student for job in asked.jobs if job.only] == ["solutions"]
    asked(run.run, changed)
    assert asked.jobs == []
    asked(run.run, changed, seed=2)
    assert [job.student for job in asked.jobs if job.only] == ["solutions"]


def test_another_maximum_is_said(asked: Asked) -> None:
    assert asked(whatif.preview).notes == []
    notes = asked(whatif.preview, HIDDEN.format(low=1, points=1, answer="k")).notes
    assert len(notes) == 1 and re.search(r"the maximum would be \d+ points instead of \d+$", notes[0])


def remembered(asked: Asked, **changes: Any) -> None:
    """The gradebook says that it was made with other parts."""
    with sqlite3.connect(asked.out / "gradebook.sqlite") as book:
        (text,), = book.execute("SELECT value FROM settings WHERE name = 'parts'")
        book.execute("UPDATE settings SET value = ? WHERE name = 'parts'", [json.dumps(json.loads(text) | changes)])
    book.close()


def test_another_seed_is_judged_whole(asked: Asked) -> None:
    preview = asked(whatif.preview, seed=2)
    assert preview.asked == preview.of == (KIT + 2) * len(FILES) and not preview.changes


def test_a_changed_property_of_the_kit_is_the_only_one_that_runs(asked: Asked) -> None:
    changed = {f"receptive_field/{prop.name}" for prop in properties_of(EXERCISE)[:2]}
    remembered(asked, **dict.fromkeys([*changed, "corr2d/test_output_shape"], "x"))
    assert not asked(whatif.preview).changes
    assert set(judged(asked)) == changed
    remembered(asked, core="x")
    assert asked(whatif.preview).asked == (KIT + 2) * len(FILES)


def test_limits_run_only_where_they_matter(asked: Asked) -> None:
    limits = vars(EXERCISE.limits)
    remembered(asked, **{"limits receptive_field": json.dumps(limits | {"memory_mb": limits["memory_mb"] // 2})})
    assert asked(whatif.preview).asked == 0  # more than then, and nobody had met them
    remembered(asked, **{"limits receptive_field": json.dumps(limits | {"memory_mb": limits["memory_mb"] * 2})})
    assert asked(whatif.preview).asked == (KIT + 2) * len(FILES)


def test_another_rule_for_late_work_runs_nothing(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(asked.out / "gradebook.sqlite") as book:
        book.execute("UPDATE attempts SET late_seconds = ? WHERE student = 'ann'", [timedelta(days=2).total_seconds()])
    book.close()
    remembered(asked, late=json.dumps({"per_day": 1.0, "at_most": "100%", "grace_minutes": 0, "due": None}))
    preview = asked(whatif.preview)
    full = points(asked)["ann"]
    assert full is not None
    most = standing_in.rows(asked.out)["ann"].max_points
    assert most is not None
    (before, after, why), = said(preview).values()
    assert (before, round(after, 6), why) == (full - 2, round(full - 0.2 * most, 6), ("late work",))
    assert preview.asked == 0


def test_which_attempt_counts_may_be_another(tmp_path: Path) -> None:
    standing_in.tree(tmp_path / "class", {"dan/attempt1/receptive_field.py": RIGHT,
                                          "dan/attempt2/receptive_field.py": STUB, "eve/receptive_field.py": STUB})
    asked = Asked(tmp_path)
    asked(run.run)
    for attempt, asked_of in (("best", (KIT + 2, 3 * (KIT + 2))), ("last", (0, 2 * (KIT + 2)))):
        before, kept = points(asked), files(asked.out)
        preview = asked(whatif.preview, attempt=attempt)
        assert files(asked.out) == kept and (preview.asked, preview.of) == asked_of
        (was, would, why), = said(preview).values()
        assert list(said(preview)) == ["dan"] and was == before["dan"] and why
        assert (would > was) == (attempt == "best")
        asked(run.run, attempt=attempt)
        assert points(asked) == before | {"dan": would}


def test_points_by_hand_stay(asked: Asked) -> None:
    with Gradebook.open(asked.out) as book:
        book.correct("ann", 3, "by hand")
    preview = asked(whatif.preview, HIDDEN.format(low=1, points=40, answer="k"))
    assert not preview.changes and "points set by hand stay" in " ".join(preview.notes)


def test_a_gradebook_that_remembers_nothing_is_judged_whole(asked: Asked) -> None:
    with sqlite3.connect(asked.out / "gradebook.sqlite") as book:
        book.execute("DELETE FROM settings WHERE name = 'parts'")
    book.close()
    preview = asked(whatif.preview)
    assert preview.asked == preview.of and not preview.changes and "earlier version" in " ".join(preview.notes)


def test_parts_of_a_file() -> None:
    source = HIDDEN.format(low=1, points=4, answer="k")
    around, own = properties(source)
    assert set(own) == {"test_one_layer", "test_no_layer"}
    assert properties("# a comment\n" + source) == (around, own)
    other_around, other = properties("import math\n" + source.replace("SIZES = st.integers(1", "SIZES = st.integers(3"))
    assert other_around != around and other["test_no_layer"] == own["test_no_layer"]
    assert other["test_one_layer"] != own["test_one_layer"]
