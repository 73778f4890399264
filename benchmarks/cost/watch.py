"""From save to the first result: a warm `watch` beside a cold `pytest tests/test_corr2d.py`.

    python -m benchmarks.cost.watch [--repetitions 7] [--page] [--browser]

Both judge the same corr2d.py, a wrong one and a right one. The watch is started once, in a pipe; a repetition saves the
file and waits for the first line that says something of the new content. The cold run is a whole `pytest` process, as a
student would start it. The two are measured in turn.

--browser: the live page as well, in a headless Chromium: from the save to the first frame after the page has the new
result, and from the verdict's line in the terminal to that frame. All clocks are this machine's. --saves N: so many
saves in one session, with the page open; what the process and the page hold after a tenth of them, and after all.
"""
from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.cost import common
from grader.diagnosis import library

COMMAND = "python -m benchmarks.cost.watch"
LIMIT = 0.1
GROWTH = 0.1


def solved(number: int) -> str:
    """corr2d.py, right; each one another text."""
    return (common.ROOT / "solutions" / "corr2d.py").read_text("utf-8") + f"\n# {number}\n"


def wrong(number: int) -> str:
    """corr2d.py, wrong in another way each time: the first element is `number` too large."""
    text = solved(number).replace("    return Y\n", f"    Y[0, 0] += {number + 1}\n    return Y\n")
    assert text != solved(number)
    return text


def named(number: int) -> str:
    """corr2d.py with a mistake that has a name; each one another text."""
    return library.named("corr2d", "flipped_kernel").folder().sources[
        "corr2d"].decode() + f"\n# {number}\n"


def cold(folder: Path) -> float:
    """Seconds of `pytest tests/test_corr2d.py`."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_corr2d.py",
                    "--submission", str(folder)], cwd=common.ROOT, capture_output=True)
    return time.perf_counter() - start


class Watch:
    """A `watch` in a pipe: input that stays open, lines as they come."""

    def __init__(self, folder: Path, browser: bool = False) -> None:
        self.folder = folder
        self.browser: Any = None
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        command = [sys.executable, "-W", "ignore", "-m", "grader", "watch", str(folder), "--lang", "en",
                   *(["--browser"] if browser else [])]
        self.process = subprocess.Popen(command, cwd=common.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        self.until("of 8 exercises")  # MXNet is loaded
        if browser:
            self.look(self.until("http://").partition(": ")[2].strip())
        self.until("of 8 exercises")  # all is judged once

    def until(self, *words: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if any(word in line for word in words):
                return line
        raise SystemExit("the watch has ended")

    def first_result(self, text: str, mark: str) -> float:
        """Seconds from the save to the first line about the new file; then waits for the rest."""
        start = time.perf_counter()
        (self.folder / "corr2d.py").write_text(text, "utf-8")
        self.until(mark)
        seconds = time.perf_counter() - start
        self.until("of 8 exercises")
        return seconds

    def page(self, text: str, mark: str) -> tuple[float, float]:
        """Seconds from the save to the frame in which the live page shows the new result, and from the first line about
        it; then waits for the rest."""
        self.browser.execute_script("window.painted = 0; window.judging = false")
        start = time.time()
        (self.folder / "corr2d.py").write_text(text, "utf-8")
        self.until(mark)
        told = time.time()
        while not (painted := self.browser.execute_script("return window.painted")):
            time.sleep(0.02)
        self.until("of 8 exercises")
        return float(painted) / 1000 - start, max(0.0, float(painted) / 1000 - told)

    def held(self) -> tuple[float, float]:
        """MB that the process holds, and that the page's script does after a collection."""
        import psutil
        self.browser.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
        heap = self.browser.execute_cdp_cmd("Runtime.getHeapUsage", {})["usedSize"]
        return psutil.Process(self.process.pid).memory_info().rss / 1e6, heap / 1e6

    def look(self, address: str) -> None:
        """Opens the live page; from then on it notes when it has painted a verdict on what was saved last: a property
        that failed, or the exercise as solved, after properties that are being judged."""
        self.browser = looking(self.profile.name)
        self.browser.get(address)
        self.browser.execute_script("""
            const marks = document.getElementById("properties"), said = document.getElementById("said");
            new MutationObserver(() => requestAnimationFrame(() => {
              window.judging ||= marks.textContent.includes("…");
              if (window.judging && !window.painted && (marks.textContent.includes("✗") || said.querySelector(".big")))
                window.painted = Date.now();
            })).observe(document.body, {childList: true, subtree: true, characterData: true});""")

    def close(self) -> None:
        if self.browser is not None:
            self.browser.quit()
        self.profile.cleanup()
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def looking(profile: str, *flags: str) -> Any:
    """A headless Chromium."""
    from selenium import webdriver
    os.environ["SE_OFFLINE"] = "true"
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                 "--disable-background-networking", "--disable-dev-shm-usage", f"--user-data-dir={profile}", *flags):
        options.add_argument(flag)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


def prepared(folder: Path) -> Path:
    """The stubs, in a folder."""
    for path in (common.ROOT / "exercises").glob("[a-z]*.py"):
        shutil.copy(path, folder)
    return folder


def measure(repetitions: int, right: bool, browser: bool = False) -> tuple[list[float], list[float], list[float]]:
    """Seconds of the warm watch (with `browser`: until its page has the result) and of the cold pytest, in turn; with
    `browser`, how long after the verdict's line its page has it."""
    warm: list[float] = []
    cold_: list[float] = []
    after: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = prepared(Path(name))
        text, mark = (solved, "corr2d: passed") if right else (wrong, "corr2d: failed")
        watch = Watch(folder, browser)
        try:
            for number in range(repetitions):
                if browser:
                    seconds, later = watch.page(text(number), mark)
                    after.append(later)
                else:
                    seconds = watch.first_result(text(number), mark)
                warm.append(seconds)
                cold_.append(cold(folder))
        finally:
            watch.close()
    return warm, cold_, after


def grown(saves: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """What is held after a tenth of so many saves, each of another wrong file, and after all. Every tenth gives another
    answer, too, which nothing explains."""
    with tempfile.TemporaryDirectory() as name:
        watch = Watch(prepared(Path(name)), browser=True)
        try:
            for number in range(saves):
                if number == saves // 10:
                    before = watch.held()
                watch.page(named(number) if number % 10 else wrong(number), "corr2d: failed")
            return before, watch.held()
        finally:
            watch.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--page", action="store_true", help="write the result to docs/performance.md")
    parser.add_argument("--browser", action="store_true", help="the live page as well")
    parser.add_argument("--saves", type=int, default=0, help="so many saves with the live page open: does it grow?")
    given = parser.parse_args()
    result = common.Result("watch")
    result.text("```", f"{COMMAND} --repetitions {given.repetitions}", "```",
                f"Seconds from the save to the first result, medians of {given.repetitions}:")
    rows = []
    measured = [("a wrong answer", False, False), ("a right one, when all its properties have passed", True, False)]
    if given.browser:
        measured += [("a wrong answer, on the live page", False, True), ("a right one, on the live page", True, True)]
    for kind, right, browser in measured:
        warm, cold_, after = measure(given.repetitions, right, browser)
        ratio = common.ratio(warm, cold_)
        rows.append((kind, f"{common.median(warm):.3f}", f"{common.median(cold_):.3f}", f"{ratio:.3f}"))
        result.targets.append(common.Target(f"save to first result, warm over a cold pytest, "
                                            f"{kind if browser else kind.partition(',')[0]}",
                                            f"at most {LIMIT}", f"{ratio:.3f}", ratio <= LIMIT, COMMAND))
        if after:
            later = common.median(after)
            result.targets.append(common.Target(f"verdict to repaint, {kind}", f"at most {LIMIT} s", f"{later:.3f} s",
                                                later <= LIMIT, COMMAND))
    if given.saves:
        (process, page), (process_after, page_after) = grown(given.saves)
        result.targets.append(common.Target(
            f"held after {given.saves // 10} and {given.saves} saves: the process, the page's script",
            f"at most {GROWTH:.0%} more", f"{process:.0f} -> {process_after:.0f} MB, {page:.1f} -> {page_after:.1f} MB",
            process_after <= (1 + GROWTH) * process and page_after <= (1 + GROWTH) * page, COMMAND))
    result.table(("saved", "warm `watch`", "cold `pytest tests/test_corr2d.py`", "ratio"), rows)
    common.show(result, given.page)


if __name__ == "__main__":
    main()
