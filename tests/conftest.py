"""What holds for every test."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Started in a shell's background, SIGINT is ignored here and in all that is started from here."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
