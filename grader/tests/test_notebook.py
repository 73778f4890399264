"""The notebook's magic, in a real kernel."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
pytest.importorskip("ipykernel", reason="ipykernel is not installed")

ROOT = Path(__file__).resolve().parents[2]
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
             f"%%grade multi_channel --lang zh\n{BY_NEIGHBOUR}",
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
    assert "<pre" in outputs[1]


def test_a_right_cell_scores_full_and_defines_its_functions(outputs: list[str]) -> None:
    assert "15 of 15 points" in outputs[2]
    assert outputs[3].strip() == "[[11.0]]"


def test_a_cell_finds_the_cells_graded_before_in_chinese(outputs: list[str]) -> None:
    assert "多输入通道和多输出通道" in outputs[4] and "15" in outputs[4] and "failed" not in outputs[4]


def test_what_a_cell_says_is_escaped(outputs: list[str]) -> None:
    assert "&lt;script&gt;" in outputs[5] and "<script>" not in outputs[5]


def test_an_unknown_exercise_is_named(outputs: list[str]) -> None:
    assert "padding_stride" in outputs[6] and "Traceback" not in outputs[6]
