"""Remakes docs/images/class-report.png: `python benchmarks/make_report_picture.py` (some minutes; needs Chromium).

Makes a class, grades it with `batch`, and photographs the report that this gives.
"""
from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "images" / "class-report.png"
LARGEST = 300 << 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--exercise", action="append", default=[], help="only this one (quicker); may be repeated")
    parser.add_argument("--report", type=Path, help="photograph this report.html instead of grading a class")
    parser.add_argument("--to", type=Path, default=PICTURE)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="convkata-picture-") as name:
        report = (given.report or grade(Path(name), given.students, given.seed, given.exercise)).resolve()
        photograph(report, given.to, Path(name))
    print(f"{given.to}: {given.to.stat().st_size >> 10} KB")


def grade(folder: Path, students: int, seed: int, exercises: list[str]) -> Path:
    """A class, made and graded; its report."""
    out = folder / "out"
    run = [sys.executable, "-W", "ignore"]
    make: list[str | Path] = [ROOT / "benchmarks" / "make_class.py", folder, "--students", str(students),
                              "--seed", str(seed)]
    subprocess.run([*run, *make], cwd=ROOT, check=True)
    subprocess.run([*run, "-m", "grader", "batch", folder / "class", "--roster", folder / "roster.csv", "--out", out,
                    "--no-train", *(part for name in exercises for part in ("--exercise", name))], cwd=ROOT, check=True)
    return out / "report.html"


def photograph(page: Path, to: Path, folder: Path) -> None:
    """The top of a page as a PNG of at most LARGEST bytes, with few colours."""
    from PIL import Image
    from selenium import webdriver
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver):
        sys.exit("chromium and chromedriver are needed (Debian: apt-get install chromium chromium-driver)")
    os.environ["SE_OFFLINE"] = "true"
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                 "--disable-background-networking", "--window-size=1100,2000",
                 f"--user-data-dir={folder / 'chromium'}"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        browser.get(page.as_uri())
        browser.save_screenshot(str(folder / "page.png"))
    finally:
        browser.quit()
    to.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(folder / "page.png") as picture:
        picture.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(to, optimize=True)
    if to.stat().st_size > LARGEST:
        sys.exit(f"{to} has {to.stat().st_size} bytes, more than {LARGEST}")


if __name__ == "__main__":
    main()
