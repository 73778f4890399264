"""The notebook's magic, in a real kernel."""
from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from grader.course import manifest
from grader.course.manifest import ROOT
from grader.upkeep import check, stub_notebooks

nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
pytest.importorskip("ipykernel", reason="ipykernel is not installed")

SOLVED = (ROOT / "solutions" / "corr2d.py").read_text("utf-8")
BY_NEIGHBOUR = (ROOT / "solutions" / "multi_channel.py").read_text("utf-8")


@pytest.fixture(scope="module")
def outputs() -> list[str]:
    """What each cell showed: its HTML and its text."""
    flipped = SOLVED.replace("* K)", "* K[::-1, ::-1])")
    assert flipped != SOLVED
    cells = ["%load_ext grader.notebook",
             f"%%grade corr2d --lang en\n{flipped}",
             f"%%grade corr2d --lang en\n{SOLVED}",
             "print(corr2d(nd.array([[1, 2]]), nd.array([[3, 4]])).asnumpy().tolist())",
             f"%%grade multi_channel --lang zh\n{BY_NEIGHBOUR}\n"
             "print(corr2d_multi_in(nd.ones((2, 1, 1)), nd.ones((2, 1, 1))))",
             "%%grade corr2d --lang en\ndef corr2d(X, K):\n    raise ValueError('<script>alert(1)</script>')\n",
             "%%grade nonsense --lang en\npass"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    # The kernel's working directory is the kit, as for a notebook that lies there.
    old = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    try:
        nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3", allow_errors=True,
                                resources={"metadata": {"path": str(ROOT)}}).execute()
    finally:
        if old is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = old
    return ["\n".join(o.get("text", "") or "".join(o.get("data", {}).get("text/html", "")) or
                      "\n".join(o.get("traceback", [])) for o in cell.outputs) for cell in notebook.cells]


def test_a_wrong_cell_is_explained(outputs: list[str]) -> None:
    assert "6 of 15 points" in outputs[1] and "corr2d computes what MXNet" in outputs[1]
    assert "Your kernel is flipped on both axes" in outputs[1] and '<table class="grid">' in outputs[1]
    assert "wrong, should be" in outputs[1] and "Hint 1 of" in outputs[1]
    assert "data-scene=" in outputs[1] and "&#34;yours&#34;: [{" in outputs[1] and "class Stepping" in outputs[1]


def test_a_right_cell_scores_full_and_defines_its_functions(outputs: list[str]) -> None:
    assert "15 of 15 points" in outputs[2]
    assert outputs[3].strip() == "[[11.0]]"


def test_a_cell_finds_the_cells_graded_before_in_chinese(outputs: list[str]) -> None:
    assert "多输入通道和多输出通道" in outputs[4] and "15" in outputs[4] and "failed" not in outputs[4]
    assert "[[2.]]" in outputs[4]  # and it runs in the notebook, with the corr2d of the cell above


def test_what_a_cell_says_is_escaped(outputs: list[str]) -> None:
    assert "&lt;script&gt;" in outputs[5] and "<script>" not in outputs[5]


def test_an_unknown_exercise_is_named(outputs: list[str]) -> None:
    assert "padding_stride" in outputs[6] and "Traceback" not in outputs[6]


def filled(name: str, to: Path) -> Path:
    """A notebook of the kit with the solution under `%%grade`, as a student hands it in."""
    path = stub_notebooks.file(manifest.load().exercise(name))
    book = json.loads(path.read_text("utf-8"))
    for cell in book["cells"]:
        if "".join(cell["source"]).startswith("%%grade"):
            cell["source"] = f"%%grade {name}\n" + (ROOT / "solutions" / f"{name}.py").read_text("utf-8")
    (to / path.name).write_text(json.dumps(book), "utf-8")
    return to / path.name


def test_the_kits_notebooks_are_those_that_the_stubs_make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for exercise in manifest.load().exercises:
        path = stub_notebooks.file(exercise)
        assert path.read_text("utf-8") == stub_notebooks.content(exercise)
        nbformat.validate(nbformat.read(path, as_version=4))
        text = "".join("".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"])
        assert f"%%grade {exercise.name}" in text and all(f"def {f}" in text or f"class {f}" in text
                                                          for f in exercise.functions)
    stale = tmp_path / "01_corr2d.ipynb"
    stale.write_text(stub_notebooks.file(manifest.load().exercises[0]).read_text("utf-8").replace("Slide", "Move"))
    monkeypatch.setattr(stub_notebooks, "file", lambda exercise: stale)
    assert any("01_corr2d.ipynb" in problem for problem in check.of(manifest.load().exercises[0]))


def test_a_finished_notebook_is_handed_in(tmp_path: Path) -> None:
    """As one file, and as a folder of them; what is not written yet stays to do."""
    from grader import scoring
    from grader.submission import files
    one = filled("corr2d", tmp_path)
    filled("multi_channel", tmp_path)
    (tmp_path / "06_pooling.ipynb").write_bytes((ROOT / "notebooks" / "06_pooling.ipynb").read_bytes())
    exercises = [manifest.load().exercise(name) for name in ("corr2d", "multi_channel", "pooling")]
    with scoring.sandbox() as box:
        alone = scoring.score(files.read(one), box, 1, exercises[:1])
        report = scoring.score(files.read(tmp_path), box, 1, exercises)
    assert alone.score == 15 and [e.score for e in report.exercises] == [15, 15, 0]
    assert report.exercises[2].status == "todo"


def test_two_notebooks_of_one_exercise_are_told(tmp_path: Path) -> None:
    from grader.submission import files
    (tmp_path / "copy.ipynb").write_bytes(filled("corr2d", tmp_path).read_bytes())
    found = files.read(tmp_path)
    assert "corr2d" not in found.sources and "both define it" in found.problems["corr2d"]


def test_a_class_may_hand_in_notebooks(tmp_path: Path) -> None:
    """And the whole kit, where the stubs lie in notebooks beside the answers."""
    from grader.batch.intake import layouts
    (tmp_path / "ann").mkdir()
    filled("corr2d", tmp_path / "ann")
    for folder in ("exercises", "notebooks", "solutions"):
        shutil.copytree(ROOT / folder, tmp_path / "bob" / "kit" / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "solutions" / "corr2d.py", tmp_path / "bob" / "kit" / "exercises" / "corr2d.py")
    entries = {entry.student: entry for entry in layouts.read(tmp_path).entries}
    for student in ("ann", "bob"):
        assert b"raise NotImplementedError" not in entries[student].read().folder.sources["corr2d"]
