"""pytest as a student runs it: its language, and what it says of a file that cannot be read."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader.course import manifest, stubs
from grader.course.outline import stated
from grader.diagnosis import library
from grader.render import summary


def test_it_speaks_the_locales_language_and_tells_a_syntax_error_in_its_own_lines(tmp_path: Path) -> None:
    (tmp_path / "receptive_field.py").write_bytes(stubs.content("receptive_field"))
    (tmp_path / "padding_stride.py").write_text("def padding(X):\n    return X)\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/test_receptive_field.py", "tests/test_padding_stride.py",
         "--submission", str(tmp_path)], cwd=manifest.ROOT, text=True, capture_output=True,
        env=os.environ | {"LC_ALL": "zh_CN.UTF-8", "PYTHONIOENCODING": "utf-8"})
    assert "receptive_field  0/5分；待完成：receptive_field" in done.stdout
    assert "padding_stride.py的第2行：括号)没有与之对应的左括号\n" in done.stdout
    assert done.stdout.count("    return X)\n            ^\n") == 1  # said once
    assert "host.py" not in done.stdout and "importlib" not in done.stdout


def test_it_ends_with_a_line_an_exercise_and_the_command_for_one_example(tmp_path: Path) -> None:
    for name in ("padding_stride", "multi_channel"):
        (tmp_path / f"{name}.py").write_bytes((manifest.ROOT / f"solutions/{name}.py").read_bytes())
    (tmp_path / "corr2d.py").write_bytes(stubs.content("corr2d"))
    (tmp_path / "receptive_field.py").write_text("def receptive_field(layers):\n    return nothing\n")
    judged = "receptive_field", "padding_stride", "corr2d", "multi_channel"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *(f"tests/test_{name}.py" for name in judged), "--submission", str(tmp_path),
         "--lang", "en"], cwd=manifest.ROOT, text=True, capture_output=True)
    again = f"python -m grader try receptive_field {{}} --path {tmp_path}"
    assert done.stdout.count("This example only, once more: " + again.format("")[:30]) >= 2  # each failure's
    end = done.stdout[done.stdout.rindex("\n\n"):].splitlines()
    assert [line.split()[0] for line in end if line[:1].isalpha()] == [
        "corr2d", "padding_stride", "receptive_field", "multi_channel", "multi_channel:"]
    said = " ".join(" ".join(end).split())
    assert "corr2d 0 of 15 points; to do: corr2d, Conv2D" in said
    assert ("multi_channel 15 of 15 points multi_channel: a right corr2d.py was used in place of yours, "
                         "which is missing or not right yet") in said
    assert "padding_stride 10 of 10 points receptive_field 0 of 5 points: 0 passed" in said
    assert again.format(stated(manifest.load().exercise("receptive_field").tests)[0].name[5:]) in said
    props = stated(manifest.load().exercise("receptive_field").tests)
    assert done.stdout.count("the same cause as in «") == len(props) - 1 and done.stdout.count("return nothing") == 1
    assert "FAILED" not in done.stdout and "SKIPPED" not in done.stdout


def test_one_wrong_file_costs_none_of_those_that_import_it(tmp_path: Path) -> None:
    """As in `score`, in whatever order they are judged."""
    (tmp_path / "corr2d.py").write_text("def corr2d(X, K):\n    return X\n")
    (tmp_path / "multi_channel.py").write_bytes((manifest.ROOT / "solutions/multi_channel.py").read_bytes())
    own = (manifest.ROOT / "solutions/padding_stride.py").read_text()
    (tmp_path / "padding_stride.py").write_text(
        f"from corr2d import corr2d\n{own}\nown = corr2d_padding_stride\n\n\n"
        "def corr2d_padding_stride(X, K, padding=(0, 0), stride=(1, 1)):\n"
        "    plain = padding == (0, 0) and stride == (1, 1)\n"
        "    return corr2d(X, K) if plain else own(X, K, padding, stride)\n")
    for judged in (("multi_channel", "padding_stride"), ("padding_stride", "multi_channel")):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *(f"tests/test_{name}.py" for name in judged), "--submission",
             str(tmp_path), "--lang", "en"], cwd=manifest.ROOT, text=True, capture_output=True)
        assert "padding_stride  10 of 10 points" in done.stdout and "multi_channel   15 of 15 points" in done.stdout


def test_of_one_cause_the_most_telling_failure_tells_all(tmp_path: Path) -> None:
    """With -x, the one that ends the run does."""
    wrong = library.named("corr2d", "bias_subtracted")
    (tmp_path / "corr2d.py").write_bytes(wrong.folder().sources["corr2d"])
    told = []
    for options in ([], ["-x"]):
        done = subprocess.run([sys.executable, "-m", "pytest", "tests/test_corr2d.py", "-k", "conv2d", "--submission",
                               str(tmp_path), "--lang", "en", *options],
                              cwd=manifest.ROOT, text=True, capture_output=True)
        told.append(" ".join(done.stdout.split()))
        assert told[-1].count(wrong.en) == 1, done.stdout
    parameters, forward = (next(p.title for p in stated(manifest.load().exercise("corr2d").tests) if p.name == name)
                           for name in ("test_conv2d_parameters", "test_conv2d_forward"))
    assert f"{parameters} the same cause as in «{forward}»" in told[0]
    assert "the same cause" not in told[1] and parameters in told[1]


def test_a_statement_that_was_left_out_is_told(tmp_path: Path) -> None:
    solved = (manifest.ROOT / "solutions/receptive_field.py").read_text("utf-8")
    (tmp_path / "receptive_field.py").write_text(f"import matplotlib.pyplot as plt\n{solved}\nplt.show()\n", "utf-8")
    done = subprocess.run([sys.executable, "-m", "pytest", "tests/test_receptive_field.py", "--submission",
                           str(tmp_path), "--lang", "en"], cwd=manifest.ROOT, text=True, capture_output=True)
    assert "receptive_field  5 of 5 points" in done.stdout, done.stdout
    assert done.stdout.count("line 1 of receptive_field.py was left out: import matplotlib.pyplot as plt") == 1


def test_one_answer_of_a_built_in_costs_the_exercise() -> None:
    assert summary.said([summary.Judged("corr2d", "t", "forbidden", 0, 5), summary.Judged("corr2d", "t", "passed", 9, 9)
                         ]).startswith("0 of 14 points: 1 passed, 1 failed")
