"""A browser, pages of a recording and of a real cluster, and pictures of what was seen."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .chromium import FLAGS, binary
from .server import BIN, serving
from .world import CASES, written

PICTURES = Path(__file__).parents[3] / "out" / "pictures"
"""Where the tests leave what they saw."""
Open = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=binary(), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Opens an address as a new person; whatever the browser complains of fails the test."""
    wrong: list[str] = []
    contexts = []

    def opened(address: str, path: str = "", **how: Any) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1440, "height": 860}} | how))
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
        page.goto(address)
        if path:
            page.goto(address.partition("/?token")[0] + path)
        page.wait_for_selector(".hub-row, .hub-empty, .hub-overview, .hub-trouble")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="package")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page on a recording of many frameworks."""
    folder = tmp_path_factory.mktemp("recorded")
    written(folder / "teams.json", CASES)
    with serving(folder, "--from", "teams.json") as address:
        yield address


@pytest.fixture(scope="package")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the command line shows of the same recording."""
    file = written(tmp_path_factory.mktemp("rows") / "world.json", CASES)
    told = subprocess.run(
        [BIN / "hub", "ls", "-A", "-o", "json", "--from", file], capture_output=True, check=True
    )
    return {row["key"]: row for row in json.loads(told.stdout)["items"]}


def picture(page: Page, name: str) -> Path:
    """Keep what is on the screen."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file, timeout=120_000, animations="disabled")
    return file
