"""A real Chromium of Debian's package, driven by Playwright.

Where it is missing and this user may, it is installed.
"""

from __future__ import annotations

import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--force-color-profile=srgb")
"""The sandbox needs namespaces that a container may not make; only our own pages are opened."""


def binary() -> str:
    """The browser's program."""
    if not (found := _installed()):
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"], check=True)
        found = _installed()
    assert found, "Chromium cannot be installed here; install Debian's package `chromium`"
    return found


def _installed() -> str:
    return next((path for name in NAMES if (path := shutil.which(name))), "")
