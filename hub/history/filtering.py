"""The filter language as conditions in SQL, over what a history knows of steps and their workloads.

It means what it means on a board: an absent text is ``""``, an absent time answers no comparison but ``!=``.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from hub.core.comparing import Wrong, amount, instant, spelled
from hub.core.query import Meaning, read
from hub.core.spans import seconds
from hub.errors import nearest
from hub.model import Phase

from .records import millis
from .schema import events, transitions, workloads

Condition = ColumnElement[bool]
_ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_BACKWARDS = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""Longer ago is earlier."""


class Field(NamedTuple):
    """One field: its name, what sort of value it has, where it is."""

    name: str
    sort: str
    column: ColumnElement[Any]
    words: tuple[str, ...] = ()


def _texts(**columns: ColumnElement[Any]) -> list[Field]:
    return [Field(name.replace("_", "."), "text", column) for name, column in columns.items()]


_w, _t, _e = workloads.c, transitions.c, events.c
_OF_WORKLOADS = [
    *_texts(key=_w.key, type=_w.type, framework=_w.framework, category=_w.category, uid=_w.uid),
    *_texts(namespace=_w.namespace, name=_w.name, submittedBy=_w.submitted_by, queue=_w.queue),
    *(Field(name, "time", _w[name]) for name in ("created", "started", "ended", "gone")),
]
OF_WORKLOADS = [*_OF_WORKLOADS, Field("phase", "text", _w.phase, tuple(Phase))]
OF_STEPS = [
    *_OF_WORKLOADS,
    Field("phase", "text", _t.phase, tuple(Phase)),
    *_texts(kind=_t.kind, reason=_t.reason, message=_t.message, native=_t.native, gang_state=_t.gang_state),
    Field("attempt", "number", _t.attempt),
    Field("at", "time", _t["at"]),
]
OF_EVENTS = [
    *_OF_WORKLOADS,
    Field("phase", "text", _w.phase, tuple(Phase)),
    *_texts(object=_e.object, event=_e.type, reason=_e.reason, message=_e.message, source=_e.source),
    Field("count", "number", _e.count),
    Field("at", "time", _e.last),
]
ALIASES = {"user": "submittedBy", "ns": "namespace", "since": "at", "age": "created", "gang": "gang.state"}


def condition(text: str, fields: Sequence[Field], now: datetime) -> Condition:
    """What ``text`` asks of these fields. Raises `Usage` with a caret."""
    known = {field.name.lower(): field for field in fields}

    def find(name: str) -> Field | None:
        low = name.lower()
        return known.get(ALIASES.get(low, low).lower())

    def suggestion(name: str) -> str:
        return nearest(name, [field.name for field in fields] + list(ALIASES))

    def compare(field: Field, sign: str, values: Sequence[str]) -> Condition:
        return _compare(field, sign, values, now)

    return read(text, Meaning(find, suggestion, compare, sa.not_, _every, _some))


def _every(needed: tuple[Condition, ...]) -> Condition:
    return sa.and_(*needed)


def _some(choices: tuple[Condition, ...]) -> Condition:
    return sa.or_(*choices)


def _compare(field: Field, sign: str, values: Sequence[str], now: datetime) -> Condition:
    opposite = {"!=": "=", "!~": "~", "not in": "in"}
    if sign in opposite:
        return sa.not_(_compare(field, opposite[sign], values, now))
    return _MAKERS[field.sort](field, "=" if sign == "==" else sign, values, now)


def _text(field: Field, sign: str, values: Sequence[str], _: datetime) -> Condition:
    if sign in _ORDER:
        raise Wrong(f"{field.name!r} is text, which has no order; use = != ~ or in")
    column = sa.func.coalesce(field.column, "") if _nullable(field) else field.column
    if sign == "~":
        return column.regexp_match(f"(?i){_checked(values[0])}")
    found = [spelled(field.name, field.words, value) for value in values]
    return column == found[0] if len(found) == 1 else column.in_(found)


def _number(field: Field, sign: str, values: Sequence[str], _: datetime) -> Condition:
    return _ordered(field, sign, [amount(value) for value in values])


def _time(field: Field, sign: str, values: Sequence[str], now: datetime) -> Condition:
    """A date compares by the calendar, a length by how long ago."""
    ago = [seconds(value) for value in values]
    if all(length is not None for length in ago):
        then = [millis(now - timedelta(seconds=length or 0.0)) for length in ago]
        return _ordered(field, _BACKWARDS.get(sign, sign), then)
    return _ordered(field, sign, [millis(instant(value)) for value in values])


def _ordered(field: Field, sign: str, values: Sequence[float]) -> Condition:
    if sign == "~":
        raise Wrong(f"'~' looks into text, and {field.name!r} is none; use = != < <= > >= or in")
    found: Condition = _ORDER[sign](field.column, values[0]) if sign in _ORDER else field.column.in_(values)
    return sa.func.coalesce(found, sa.false()) if _nullable(field) else found


def _nullable(field: Field) -> bool:
    """An index is of no use to what is coalesced, so only what may be absent is."""
    return bool(getattr(field.column, "nullable", True))


def _checked(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise Wrong(f"{pattern!r} is no regular expression: {error}") from None
    return pattern


_MAKERS: dict[str, Callable[[Field, str, Sequence[str], datetime], Condition]] = {
    "text": _text,
    "number": _number,
    "time": _time,
}
