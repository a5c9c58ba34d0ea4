"""What a user says of a gang by annotations (`INTERFACES` section 5): checked, else ignored and said so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from hub.model import Ignored, Obj

OURS = "workloadhub.dev/"
GANG, BACKEND, MINIMUM = f"{OURS}gang", f"{OURS}gang-backend", f"{OURS}gang-minimum"
TIMEOUT, TOPOLOGY, QUEUE = f"{OURS}gang-timeout", f"{OURS}gang-topology", f"{OURS}queue"

_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
_LABEL = re.compile(r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")
_TIME = re.compile(r"(\d{1,9})([smh]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}


class Wishes(NamedTuple):
    """What is asked for; what is not, or wrongly, is as if nothing were said."""

    gang: str = ""
    backend: str = ""
    minimum: int = 0
    timeout: int = 0
    topology: str = ""
    queue: str = ""
    ignored: tuple[Ignored, ...] = ()


NONE = Wishes()


def wishes(root: Obj, namespace: Mapping[str, str]) -> Wishes:
    """Of the root; ``gang`` of its namespace too, where the root says nothing."""
    if not (told := _told(root, namespace)):
        return NONE
    found: dict[str, Any] = {}
    ignored = []
    for name, value in told.items():
        slot, read, wanted = _READ[name]
        if (answer := read(value)) is None:
            ignored.append(Ignored(name, value, f"it must be {wanted}"))
        else:
            found[slot] = answer
    return Wishes(**found, ignored=tuple(ignored))


def _told(root: Obj, namespace: Mapping[str, str]) -> dict[str, str]:
    said = root.get("metadata.annotations")
    asked = isinstance(said, dict) and not _READ.keys().isdisjoint(said)
    told = {name: value for name in _READ if (value := root.annotation(name))} if asked else {}
    if GANG not in told and (usual := namespace.get(GANG)):
        told[GANG] = usual
    return told


def _among(*words: str) -> Callable[[str], str | None]:
    return lambda value: value if value in words else None


def _like(pattern: re.Pattern[str], longest: int) -> Callable[[str], str | None]:
    return lambda value: value if len(value) <= longest and pattern.fullmatch(value) else None


def _count(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and 0 < int(value) < 2**31 else None


def _time(value: str) -> int | None:
    match = _TIME.fullmatch(value)
    seconds = int(match[1]) * _SECONDS[match[2]] if match else 0
    return seconds if 0 < seconds < 2**31 else None


_READ: dict[str, tuple[str, Callable[[str], Any], str]] = {
    GANG: ("gang", _among("on", "off"), "on or off"),
    BACKEND: ("backend", _like(_NAME, 63), "the name of a backend, such as native"),
    MINIMUM: ("minimum", _count, "a whole number of pods, 1 or more"),
    TIMEOUT: ("timeout", _time, "a time such as 90s, 10m or 2h"),
    TOPOLOGY: ("topology", _like(_LABEL, 317), "a node label, such as topology.kubernetes.io/rack"),
    QUEUE: ("queue", _like(_NAME, 253), "the name of a queue"),
}
