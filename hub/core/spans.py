"""Lengths of time as people write and read them: ``90s``, ``1h30m``, ``4d3h``.

Read: numbers with units from ms to y, in any mix. Written: as kubectl writes ages, two units at
most and only as exact as matters (k8s.io/apimachinery ``duration.HumanDuration``).
"""

from __future__ import annotations

import re

MINUTE, HOUR, DAY, WEEK, YEAR = 60, 3600, 86400, 604800, 31536000
_UNITS = {"ms": 0.001, "s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK, "y": YEAR}
_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhdwy])")
_WHOLE = re.compile(rf"(?:{_PART.pattern})+")
_STEPS = (
    (2 * MINUTE, 1, "s", 0, ""),
    (10 * MINUTE, MINUTE, "m", 1, "s"),
    (3 * HOUR, MINUTE, "m", 0, ""),
    (8 * HOUR, HOUR, "h", MINUTE, "m"),
    (2 * DAY, HOUR, "h", 0, ""),
    (8 * DAY, DAY, "d", HOUR, "h"),
    (2 * YEAR, DAY, "d", 0, ""),
    (8 * YEAR, YEAR, "y", DAY, "d"),
)
"""Below how many seconds; the larger unit and its letter; the smaller one (0: none) and its letter."""


def seconds(text: str) -> float | None:
    """The seconds in ``1h30m``; ``None`` when it is no length of time."""
    if not _WHOLE.fullmatch(text):
        return None
    return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text))


def spoken(length: float) -> str:
    """Seconds as ``45s``, ``5m10s``, ``3h``, ``4d3h``. Clocks differ, so a moment ahead is ``0s``."""
    whole = max(0, int(length))
    for below, unit, letter, small, small_letter in _STEPS:
        if whole < below:
            return f"{whole // unit}{letter}" + _rest(whole % unit, small, small_letter)
    return f"{whole // YEAR}y"


def _rest(left: int, unit: int, letter: str) -> str:
    return f"{left // unit}{letter}" if unit and left >= unit else ""
