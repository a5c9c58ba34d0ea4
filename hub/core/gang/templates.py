"""A root's pod templates, by the paths that its adapter names: ``spec.groups.0.template``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any


def at(raw: Any, path: str) -> Any:
    """What is at a path through mappings and lists, or ``None``."""
    for step in path.split("."):
        if isinstance(raw, Mapping):
            raw = raw.get(step)
        elif isinstance(raw, list) and step.isdecimal() and int(step) < len(raw):
            raw = raw[int(step)]
        else:
            return None
    return raw


def changed(raw: Any, path: str, change: Callable[[Any], Any]) -> Any:
    """The same value with another one at this path; where nothing is there, the same value."""
    return _changed(raw, path.split("."), change) if at(raw, path) is not None else raw


def _changed(raw: Any, steps: Sequence[str], change: Callable[[Any], Any]) -> Any:
    if not steps:
        return change(raw)
    if isinstance(raw, list):
        place = int(steps[0])
        return [_changed(each, steps[1:], change) if n == place else each for n, each in enumerate(raw)]
    return {**raw, steps[0]: _changed(raw[steps[0]], steps[1:], change)}
