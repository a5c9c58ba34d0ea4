"""Sort keys that stand still: one tuple a workload, so that a list can be kept sorted while rows change.

`hub.core.listing.sort` orders a list once; the order here is the same. What lacks a field comes last
either way, and what is alike in all fields goes by namespace and key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from hub.core import fields
from hub.core.listing import Order
from hub.model import Workload

from .feed import identity

Place = tuple[Any, ...]
"""Comparable values, then namespace, key and identity. All of it is JSON, so a cursor can carry it."""

END = 1
"""After the last letter of a falling text: the longer of two that begin alike comes first."""


def place(order: Sequence[Order], workload: Workload, now: datetime) -> Place:
    """Where a workload stands in this order."""
    own = tuple(_part(one, workload, now) for one in order)
    return (*own, workload.namespace, workload.key, identity(workload))


def restless(order: Sequence[Order]) -> bool:
    """Whether time alone changes the order: what runs overtakes what has ended."""
    return any(one.field.name == "duration" for one in order)


def _part(one: Order, workload: Workload, now: datetime) -> tuple[Any, ...]:
    field, falling = one.field, one.falling
    if field.name == "age":  # all age alike: the order is that of creation, turned round
        field, falling = _CREATED, not falling
    value = field.read(workload, now)
    if value is None or value == "":
        return (1,)
    return (0, _FALLING[field.sort](value) if falling else _RISING[field.sort](value))


def _negative(text: str) -> list[int]:
    return [*(-ord(letter) for letter in text), END]


def _same(value: Any) -> Any:
    return value


_RISING: dict[str, Callable[[Any], Any]] = {
    "text": str,
    "number": _same,
    "span": _same,
    "flag": int,
    "time": datetime.timestamp,
    "names": list,
}
_FALLING: dict[str, Callable[[Any], Any]] = {
    "text": _negative,
    "number": lambda value: -value,
    "span": lambda value: -value,
    "flag": lambda value: -value,
    "time": lambda value: -value.timestamp(),
    "names": lambda value: [*map(_negative, value), [END]],
}
_found = fields.find("created")
assert _found is not None
_CREATED = _found
