"""Every text that a student reads, in English and in Chinese."""
from __future__ import annotations

import ast
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from grader import scoring
from grader.course import manifest
from grader.judging import property
from grader.language import i18n
from grader.render import message as feedback
from grader.submission import files
from grader.submission.in_process import InProcess
from grader.submission.submission import Submission
from grader.upkeep import catalogue, check
from grader.watch import state
from grader.watch.model import Model
from grader.watch.screen import exercise_table

CJK = re.compile(r"[\u4e00-\u9fff]")
TEXTS = catalogue.extracted()
ZH = {str(m.id): str(m.string) for m in catalogue.read() if m.id} | i18n.of_exercises()

# The book's terms.
TERMS = {r"cross-correlations?": "互相关", r"kernels?": "核", r"paddings?|padded": "填充", r"strides?": "步幅",
         r"channels?": "通道", r"pooling|pooled": "池化", r"feature maps?": "特征图", r"receptive fields?": "感受野",
         r"batch norms?": "批量归一化", r"residuals?": "残差", r"dropout": "丢弃", r"gradients?": "梯度"}


@pytest.fixture(autouse=True)
def english_after() -> Iterator[None]:
    yield
    i18n.set_language("en")


def test_nothing_is_nothing_in_chinese() -> None:
    """A catalogue's header stands under the empty text."""
    i18n.set_language("zh")
    assert i18n._("") == ""


def test_every_text_has_a_translation() -> None:
    assert [text for text in TEXTS if not ZH.get(text)] == [], "`python -m grader.upkeep.catalogue`, then translate"


def test_no_translation_is_unused_or_fuzzy() -> None:
    assert [text for text in ZH if text not in TEXTS] == []
    assert [m.id for m in catalogue.read() if m.id and m.fuzzy] == []
    assert "#~" not in catalogue.ZH.read_text("utf-8")


def fields(text: str) -> list[tuple[str, str]]:
    """The placeholders: their names (numbers, where they have none) and formats."""
    found = [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(text) if name is not None]
    return sorted((name or str(n), spec) for n, (name, spec) in enumerate(found))


def test_placeholders_are_kept() -> None:
    assert [text for text, said in ZH.items() if said and set(fields(said)) != set(fields(text))] == []


def test_translations_speak_chinese_in_the_books_terms() -> None:
    wrong = []
    for text, said in ZH.items():
        if not CJK.search(said) and re.search(r"[a-z]{3}", re.sub(r"\{.*?\}", "", text)):
            wrong.append(f"not Chinese: {text}")
        words = re.sub(r"`[^`]*`|\w+_\w+|--\w[\w-]*|\{.*?\}|\w+\[\d\]|\bResidual\b", " ", text)  # no code
        for english, chinese in TERMS.items():
            code = re.search(rf"\b({english}) =|= ({english})\b", words)
            if re.search(rf"\b({english})\b", words, re.I) and chinese not in said and not code:
                wrong.append(f"{chinese} is missing: {text}: {said}")
    assert wrong == []


def test_messages_of_properties_can_be_translated() -> None:
    """An f-string is a text of its own for every value: no catalogue can have it."""
    found = []
    for path in sorted((manifest.ROOT / "tests").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in catalogue.SAID:
                message = node.args[catalogue.SAID[node.func.id]:][:1]
                if message and isinstance(message[0], (ast.JoinedStr, ast.BinOp)):
                    found.append(f"{path.name}:{node.lineno}")
    assert found == []


REFUSALS = re.compile(r"UsageError|BadParameter|ClickException|NotA\w+|Bad(Tests|Roster|Points)|DataError|NoGradebook|"
                      r"NotOurs|Undecided|Busy|Unknown|NoSuchMark|NoCluster|Unsandboxed|fail")


@pytest.mark.parametrize("place", ["scoring.py", "batch", "commands", "export", "people", "training/images.py"])
def test_what_refuses_a_call_or_a_file_is_translated(place: str) -> None:
    found = []
    root = manifest.ROOT / "grader" / place
    for path in sorted(root.rglob("*.py")) if root.is_dir() else [root]:
        for node in ast.walk(ast.parse(path.read_bytes())):
            name = getattr(node, "func", None)
            if not isinstance(node, ast.Call) or path.name == "kit.py" or not node.args or not REFUSALS.fullmatch(
                    getattr(name, "id", getattr(name, "attr", ""))):
                continue
            said = node.args[0]
            words = "".join(part.value for part in ast.walk(said)
                            if isinstance(part, ast.Constant) and isinstance(part.value, str))
            spoken = any(getattr(getattr(part, "func", None), "id", "") in ("_", "Said") for part in ast.walk(said))
            if re.search("[a-z]{3,} [a-z]{2,}", words) and not spoken:
                found.append(f"{path.name}:{node.lineno}: {words}")
    assert found == [], "say it with _()"


def test_extraction_sees_every_way_to_say_something() -> None:
    source = b'''_("a" "b"); N_("c"); agree(x, f(1, (2, 3)), "d"); raise Disagreement("e", 1); agree(x, y, message="f")
_("g" if x else "h"); other("i"); _(name)'''
    assert sorted(catalogue.marked(source)) == ["ab", "c", "d", "e", "f", "g", "h"]


def test_a_new_text_is_found_and_an_old_translation_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "extracted", lambda: {"passed": ["x.py"], "something new": ["x.py"]})
    updated = {str(m.id): m.string for m in catalogue.update() if m.id}
    assert updated == {"passed": ZH["passed"], "something new": ""}


@pytest.mark.parametrize("exercise", manifest.load().exercises, ids=lambda e: e.name)
def test_titles_hints_stubs_and_misconceptions_are_in_both_languages(exercise: manifest.Exercise) -> None:
    assert [p for p in check.of(exercise) if re.search(r"languag|missing|Chinese| in zh| in en", p)] == []


@pytest.mark.parametrize(("option", "variables", "expected"), [
    ("zh", {"LANG": "en_US.UTF-8"}, "zh"), ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
    (None, {"LANG": "zh_CN.UTF-8"}, "zh"), (None, {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
    (None, {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "en"), (None, {}, "en"), (None, {"LANG": "de_DE.UTF-8"}, "en")])
def test_the_language_is_chosen_by_option_then_locale(option: str | None, variables: dict[str, str], expected: str,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert i18n.set_language(option) == expected
    assert i18n._("passed") == ("通过" if expected == "zh" else "passed")


def test_a_failure_is_told_in_chinese_with_its_grids_aligned() -> None:
    i18n.set_language("zh")
    sources = {"corr2d": (manifest.ROOT / "solutions" / "corr2d.py").read_bytes().replace(b"* K)", b"* K[::-1, ::-1])")}
    submission = Submission(InProcess(files.Folder("x", sources, {})))
    exercise = manifest.load().exercise("corr2d")
    found = scoring.judge_exercise(exercise, property.properties_of(exercise), submission, 1).properties[0]
    said = feedback.plain(found)
    assert found.status == "failed" and "应为" in said
    assert not re.search(r"\b(expected|got|smallest|differ|came|array of)\b", said)
    rows = said.splitlines()
    at = next(n for n, row in enumerate(rows) if row.startswith("    ") and "应为" in row)
    numbers, second = rows[at + 1], cell_len(rows[at][:rows[at].index("实际")])
    assert numbers[second - 2:second] == "  " and len(numbers[:second].split()) == len(numbers[second:].split())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tables_stay_aligned_with_wide_characters(language: str, tmp_path: Path) -> None:
    i18n.set_language(language)
    model = Model(tmp_path, state.load(tmp_path), 1)
    model.statuses["corr2d"] = dict.fromkeys([p.name for p in model.stated("corr2d")], "passed")
    out = io.StringIO()
    Console(file=out, width=100).print(exercise_table(model))
    rows = [row.rstrip() for row in out.getvalue().splitlines()][1:]
    # The last column is aligned on the right: every row ends in the same cell.
    assert len({cell_len(row) for row in rows}) == 1
    marks = {cell_len(row[:row.index(i18n._("unknown"))]) for row in rows if i18n._("unknown") in row}
    assert len(marks) == 1
