"""The class report in a browser: Debian's Chromium, headless; skipped where there is none."""
from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest

from grader.batch.gradebook import Gradebook
from grader.batch.pages import write_all
from grader.diagnosis import library
from grader.language import i18n
from grader.render.pages.write import cards
from grader.retrace import traced
from grader.tests.browser import browser, media, needed, opened, violations
from grader.tests.classroom import CLASS, WRONG, hidden, out, submissions
from grader.tests.diagnosis.test_steps import failures

ActionChains = pytest.importorskip("selenium.webdriver").ActionChains
Keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
__all__ = ["browser", "hidden", "out", "submissions"]  # fixtures
pytestmark = needed


@pytest.fixture(scope="module")
def site(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site")
    with Gradebook.open(out) as book:
        write_all(book, path, "en")
        write_all(book, path / "zh", "zh")
    return path


def column(browser: Any, at: int) -> list[str]:
    rows = browser.find_elements("css selector", "#students tbody tr")
    return [row.find_elements("css selector", "td")[at].text for row in rows]


def test_sorting(browser: Any, site: Path) -> None:
    opened(browser, site / "report.html")
    heads = browser.find_elements("css selector", "#students thead th")
    points, number = 1, 3
    assert len(column(browser, 0)) == len(CLASS)
    heads[points].find_element("css selector", "button").click()
    scores = column(browser, points)
    assert scores[0] == "–" and [float(s) for s in scores[1:]] == sorted(float(s) for s in scores[1:])
    assert heads[points].get_attribute("aria-sort") == "ascending"
    heads[points].find_element("css selector", "button").click()
    assert column(browser, points) == scores[::-1] and heads[points].get_attribute("aria-sort") == "descending"
    heads[number].find_element("css selector", "button").click()
    assert column(browser, number) != column(browser, number)[::-1] and heads[points].get_attribute("aria-sort") is None
    assert sorted(column(browser, number)) == sorted(student for student, *_rest in CLASS)


def test_no_errors_and_no_requests(browser: Any, site: Path) -> None:
    for page in sorted(site.rglob("*.html")):
        opened(browser, page)
        assert browser.get_log("browser") == []
        events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
        asked = [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]
        assert {url for url in asked if not url.startswith("data:")} == {page.as_uri()}


def test_names_are_text(browser: Any, site: Path) -> None:
    opened(browser, site / "report.html")
    name = "<script>alert(1)</script>"
    assert name in column(browser, 0) and name in column(browser, 3)
    assert len(browser.find_elements("css selector", "script")) == 1
    with pytest.raises(Exception, match="no such alert"):
        _ = browser.switch_to.alert.text


def test_the_policy_stops_what_slips_through(browser: Any, site: Path, tmp_path: Path) -> None:
    """Were a student's text not escaped, it would not run either."""
    page = tmp_path / "broken.html"
    slipped = "<script>document.title = 'run'</script><b id=b onclick=\"document.title = 'run'\">b</b></body>"
    page.write_text((site / "report.html").read_text("utf-8").replace("</body>", slipped), "utf-8")
    opened(browser, page)
    browser.find_element("id", "b").click()
    assert browser.title != "run"
    assert "Content Security Policy" in str(browser.get_log("browser"))


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_needs_no_sideways_scrolling(browser: Any, site: Path, width: int) -> None:
    for page in (site / "report.html", site / "feedback" / "bob.html"):
        opened(browser, page, width)
        for details in browser.find_elements("css selector", "details:not([open]) > summary"):
            details.click()
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        size = browser.execute_script("return parseFloat(getComputedStyle(document.body).fontSize)")
        assert size >= 14


def test_links_lead_to_feedback(browser: Any, site: Path) -> None:
    opened(browser, site / "report.html")
    links = [a.get_attribute("href") for a in browser.find_elements("css selector", "#students tbody a")]
    assert len(links) == len(CLASS) - 1
    for link in links:
        assert Path(unquote(urlparse(link).path)).is_file()
    browser.get(links[0])
    assert browser.find_element("css selector", "h1").text in {name for _id, name, *_rest in CLASS}


def test_the_same_mistake_is_one_group_with_its_grids(browser: Any, site: Path) -> None:
    opened(browser, site / "report.html")
    groups = browser.find_elements("css selector", "#mistakes .group")
    assert len(groups) == 1
    assert len(groups[0].find_elements("css selector", "ul.names li")) == len(WRONG)
    assert "flipped_kernel" in groups[0].text
    example = groups[0].find_element("css selector", ".cv-stepping")
    assert len(example.find_elements("css selector", ".cv-window")) > 1
    wrong = len(example.find_elements("css selector", ".cv-wrong"))
    assert wrong
    line = example.find_element("css selector", ".cv-sum").text
    assert "asked for" in line
    browser.execute_script("arguments[0].focus()", example)
    ActionChains(browser).send_keys("f").perform()  # as asked
    assert "got" in example.find_element("css selector", ".cv-sum").text
    ActionChains(browser).send_keys(Keys.HOME).perform()
    assert example.find_element("css selector", ".cv-sum").text.startswith("Y[0, 0] = ")


def test_without_scripts_the_table_and_the_grids_are_whole(browser: Any, site: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened(browser, site / "report.html")
        assert len(browser.find_elements("css selector", "#students tbody tr")) == len(CLASS)
        assert not browser.find_elements("css selector", "#students thead button")
        cells = browser.find_elements("css selector", "#mistakes table.grid td")
        assert any(cell.value_of_css_property("background-color") not in ("rgba(0, 0, 0, 0)", "rgba(255, 255, 255, 1)")
                   for cell in cells)
        assert browser.find_elements("css selector", "#mistakes .differs")
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_it_prints(browser: Any, site: Path) -> None:
    opened(browser, site / "report.html")
    media(browser, "print")
    try:
        style = "getComputedStyle(document.querySelector('.scroll')).overflowX"
        assert browser.execute_script(f"return {style}") == "visible"
        closed = "document.querySelector('details:not([open]) ul').getBoundingClientRect().height"
        assert browser.execute_script(f"return {closed}") > 0  # paper cannot be clicked
    finally:
        media(browser)


def test_no_heading_is_left_alone_at_the_foot_of_a_page(browser: Any, site: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    for page in (site / "report.html", site / "feedback" / "bob.html"):
        opened(browser, page)
        headings = {" ".join(h.text.split()) for h in browser.find_elements("css selector", "h1, h2, h3, h4")} - {""}
        height = browser.execute_script("return document.documentElement.scrollHeight")
        for size in (8, 11, 14, 17, 20, 24, 29.7):  # each cuts the page at other places
            options = {"paperWidth": 8.27, "paperHeight": size / 2.54, "printBackground": True}
            pdf = base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", options)["data"])
            pages = [text.extract_text() for text in pypdf.PdfReader(io.BytesIO(pdf)).pages]
            assert len(pages) > 1 or size * 38 > height / 2
            for text in pages:
                last = " ".join((text.strip().splitlines() or [""])[-1].split())
                assert last not in headings, (page.name, size, last)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_wrong(browser: Any, site: Path, width: int, scheme: str) -> None:
    for folder in (site, site / "zh"):
        for page in (folder / "report.html", folder / "feedback" / "bob.html", folder / "feedback" / "ann.html"):
            opened(browser, page, width, scheme)
            for details in browser.find_elements("css selector", "details:not([open]) > summary"):
                details.click()
            assert violations(browser) == [], page


def test_axe_finds_what_is_wrong(browser: Any, site: Path, tmp_path: Path) -> None:
    page = tmp_path / "pale.html"
    page.write_text((site / "report.html").read_text("utf-8").replace("</main>", "<img><h6>low</h6></main>"), "utf-8")
    found = " ".join(violations(opened(browser, page)))
    assert "image-alt" in found and "heading-order" in found


@pytest.mark.parametrize("width", [360, 390, 600, 1280, 1920])
def test_points_are_never_cut_off(browser: Any, site: Path, width: int) -> None:
    """Counts by section and week are as wide as there are sections and weeks, and scroll by themselves."""
    for page in (site / "feedback" / "bob.html", site / "report.html", site / "zh" / "report.html"):
        opened(browser, page, width)
        right = browser.execute_script("""
            const points = document.querySelectorAll(
                "table.list:not(#students *, #spread *) .n:not(.title), #students tr > :nth-child(2)");
            return Array.from(points, cell => cell.getBoundingClientRect().right)""")
        assert right and max(right) <= width, page


def test_the_dark_page_is_dark(browser: Any, site: Path) -> None:
    light, dark = (opened(browser, site / "report.html", scheme=scheme).find_element("css selector", "body")
                   .value_of_css_property("background-color") for scheme in ("light", "dark"))
    assert light == "rgba(255, 255, 255, 1)" and dark == "rgba(21, 24, 30, 1)"
    opened(browser, site / "report.html", scheme="dark")
    media(browser, "print", "dark")  # paper is white
    assert browser.execute_script("return getComputedStyle(document.querySelector('h1')).color") == "rgb(31, 36, 48)"
    media(browser)


def test_a_wrong_cell_says_what_it_should_be(browser: Any, site: Path) -> None:
    """In a screen reader: as text of the cell, in a table with the numbers of rows and columns as its heads. Where no
    script runs: where one does, the example can be stepped through, and says it in a sentence."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened(browser, site / "feedback" / "bob.html")
        check_tables(browser)
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def check_tables(browser: Any) -> None:
    for cell in browser.find_elements("css selector", ".card td.differs"):
        said = cell.get_attribute("textContent")
        assert "*" in said and "wrong, should be" in said
    tables = browser.find_elements("css selector", "table.grid:has(td.differs)")
    assert tables
    for table in tables:
        assert table.find_element("css selector", "caption").get_attribute("textContent").startswith("got")
        assert table.find_elements("css selector", "th[scope=col]")


def test_the_same_cause_is_told_once(browser: Any, site: Path) -> None:
    opened(browser, site / "feedback" / "bob.html")
    assert len(browser.find_elements("css selector", "#corr2d ~ .card .mistake")) == 1
    folded = browser.find_element("css selector", "#corr2d ~ .card details")
    assert folded.find_element("css selector", "summary").text == "the same cause: 2 more"
    assert len(folded.find_elements("css selector", "h4")) == 2


def test_a_notebooks_cards_are_stepped_through(browser: Any, tmp_path: Path) -> None:
    """They bring their own script and style; a network's layers stand beside those asked for."""
    i18n.set_language("en")
    for exercise, name in (("corr2d", "flipped_kernel"), ("vgg", "relu_missing")):
        result = next(failures(library.named(exercise, name)))
        shown = tmp_path / f"{exercise}.html"
        shown.write_text(f"<!DOCTYPE html><meta charset=utf-8>{cards(exercise, [result], traced)}", "utf-8")
        example = opened(browser, shown).find_element("css selector", ".cv-stepping")
        before = example.find_element("css selector", ".cv-sum").text
        browser.execute_script("arguments[0].focus()", example)
        ActionChains(browser).send_keys("f" if exercise == "corr2d" else "d").perform()
        assert example.find_element("css selector", ".cv-sum").text != before
        assert bool(example.find_elements("css selector", ".cv-missing")) == (exercise == "vgg")
        assert browser.get_log("browser") == []
