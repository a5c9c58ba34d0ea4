"""The picture in the README, taken anew where somebody asks for it: `README_PICTURE=docs/table.png`."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import expect

from .conftest import Open, picture

LARGEST = 300_000
"""Bytes, as a README may have."""


def test_the_readme_shows_the_table(visit: Open, recorded: str) -> None:
    page = visit(recorded, "/?sort=phase", viewport={"width": 1560, "height": 830}, color_scheme="light")
    expect(page.locator(".hub-row").first).to_be_visible()
    expect(page.locator(".hub-total")).to_contain_text("GPUs")
    taken = picture(page, "readme")
    assert taken.stat().st_size < LARGEST
    if wanted := os.environ.get("README_PICTURE"):
        Path(wanted).write_bytes(taken.read_bytes())
