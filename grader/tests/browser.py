"""A headless Chromium for tests of pages, and axe-core in it. Tests that ask for it are skipped where there is none."""
from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
needed = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no chromium or chromedriver on this machine")
AXE = Path(__file__).parent / "render" / "axe" / "axe.min.js"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    os.environ["SE_OFFLINE"] = "true"  # nothing is downloaded
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--disable-dev-shm-usage", f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def resized(browser: Any, width: int, height: int = 800) -> None:
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})


def opened(browser: Any, address: str | Path, width: int = 1200, scheme: str = "light") -> Any:
    resized(browser, width)
    media(browser, scheme=scheme)
    browser.get_log("browser"), browser.get_log("performance")  # what was before
    browser.get(address.as_uri() if isinstance(address, Path) else address)
    return browser


def media(browser: Any, kind: str = "", scheme: str = "light") -> None:
    """What the page is shown on: `kind` "print" or the screen, in light or dark colours."""
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "media": kind, "features": [{"name": "prefers-color-scheme", "value": scheme}]})


def violations(browser: Any) -> list[str]:
    """What axe-core finds wrong with the page as it is shown (WCAG 2.2 AA and good practice), one line a place."""
    browser.execute_script(AXE.read_text("utf-8"))
    found = browser.execute_async_script("""
        const done = arguments[arguments.length - 1];
        const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
        axe.run(document, {runOnly: tags}).then(result => done(result.violations), error => done(String(error)));
    """)
    assert isinstance(found, list), found
    return [f"{rule['id']}: {node['html'][:120]} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
