"""The demo's page: `hub serve` in the background, looked at once as a browser would, left open."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

OUT = Path("out")
KEPT = OUT / "demo-page.pid"
PATIENCE = 60
"""Seconds until the page must answer."""


def forget_the_last_one() -> None:
    """End the page that an earlier demo left open, if it is still there."""
    if not KEPT.exists():
        return
    pid = int(KEPT.read_text())
    KEPT.unlink()
    words = Path(f"/proc/{pid}/cmdline")
    if words.exists() and b"serve" in words.read_bytes().split(b"\0"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


def opened(hub: Path) -> tuple[str, int]:
    """Its address, and the process that has it open."""
    OUT.mkdir(exist_ok=True)
    log = OUT / "demo-page.log"
    command = [str(hub), "serve", "-A", "--port", "0", "--audit", str(OUT / "demo-audit.log")]
    with log.open("w") as to:
        served = subprocess.Popen(
            command, stdout=to, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True
        )
    KEPT.write_text(str(served.pid))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and served.poll() is None:
        if found := [line for line in log.read_text().splitlines() if "token=" in line]:
            return found[0], served.pid
        time.sleep(0.2)
    sys.exit(f"hub serve did not start:\n{log.read_text()}")


def looked_at(address: str) -> tuple[int, int]:
    """How many bytes the page has, and how many workloads its table will list."""
    browser = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
    with browser.open(address, timeout=PATIENCE) as page:
        size = len(page.read())
    with browser.open(f"{address.partition('/?')[0]}/api/v1/workloads?limit=1", timeout=PATIENCE) as rows:
        return size, int(json.load(rows)["total"])
