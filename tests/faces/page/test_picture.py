"""The picture in the README, taken anew where somebody asks for it: `HUB_PICTURE=docs/table.png`."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import expect

from .conftest import Open, picture

LARGEST = 300_000
"""Bytes, as a README may have."""


def test_the_readme_shows_the_table(visit: Open, recorded: str) -> None:
    columns = "name,type,namespace,phase,pods,gpu,user,age,message"
    page = visit(
        recorded,
        f"/?columns={columns}&open=trainjob%2Fvision%2Fresnet-nightly",
        viewport={"width": 1600, "height": 900},
        color_scheme="light",
    )
    expect(page.locator(".hub-gang")).to_be_visible()
    page.wait_for_timeout(500)
    taken = picture(page, "readme")
    assert taken.stat().st_size < LARGEST
    if wanted := os.environ.get("HUB_PICTURE"):
        Path(wanted).write_bytes(taken.read_bytes())
