"""The live page: in a browser, beside a real `watch`; and what it refuses."""
from __future__ import annotations

import base64
import contextlib
import gc
import http.client
import json
import re
import socket
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from rich.cells import cached_cell_len

from grader.course import manifest, stubs
from grader.diagnosis import library
from grader.language import i18n
from grader.report.training import Digit, FeatureMaps, Layer, Losses, NetworkResult, TrainingResult
from grader.tests.browser import browser, media, needed, resized, violations
from grader.tests.results import result
from grader.tests.waiting import eventually
from grader.watch import state
from grader.watch.loopback import show
from grader.watch.model import Model
from grader.watch.page import FILES, MOST, Page

__all__ = ["browser"]  # a fixture
NAMES = manifest.load().names
LOOKS = 2400  # of 0.05 s: other tests run beside this one
HOSTILE = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
MISTAKES = {"corr2d": "flipped_kernel", "padding_stride": "input_left_in_the_corner",
            "receptive_field": "strides_ignored", "multi_channel": "last_channel_left_out",
            "conv1x1": "input_channels_reversed", "pooling": "padded_zeros_in_max", "vgg": "relu_missing",
            "resnet": "relu_missing_at_the_end"}


# In a browser -------------------------------------------------------------------------------------------------------
class Session:
    """A `watch --browser` in a pipe, and the browser that looks at its page."""

    def __init__(self, folder: Path, lang: str) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        for name in NAMES:
            (folder / f"{name}.py").write_bytes(stubs.content(name))
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "grader", "watch", str(folder), "--browser", "--lang", lang],
            cwd=manifest.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.address = next(found[0] for line in self.process.stdout if (found := re.search(r"http://\S+", line)))
        threading.Thread(target=self.process.stdout.read, daemon=True).start()  # so that it never waits for us

    def open(self, browser: Any) -> Looking:
        browser.get(self.address)
        return Looking(browser, self)

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)


class Looking:
    def __init__(self, browser: Any, session: Session) -> None:
        self.browser, self.session = browser, session

    def js(self, script: str, *args: Any) -> Any:
        return self.browser.execute_script(f"return {script}", *args)

    def until(self, script: str) -> None:
        assert eventually(lambda: self.js(f"Boolean({script})"), LOOKS), self.js("document.body.innerText")

    def text(self, selector: str) -> str:
        return str(self.js(f"(document.querySelector({json.dumps(selector)}) || {{}}).textContent || ''"))

    def press(self, *keys: str) -> None:
        self.pressed(keys)

    def pressed(self, keys: Sequence[str]) -> list[dict[str, Any]]:
        """Presses keys; after each of them where the example stands, what its line says, and the value there."""
        told: list[dict[str, Any]] = self.browser.execute_script("""return arguments[0].map((key) => {
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
            const root = document.getElementById("stepping"), {at, step} = root ? root.stepping : {};
            return root && {at, value: step && step.value, line: document.querySelector(".cv-sum").textContent};
        })""", list(keys))
        return told

    def save(self, name: str, content: str) -> None:
        """Saves a file, and waits until it is judged and shown."""
        before = self.js("window.seen || 0")
        self.js("window.watching || (window.watching = new MutationObserver("
                "() => { window.seen = (window.seen || 0) + 1; }"
                ").observe(document.getElementById('said'), {childList: true}), 1)")
        (self.session.folder / f"{name}.py").write_text(content, "utf-8")
        self.until(f"(window.seen || 0) > {before} && document.getElementById('bar').hidden"
                   f" && document.querySelector('h1').textContent.endsWith({json.dumps(name)})")

    def stepped(self, condition: str = "scene.code") -> None:
        """Waits until the example can be stepped through as the student's code does, too: that is worked out when
        somebody looks at it."""
        self.until(f"document.getElementById('stepping') && document.getElementById('stepping').stepping.{condition}")

    def flawless(self, *widths: int) -> None:
        """Each width shows the page without scrolling sideways; axe-core finds nothing wrong, in light and in dark."""
        for width in widths:
            resized(self.browser, width)
            assert self.js("document.documentElement.scrollWidth") <= width
            if width == 360:
                continue  # as 390
            for scheme in ("light", "dark"):
                media(self.browser, scheme=scheme)
                assert violations(self.browser) == [], (width, scheme)
        media(self.browser)
        resized(self.browser, 1280)

    def example(self, path: str) -> Any:
        return self.js(f"document.getElementById('stepping').stepping.{path}")


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    session = Session(tmp_path_factory.mktemp("live") / HOSTILE.replace("/", "|"), "en")
    yield session
    session.close()


@pytest.fixture
def page(browser: Any, session: Session) -> Looking:
    resized(browser, 1280)
    looking = session.open(browser)
    looking.until("document.querySelector('h1')")
    looking.until("document.getElementById('bar').hidden")
    return looking


def arithmetic(line: str) -> float:
    """What the line's own sum or maximum gives, worked out anew."""
    wanted = re.fullmatch(r"Y\[[\d, ]+\] = (.*) = (\S+)(   \(.*\))?", line)
    assert wanted, line
    assert re.fullmatch(r"[-\d.e+·() /,max]*", wanted[1].replace(" from the padding", "")), line
    return float(eval(wanted[1].replace("·", "*").replace(" from the padding", "").replace("max(", "max(-1e30, ")))


def expected_of(name: str, example: dict[str, Any]) -> np.ndarray:
    """The operation's output, by numpy, from the grids that the page shows."""
    X = np.array([np.reshape([np.nan if v is None else v for v in g["values"]], g["shape"]) for g in example["inputs"]])
    shape = example["expected"]["shape"]
    size = shape[-2:]
    if name == "pooling":
        windows = [[(t[1], t[2]) for t in step["terms"]] for step in example["asked"]]
        each = int(np.prod(size))
        return np.array([np.nanmax([X[n // each][place] for place in places]) for n, places in enumerate(windows)])
    K = np.array([[np.reshape(g["values"], g["shape"]) for g in row] for row in example["kernels"]])
    down = example["asked"][size[1]]["terms"][0][1] if size[0] > 1 else 1  # where the next window begins
    right = example["asked"][1]["terms"][0][2] if size[1] > 1 else 1
    sums = [(X[:, i * down: i * down + K.shape[2], j * right: j * right + K.shape[3]] * kernel).sum()
            for kernel in K for i, j in np.ndindex(*size)]
    return np.array(sums) + (example["asked"][0]["rest"] or 0)


def mistake(exercise: str, name: str = "") -> library.Wrong:
    return library.named(exercise, name or MISTAKES[exercise])


@needed
@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_file_is_told_and_stepped_through(page: Looking, name: str) -> None:
    wrong = mistake(name)
    page.save(name, wrong.source())
    page.until("document.querySelector('.why')")
    assert page.text(".why") == wrong.en
    assert page.js("document.querySelectorAll('#properties .wrong').length") >= 1
    page.until(f"document.getElementById('live').textContent.includes({json.dumps(wrong.en)})")  # when all is judged
    assert page.text("#live").startswith(f"{name}: ")
    page.stepped()
    if name in ("vgg", "resnet"):
        diagram(page, name)
    else:
        steps(page, name)
    if name == "vgg":
        return  # of the two networks, one is seen to turn green
    page.save(name, (manifest.ROOT / "solutions" / f"{name}.py").read_text("utf-8"))
    page.until("document.querySelector('.big')")
    assert page.text(".big").startswith("✓ ") and page.browser.title.startswith("✓")
    assert page.js("document.querySelector('#exercises .solved[aria-current]') !== null")
    assert page.browser.get_log("browser") == []


def steps(page: Looking, name: str) -> None:
    """The example: it begins at the first wrong value; keys step through it; each line is right."""
    example = page.example("scene")
    wrong = example["wrong"]
    assert example["yours"] and page.example("at") == wrong[0] and page.example("mine") is True
    assert page.js("document.querySelectorAll('#stepping .cv-wrong').length") == len(wrong)
    page.press("d")
    assert page.example("at") == (wrong[1] if len(wrong) > 1 else wrong[0])
    for mine in (True, False):
        values = []
        count = len(example["expected"]["values"])
        for number, told in enumerate(page.pressed(["Home", *["ArrowRight"] * (count - 1)])):
            line = told["line"]
            assert told["at"] == number
            if name == "receptive_field":
                own = re.search(r": (\d+) \(asked for: ", line)  # where it differs; then what is asked for
                values.append(float(own[1] if own else re.findall(r"\d+", line)[-1]))
            else:
                assert arithmetic(line) == pytest.approx(told["value"], rel=1e-4, abs=1e-4)
                values.append(told["value"])
            if number in wrong:
                assert "(asked for: " in line if mine else name == "receptive_field" or "(got: " in line
        which = "got" if mine else "expected"
        np.testing.assert_allclose(values, example[which]["values"], rtol=1e-4, atol=1e-4)
        if not mine and name != "receptive_field":
            np.testing.assert_allclose(values, expected_of(name, example), rtol=1e-4, atol=1e-4)
        page.press("End", "ArrowLeft", "f")
    assert page.example("mine") is True
    drawing = page.example("svg()")
    assert drawing.startswith("<svg") and page.text(".cv-sum").strip().split("   ")[0].split(" = ")[0] in drawing
    assert f"from exercises.{name} import" in example["code"]
    compile(example["code"], "example", "exec")


def diagram(page: Looking, name: str) -> None:
    """A network's layers beside those that are asked for: what is missing is marked, and where values differ."""
    scene = page.example("scene")
    rows, wrong = scene["rows"], scene["wrong"]
    assert {(row["asked"] or row["own"])["name"] for row in rows if not (row["asked"] and row["own"])} == {"ReLU"}
    assert page.js("document.querySelectorAll('#stepping .cv-missing').length") == sum(not row["own"] for row in rows)
    assert page.js("document.querySelectorAll('#stepping tbody tr').length") >= len(rows)
    assert page.example("at") == wrong[0]
    assert [told["at"] for told in page.pressed("d" * (len(wrong) - 1))] == wrong[1:]
    for row, told in zip(rows, page.pressed(["Home", *["ArrowRight"] * (len(rows) - 1)]), strict=True):
        said, here = told["line"], (row["asked"] or row["own"])["name"]
        assert said.startswith(f"{here}: ")
        if row["asked"] and row["own"]:
            differ = not np.allclose(row["expected"]["values"], row["got"]["values"], 1e-2, 1e-2)
            assert ("differ" in said) >= differ
    if scene["first"] >= 0:
        assert page.text("#stepping .cv-begins .cv-box").startswith(rows[scene["first"]]["own"]["name"])
    assert "ReLU" in page.example("svg()") and f"from exercises.{name} import" in scene["code"]
    page.flawless(390)


@needed
def test_an_answer_of_another_shape_is_stepped_through(page: Looking) -> None:
    page.save("padding_stride", mistake("padding_stride", "stride_ignored").source())
    page.stepped("scene.yours")
    example = page.example("scene")
    assert example["got"]["shape"] != example["expected"]["shape"]
    page.press("End")
    assert page.example("at") == len(example["got"]["values"]) - 1
    assert arithmetic(page.text(".cv-sum")) == pytest.approx(example["got"]["values"][-1], rel=1e-4, abs=1e-4)
    page.press("f")
    assert page.example("at") == len(example["expected"]["values"]) - 1
    assert arithmetic(page.text(".cv-sum")) == pytest.approx(example["expected"]["values"][-1], rel=1e-4, abs=1e-4)


@needed
def test_the_page_keeps_its_place(page: Looking) -> None:
    """The property that was chosen, and where one was in its example, stay over a save that changes neither."""
    source = mistake("corr2d").source()
    page.save("corr2d", source)
    page.stepped("mine")
    page.press("j")
    page.stepped("mine")
    title = page.text("h2")
    page.press("Home", "ArrowRight", "f")
    page.save("corr2d", source + "\n# saved once more\n")
    page.stepped("scene.yours")
    assert page.text("h2") == title
    assert page.example("at") == 1 and page.example("mine") is False
    page.flawless(390, 1280)
    without_motion(page)


@needed
def test_a_syntax_error_shows_the_lines_around_it(page: Looking) -> None:
    page.save("corr2d", "from mxnet import nd\n\ndef corr2d(X, K:\n    return X\n")
    page.until("document.querySelector('pre.code mark')")
    assert "def corr2d(X, K:" in page.text("pre.code mark") and "return X" in page.text("pre.code")
    assert "the bracket ( is never closed" in page.text("#said") and not page.js("document.getElementById('stepping')")


@needed
def test_hints_and_the_list(page: Looking) -> None:
    page.js("document.querySelectorAll('#exercises button')[5].click()")
    page.until("document.querySelector('h1').textContent.endsWith('pooling')")
    (page.session.folder / "pooling.py").write_bytes(stubs.content("pooling"))
    page.until("document.querySelector('.actions')")
    for number in (1, 2):
        page.until("document.querySelectorAll('.actions button').length")
        page.press("h")
        page.until(f"document.querySelectorAll('.hint').length === {number}")
    assert page.text(".hint").startswith("Hint 1 of ")
    page.press("l")
    assert page.js("document.querySelectorAll('table.list tbody tr').length") == len(NAMES)
    page.press("1")
    page.until("document.querySelector('h1').textContent === '1. corr2d'")


@needed
def test_what_a_student_wrote_is_text(page: Looking) -> None:
    page.save("corr2d", f"def corr2d(X, K):\n    print({HOSTILE!r})\n    raise ValueError({HOSTILE!r})\n"
                        f"class Conv2D: pass\n")
    page.until("document.getElementById('said').textContent.includes('onerror')")
    assert page.js("document.querySelectorAll('main img, main script, main b').length") == 0
    assert page.browser.title != "run"
    assert page.browser.get_log("browser") == []


@needed
def test_several_channels_fit_each_width(page: Looking) -> None:
    page.save("multi_channel", mistake("multi_channel", "first_channel_only").source())
    page.stepped()
    page.flawless(360, 390, 1280)


def without_motion(page: Looking) -> None:
    """Nothing plays where motion is unwelcome: space goes one position on."""
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    unwelcome = "matchMedia('(prefers-reduced-motion: reduce)').matches"
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    try:
        page.until(unwelcome)
        page.press("Home", " ")
        assert page.example("timer") is None and page.example("at") == 1
    finally:
        page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    page.until(f"!{unwelcome}")
    page.press(" ")
    assert page.example("timer") is not None
    page.press(" ")
    assert page.example("timer") is None


@needed
def test_in_chinese_and_it_ends_with_watch(browser: Any, tmp_path: Path) -> None:
    session = Session(tmp_path / "学生", "zh")
    page = session.open(browser)
    page.until("document.querySelector('h1') && document.getElementById('bar').hidden")
    wrong = mistake("corr2d")
    page.save("corr2d", wrong.source())
    page.until("document.querySelector('.why')")
    page.stepped("scene.yours")
    assert page.text(".why") == wrong.zh and "按你的代码" in page.text("#said")
    assert page.js("document.documentElement.lang") == "zh-CN"
    page.flawless(390)
    session.close()
    page.until("document.querySelector('.unread')")
    port = int(session.address.split(":")[2].split("/")[0])
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), 1)


# What it refuses ----------------------------------------------------------------------------------------------------
@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Page, list[tuple[str, str]]]]:
    i18n.set_language("en")
    said: list[tuple[str, str]] = []
    page = Page(lambda what, about: said.append((what, about)))
    page.draw(Model(tmp_path, state.load(tmp_path), 1))
    yield page, said
    page.close()


@needed
def test_the_loss_curve_grows_and_the_maps_stand_before_and_after(browser: Any, served: tuple[Page, Any],
                                                                  tmp_path: Path) -> None:
    page, _said = served
    model = Model(tmp_path, state.load(tmp_path), 1, ready=True, showing="finish", training=True)
    model.losses, model.batches = {"vgg": [2.3, 2.1]}, {"vgg": 100}
    page.draw(model)
    resized(browser, 390)
    browser.get(page.address)

    def until(script: str) -> None:
        assert eventually(lambda: browser.execute_script(f"return Boolean({script})"), LOOKS), browser.page_source
    points = "[...document.querySelectorAll('polyline')].map((p) => p.getAttribute('points').split(' ').length)[0]"
    until(f"{points} === 2")
    model.losses["vgg"] += [1.5, 1.0, 0.4]
    page.draw(model)
    until(f"{points} === 5")
    pixels = [base64.b64encode(bytes(range(n, n + 64))).decode() for n in range(8)]
    maps = FeatureMaps([Digit(pixels[n], [8, 8], n, n) for n in range(8)],
                       [Layer("relu", [4, 8, 8], pixels, pixels[::-1])], [])
    model.training, model.trained = False, TrainingResult("passed", score=5, max_score=5, networks=[
        NetworkResult("vgg", "passed", 5, 5, 0.97, 0.85, losses=Losses(1, [2.3, 1.0, 0.1]), maps=maps)])
    page.draw(model)
    until("document.querySelectorAll('figure.maps img').length === 3")
    alt = browser.execute_script("return [...document.querySelectorAll('figure.maps img')].map((i) => i.alt)")
    assert alt[1].endswith("before training") and alt[2].endswith("after training")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    assert violations(browser) == []


@needed
def test_a_lost_connection_is_told_and_found_again(browser: Any, served: tuple[Page, Any], tmp_path: Path,
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    """As through an ssh tunnel that breaks and is built again: connections are cut, and new ones get no answer."""
    page, _said = served
    accept, broken = page.server.get_request, threading.Event()
    accepted: list[socket.socket] = []
    refused: list[socket.socket] = []

    def tunnel() -> tuple[socket.socket, Any]:
        connection, address = accept()
        (refused if broken.is_set() else accepted).append(connection)
        if broken.is_set():
            connection.close()
            raise ConnectionResetError
        return connection, address
    monkeypatch.setattr(page.server, "get_request", tunnel)
    browser.get(page.address)

    def until(script: str) -> None:
        assert eventually(lambda: browser.execute_script(f"return Boolean({script})"), LOOKS), browser.page_source
    said = "(document.querySelector('.unread') || {textContent: ''}).textContent"
    until("document.querySelector('h1')")
    assert not browser.execute_script(f"return {said}")
    broken.set()
    for connection in accepted:
        with contextlib.suppress(OSError):  # the browser has closed it
            connection.shutdown(socket.SHUT_RDWR)
    until(f"{said}.includes('is lost')")
    assert eventually(lambda: len(refused) >= 2, LOOKS)
    assert browser.execute_script("return document.querySelectorAll('.unread').length") == 1
    assert violations(browser) == []
    page.draw(Model(tmp_path, state.load(tmp_path), 1, note="changed in the meantime"))
    for _ in range(MOST):  # as many browsers look as may: a browser that hears so does not try again by itself
        assert page.room.acquire(timeout=60)
    accepted.clear()
    broken.clear()
    assert eventually(lambda: len(accepted) >= 2, LOOKS)
    page.room.release(MOST)
    until(f"!{said} && document.body.textContent.includes('changed in the meantime')")
    page.close()
    until(f"{said}.includes('has ended')")
    browser.get_log("browser")  # the refused connections, which the next test need not see


def asked(page: Page, method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", page.server.server_address[1], timeout=10)
    given = {"Host": page.host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.request(method, path, body or None, given)
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.headers


def test_files_are_served_with_the_key_only(served: tuple[Page, Any]) -> None:
    page, _said = served
    status, content, headers = asked(page, "GET", f"/{page.key}/")
    assert status == 200 and content == (FILES / "live.html").read_bytes()
    assert "script-src 'self'" in headers["Content-Security-Policy"] and "unsafe" not in str(headers)
    assert b"<script>" not in content and b"<style" not in content and b" style=" not in content
    for path in ("/", "/live.js", "/x/live.js", f"/{page.key[:-1]}/live.js", f"/{page.key}/../page.py",
                 f"/{page.key}/state", f"/%{page.key}/", "*", "http://evil.example/"):
        assert asked(page, "GET", path)[:2] == (404, b""), path


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1", "127.0.0.1:1", ""])
def test_another_host_gets_nothing(served: tuple[Page, Any], host: str) -> None:
    page, _said = served
    for name in ("", "live.js", "events"):
        assert asked(page, "GET", f"/{page.key}/{name}", Host=host)[:2] == (404, b"")


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "<script>"])
def test_another_method_gets_nothing(served: tuple[Page, Any], method: str) -> None:
    page, _said = served
    status, content, _headers = asked(page, method, f"/{page.key}/")
    assert status >= 400 and content == b""


def test_only_the_page_itself_may_press_keys(served: tuple[Page, list[tuple[str, str]]]) -> None:
    page, said = served
    right = {"Content_Type": "application/json", "Origin": f"http://{page.host}"}
    path, body = f"/{page.key}/do", json.dumps({"do": "hint"})
    for headers in ({}, {"Content_Type": "application/json"}, right | {"Origin": "http://evil.example"},
                    right | {"Content_Type": "text/plain"}, right | {"Host": "evil.example"}):
        assert asked(page, "POST", path, body, **headers)[:2] == (404, b"")
    for strange in ("[]", "{", "1", json.dumps({"do": "x" * 300}), json.dumps({}), "null"):
        assert asked(page, "POST", path, strange, **right)[:2] == (404, b"")
    assert asked(page, "POST", "/x/do", body, **right)[0] == 404
    assert said == []
    assert asked(page, "POST", path, body, **right)[0] == 204
    assert said == [("hint", "")]


def test_it_listens_on_this_machine_only_and_leaves_nothing(served: tuple[Page, Any]) -> None:
    page, _said = served
    port = page.server.server_address[1]
    listening = [c.laddr for c in psutil.Process().net_connections("tcp") if c.status == psutil.CONN_LISTEN]
    assert [a.ip for a in listening if a.port == port] == ["127.0.0.1"]
    looking = socket.create_connection(("127.0.0.1", port))
    looking.sendall(f"GET /{page.key}/events HTTP/1.1\r\nHost: {page.host}\r\n\r\n".encode())
    assert b"200" in looking.recv(100)
    page.close()
    told = b""
    while piece := looking.recv(1 << 16):
        told += piece
    assert told.endswith(b"event: end\ndata: \n\n")  # and then the end: the browser isn't left waiting
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), 1)
    assert eventually(lambda: not [t for t in threading.enumerate() if t.name == "page"], 100)


def test_nothing_is_opened_where_there_is_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    for name in ("SSH_CONNECTION", "CODESPACES", "REMOTE_CONTAINERS"):
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.setenv(name, "1")
        assert not show("http://127.0.0.1/") and opened == []
        monkeypatch.delenv(name)


def test_it_does_not_grow_with_what_is_saved(served: tuple[Page, Any], tmp_path: Path) -> None:
    """500 saves, each with another wrong answer, while a browser looks: what is kept is the last state only."""
    page, _said = served
    model = Model(tmp_path, state.load(tmp_path), 1)
    name = model.stated("corr2d")[0].name
    seen = threading.Event()

    def look() -> None:
        with socket.create_connection(("127.0.0.1", page.server.server_address[1])) as looking:
            looking.sendall(f"GET /{page.key}/events HTTP/1.1\r\nHost: {page.host}\r\n\r\n".encode())
            while piece := looking.recv(1 << 16):
                if b"save 549" in piece:
                    seen.set()

    def save(number: int) -> None:
        X = np.arange(12, dtype=np.float32).reshape(3, 4) + number
        wrong = np.full((2, 3), number, np.float32)
        model.found["corr2d", name] = result(name=name, case={"X": X, "K": np.ones((2, 2), np.float32)}, got=wrong,
                                             expected=np.array([[X[i:i + 2, j:j + 2].sum() for j in range(3)]
                                                                for i in range(2)]), message=f"save {number}")
        model.statuses["corr2d"] = {name: "failed"}
        page.draw(model)

    threading.Thread(target=look, daemon=True).start()
    tracemalloc.start()
    try:
        for number in range(50):
            save(number)
        cached_cell_len.cache_clear()  # it is bounded, and not full yet
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for number in range(50, 550):
            save(number)
        assert seen.wait(60)
        cached_cell_len.cache_clear()
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] - before < 100_000  # one state is 20 KB
    finally:
        tracemalloc.stop()
    assert json.loads(page.state)["properties"][0]["told"]["scene"]["wrong"] and len(page.kept) <= 1
