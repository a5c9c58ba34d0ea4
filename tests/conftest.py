"""What holds for every test."""

from __future__ import annotations

import signal

from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # a machine that is busy with something else fails no test


def pytest_configure() -> None:
    """Started in a shell's background, SIGINT is ignored here and in all that is started from here."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
