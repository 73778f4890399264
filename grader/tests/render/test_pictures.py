"""Pictures: what is drawn is what MXNet computes, and the drawing stays in line."""
from __future__ import annotations

import io
import itertools
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style

from grader import scoring
from grader.commands.show import show
from grader.course import manifest
from grader.judging import property
from grader.judging.attempt import attempt
from grader.judging.examples import draw
from grader.language import i18n
from grader.language.wrapping import wrapped
from grader.render import fonts
from grader.render.pictures import as_file, in_terminal, scenes
from grader.render.pictures.in_terminal import block
from grader.render.pictures.picture import Grid, Picture, colour
from grader.tests.results import result

NAMES = manifest.load().names
DRAWN_FROM_INPUTS = ("corr2d", "padding_stride", "multi_channel", "conv1x1", "pooling")


@pytest.fixture(autouse=True)
def english() -> object:
    i18n.set_language("en")
    yield
    i18n.set_language("en")


def grids(picture: Picture) -> list[Grid]:
    return [grid for row in picture.rows for grid in row]


@pytest.mark.parametrize("name", DRAWN_FROM_INPUTS)
def test_the_window_makes_the_cell(name: str) -> None:
    """For a property's own examples, the products of the window add up to the cell."""
    exercise = manifest.load().exercise(name)
    drawn = 0
    for prop in property.properties_of(exercise):
        for _turn, case in draw(prop, 1)[:6]:
            if not {"X"} <= case.keys() or "L" in case:
                continue
            picture = scenes.of(exercise, result(case=case))
            assert picture is not None
            shown = {grid.title.partition(" [")[0].partition("[")[0]: grid for grid in grids(picture)}
            Y, X = shown["expected"], shown["X"]
            assert Y.cell is not None and X.window is not None
            products = [g for g in grids(picture) if g.title == "products"]
            if products:
                total = sum(float(g.values.sum()) for g in products) + float(case.get("bias", 0))
                assert total == pytest.approx(float(Y.values[Y.cell]), rel=1e-5)
                assert all(g.values.shape == X.window[2:] for g in products)
            drawn += 1
    assert drawn > 10


@pytest.mark.parametrize("name", DRAWN_FROM_INPUTS)
def test_wrong_cells_are_those_that_differ(name: str) -> None:
    """The picture is made of the answer that a property compared: every answer plus 1, so all cells are wrong."""
    from grader.submission import files
    from grader.submission.in_process import InProcess
    from grader.submission.submission import Submission

    class Wrong(InProcess):
        def ask(self, *args: object, **kwargs: object) -> object:
            answer = super().ask(*args, **kwargs)  # type: ignore[arg-type]
            if isinstance(answer, tuple) and isinstance(answer[0], np.ndarray):
                return answer[0] + np.float32(1), answer[1]
            return answer

    exercise = manifest.load().exercise(name)
    submission = Submission(Wrong(files.read(manifest.ROOT / "solutions")))
    compared = 0
    for prop in property.properties_of(exercise):
        finding = attempt(prop, submission, draw(prop, 1)[0][1])  # of small integers
        if not isinstance(finding.expected, np.ndarray) or (finding.case or {}).keys() & {"L"}:
            continue
        picture = scenes.of(exercise, scoring.property_result(exercise, prop, finding))
        assert picture is not None
        got = [grid for grid in grids(picture) if grid.title.startswith("got")]
        if got:  # a law may compare a part of the output: then there is nothing to lay beside it
            assert got[0].wrong is not None and got[0].wrong.all()
            compared += 1
    assert compared


def test_padding_and_window_of_padding_stride() -> None:
    case = {"X": np.array([[1, 2], [3, 4]], np.float32), "K": np.array([[1, 1]], np.float32), "padding": (1, 0),
            "stride": (2, 1)}
    expected = np.array([[0], [7]], np.float32)
    picture = scenes.of(manifest.load().exercise("padding_stride"),
                          result(case=case, expected=expected, got=np.array([[0], [0]], np.float32)))
    assert picture is not None
    X = grids(picture)[0]
    assert X.outside is not None and X.outside.tolist() == [[True, True], [False, False], [False, False], [True, True]]
    assert X.window == (2, 0, 1, 2)


def test_the_window_is_the_one_of_the_first_wrong_cell() -> None:
    X = np.arange(12, dtype=np.float32).reshape(3, 4)
    K = np.array([[1, 0], [0, 1]], np.float32)
    Y = X[:2, :3] + X[1:, 1:]
    got = Y.copy()
    got[1, 2] = -1
    picture = scenes.of(manifest.load().exercise("corr2d"),
                          result(case={"X": X, "K": K}, expected=Y, got=got))
    assert picture is not None
    first, _kernel, products, expected, answered = grids(picture)
    assert first.window == (1, 2, 2, 2) and expected.cell == (1, 2)
    assert products.values.tolist() == [[6, 0], [0, 11]]
    assert answered.wrong is not None and answered.wrong.sum() == 1
    assert "6 + 0 + 0 + 11 = 17" in picture.said[0]


def test_a_receptive_field_is_a_pyramid_of_true_distances() -> None:
    picture = scenes.of(manifest.load().exercise("receptive_field"))  # (3, 1), (3, 2), (3, 1)
    assert picture is not None
    levels = [(level.at, level.sees) for level in picture.levels]
    assert [len(at) for at, _sees in levels] == [1, 3, 7, 9]
    assert levels[1][0] == [2, 4, 6]  # after a stride of 2 the elements stand two apart
    assert levels[2][0] == [1, 2, 3, 4, 5, 6, 7] and levels[3][0] == list(range(9))
    assert levels[1][1] == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]
    for (at, sees), (below, _sees) in itertools.pairwise(levels):  # each stands over the middle of what it sees
        assert all(place == (below[s[0]] + below[s[-1]]) / 2 for place, s in zip(at, sees, strict=True) if s)


def test_what_a_large_stride_leaves_out_is_hollow() -> None:
    picture = scenes.of(manifest.load().exercise("receptive_field"), result(case={"layers": [(1, 3), (2, 1)]}))
    assert picture is not None
    assert [s is not None for s in picture.levels[-1].sees] == [True, False, False, True]
    assert [line.plain for line in in_terminal.text(picture, 80) if "□" in line.plain] == ["■ □ □ ■"]


def test_a_value_has_one_colour_in_the_whole_picture(tmp_path: Path) -> None:
    picture = scenes.of(manifest.load().exercise("corr2d"))
    assert picture is not None
    colours: dict[str, set[str]] = {}
    for line in in_terminal.text(picture, 200):
        for span in line.spans:
            if isinstance(span.style, Style) and span.style.bgcolor:
                value = line.plain[span.start:span.end].strip(" []*")
                colours.setdefault(value, set()).add(span.style.bgcolor.name)
    assert {"1", "-1", "0"} < colours.keys() and all(len(found) == 1 for found in colours.values())


def test_cells_of_a_file_are_of_one_size() -> None:
    picture = scenes.of(manifest.load().exercise("padding_stride"))
    assert picture is not None
    figure = as_file._grids_figure(picture)
    sizes = figure.get_size_inches()
    cells = set()
    for axes, grid in zip(figure.axes, grids(picture), strict=True):
        box = axes.get_position()
        rows, columns = grid.values.shape
        cells |= {round(box.width * sizes[0] / columns, 6), round(box.height * sizes[1] / rows, 6)}
    assert len(cells) == 1 and len(grids(picture)) > 3


def test_a_font_that_matplotlib_does_not_know_yet_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib import font_manager
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [f for f in font_manager.fontManager.ttflist
                                                              if f.name == "DejaVu Sans"])
    found = [path for path in font_manager.findSystemFonts() if fonts._family(path)]
    fonts.chinese.cache_clear()
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [f for f in font_manager.fontManager.ttflist
                                                              if f.name == "DejaVu Sans"])
    assert (fonts.chinese() is not None) == bool(found)
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [])
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    fonts.chinese.cache_clear()
    assert fonts.chinese() is None
    fonts.chinese.cache_clear()


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
def test_show_names_the_mistake_and_says_when_it_has_no_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                                font: str | None) -> None:
    monkeypatch.setattr(fonts, "chinese", lambda: font)
    drawn: list[Picture] = []
    monkeypatch.setattr(as_file, "write", lambda picture, path, kind: drawn.append(picture))
    wrong = (manifest.ROOT / "solutions" / "corr2d.py").read_text("utf-8").replace("* K)", "* K[::-1, ::-1])")
    (tmp_path / "corr2d.py").write_text(wrong, "utf-8")
    said = CliRunner().invoke(show, ["corr2d", "--path", str(tmp_path), "--out", str(tmp_path / "x.png"),
                                     "--lang", "zh"])
    assert said.exit_code == 0, said.output
    assert ("没有找到中文字体" in said.output) == (font is None)
    assert ("Your kernel is flipped" if font is None else "翻转") in drawn[0].said[0]


@pytest.mark.parametrize(("name", "last"), [("vgg", ("Dense", (1, 10))), ("resnet", ("Dense", (1, 10)))])
def test_networks_are_drawn_layer_by_layer(name: str, last: tuple[str, tuple[int, ...]]) -> None:
    picture = scenes.of(manifest.load().exercise(name))
    assert picture is not None and picture.layers[-1] == last
    assert picture.layers[0][1] == (1, 1, 224, 224)
    assert (1, 512, 7, 7) in [shape for _n, shape in picture.layers] or (1, 128, 7, 7) in [
        shape for _n, shape in picture.layers]


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_example_has_a_picture(name: str) -> None:
    """An example may leave defaults out, and have arguments of its property's own."""
    exercise = manifest.load().exercise(name)
    for prop in property.properties_of(exercise):
        for case in {frozenset(case): case for _turn, case in draw(prop, 1)}.values():
            picture = scenes.of(exercise, result(case=case))
            assert picture is not None and in_terminal.text(picture, 80), prop.name


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("vgg", "resnet")])
@pytest.mark.parametrize("width", [40, 100])
def test_lines_fit_and_columns_stand_under_each_other(name: str, language: str, width: int) -> None:
    i18n.set_language(language)
    picture = scenes.of(manifest.load().exercise(name))
    assert picture is not None
    lines = [line for line in in_terminal.text(picture, width) if line.plain not in picture.said]
    assert all(cell_len(line.plain) <= width for line in lines)
    for grid in grids(picture):
        drawn = [line for line in block(grid, width) if line.plain.strip() not in wrapped(grid.title, width)]
        assert len({line.cell_len for line in drawn}) == 1, grid.title


def test_colours_orange_blue_white() -> None:
    (r, g, b), (r2, g2, b2) = colour(3, 3), colour(-3, 3)
    assert r > g > b and b2 > g2 > r2
    assert colour(0, 3) == (255, 255, 255)


def test_large_matrices_are_half_blocks_two_rows_a_line() -> None:
    values = np.ones((30, 20), np.float32)
    drawn = block(Grid("", values), 80)
    assert len(drawn) == 15 and all(line.plain == "▀" * 20 for line in drawn)
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="truecolor", width=80)
    console.print(drawn[0])
    assert "38;2;240;130;20" in out.getvalue() and "48;2;240;130;20" in out.getvalue()


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_files(tmp_path: Path, kind: str) -> None:
    picture = scenes.of(manifest.load().exercise("padding_stride"))
    assert picture is not None
    path = tmp_path / f"picture.{kind}"
    as_file.write(picture, path, kind)
    if kind == "png":
        assert path.read_bytes().startswith(b"\x89PNG")
    else:
        words = "".join(ElementTree.parse(path).getroot().itertext())
        assert "products" in words and "expected" in words


def test_show_refuses_other_endings_in_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(show, ["corr2d", "--path", str(manifest.ROOT / "solutions"),
                                       "--out", str(tmp_path / "x.gif")])
    assert result.exit_code == 2 and ".svg or .png" in result.output
    assert not list(tmp_path.iterdir())


def test_a_card_to_keep() -> None:
    """Points, curves and maps in one file; a name is text."""
    import base64
    import xml.etree.ElementTree as ElementTree

    from grader.render.card import Part, card
    from grader.report.training import Digit, FeatureMaps, Layer, Losses, NetworkResult, TrainingResult
    pixels = base64.b64encode(bytes(range(64))).decode()
    maps = FeatureMaps([Digit(pixels, [8, 8], 3, 8)] * 8, [Layer("convolution", [4, 8, 8], [pixels] * 8)], [])
    trained = TrainingResult("passed", "cpu", "", 10, 10, [
        NetworkResult("small VGG", "passed", 5, 5, 0.97, losses=Losses(2, [2.3, 1.0, None, 0.1]), maps=maps)])
    drawn = card("<b>Ann & Bob</b>", [Part("1. corr2d", 15, 15), Part("2. pooling", 3.5, 15)], trained)
    tree = ElementTree.fromstring(drawn)
    said = [t.text for t in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert "<b>Ann & Bob</b>" in said and "28.5 of 40 points" in said and "3.5 / 15" in said
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}image"))) == 2
    lines = [p.get("points", "") for p in tree.iter("{http://www.w3.org/2000/svg}polyline")]
    assert len(lines) == 1 and len(lines[0].split()) == 3
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert "polyline" not in card("", [Part("1. corr2d", 0, 15)], None)
