"""One comparison of the filter language: a field, an operator, a value → a predicate on workloads.

An absent text is ``""``. An absent number or time answers no comparison but ``!=``.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from hub.core.fields import Field
from hub.core.spans import seconds
from hub.errors import nearest
from hub.model import Workload, quantity
from hub.model.objects import moment

Predicate = Callable[[Workload, datetime], bool]
Test = Callable[[Any], bool]

ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TRUE, _FALSE = ("true", "yes"), ("false", "no")
_ZERO = re.compile(r"[+-]?0+(\.0*)?[numkMGTPEi]{0,2}")


class Wrong(Exception):
    """A value or operator that does not fit the field; the text says why."""


def compare(field: Field, sign: str, values: Sequence[str]) -> Predicate:
    """The predicate of ``field sign value``; several values only with ``in``. Raises `Wrong`."""
    if sign in ("!=", "!~", "not in"):
        yes = compare(field, {"!=": "=", "!~": "~", "not in": "in"}[sign], values)
        return lambda workload, now: not yes(workload, now)
    return _MAKERS[field.sort](field, "=" if sign == "==" else sign, values)


def _text(field: Field, sign: str, values: Sequence[str]) -> Predicate:
    if sign in ORDER:
        raise Wrong(f"{field.name!r} is text, which has no order; use = != ~ or in")
    read, test = field.read, _word_test(field, sign, values)
    return lambda workload, now: test(read(workload, now) or "")


def _word_test(field: Field, sign: str, values: Sequence[str]) -> Test:
    if sign == "~":
        return _pattern(values[0])
    known = frozenset(spelled(field.name, field.words, value) for value in values)
    return lambda text: text in known


def _pattern(text: str) -> Test:
    try:
        search = re.compile(text, re.IGNORECASE).search
    except re.error as error:
        raise Wrong(f"{text!r} is no regular expression: {error}") from None
    return lambda found: search(found) is not None


def spelled(name: str, words: Sequence[str], value: str) -> str:
    """The value; for a field of few words the one it stands for, in any case. Raises `Wrong`."""
    if not words:
        return value
    for word in words:
        if word.lower() == value.lower():
            return word
    hint = nearest(value.capitalize() if name == "phase" else value, words)
    raise Wrong(f"{value!r} is no {name}{hint or '; there are ' + ', '.join(words)}")


def _number(field: Field, sign: str, values: Sequence[str]) -> Predicate:
    return _ordered(field.read, sign, [amount(value) for value in values], field)


def _span(field: Field, sign: str, values: Sequence[str]) -> Predicate:
    return _ordered(field.read, sign, [_length(value) for value in values], field)


def _time(field: Field, sign: str, values: Sequence[str]) -> Predicate:
    """A date compares by the calendar (``created<2026-11-01``), a length by how long ago (``since>10m``)."""
    if all(seconds(value) is not None for value in values):
        return _ordered(partial(_ago, field), sign, [seconds(value) for value in values], field)
    return _ordered(field.read, sign, [instant(value) for value in values], field)


def _ago(field: Field, workload: Workload, now: datetime) -> float | None:
    at = field.read(workload, now)
    return (now - at).total_seconds() if at else None


def _ordered(read: Callable[..., Any], sign: str, values: Sequence[Any], field: Field) -> Predicate:
    if sign == "~":
        raise Wrong(f"'~' looks into text, and {field.name!r} is none; use = != < <= > >= or in")
    test: Test = partial(_after, ORDER[sign], values[0]) if sign in ORDER else frozenset(values).__contains__
    return lambda workload, now: (found := read(workload, now)) is not None and test(found)


def _after(order: Callable[[Any, Any], bool], value: Any, found: Any) -> bool:
    return order(found, value)


def _flag(field: Field, sign: str, values: Sequence[str]) -> Predicate:
    if sign not in ("=", "in"):
        raise Wrong(f"{field.name!r} is true or false; use = or !=")
    wanted = {_truth(value) for value in values}
    return lambda workload, now: field.read(workload, now) in wanted


def _names(field: Field, sign: str, values: Sequence[str]) -> Predicate:
    """A list is compared by its length where the value is a number, else by each of its names."""
    if sign in ORDER or (sign != "~" and all(value.isdigit() for value in values)):
        return _ordered(partial(_length_of, field), sign, [amount(value) for value in values], field)
    test = _word_test(field, sign, values)
    return lambda workload, now: any(map(test, field.read(workload, now)))


def _length_of(field: Field, workload: Workload, now: datetime) -> int:
    return len(field.read(workload, now))


def amount(text: str) -> float:
    """A number or quantity: ``2``, ``0.5``, ``500m``, ``2Gi``. Raises `Wrong`."""
    number = quantity(text)
    if not number and not _ZERO.fullmatch(text):
        raise Wrong(f"{text!r} is no number; write 2, 0.5, 500m or 2Gi")
    return number


def _length(text: str) -> float:
    length = seconds(text)
    if length is None:
        raise Wrong(f"{text!r} is no length of time; write 30s, 5m, 2h30m or 3d")
    return length


def instant(text: str) -> datetime:
    """A calendar time. Raises `Wrong`."""
    at = moment(text)
    if at is None:
        raise Wrong(f"{text!r} is no time; write 2026-11-24, 2026-11-24T08:00:00Z, or 2h for two hours ago")
    return at


def _truth(text: str) -> bool:
    if text.lower() not in _TRUE + _FALSE:
        raise Wrong(f"{text!r} is neither true nor false")
    return text.lower() in _TRUE


_MAKERS: dict[str, Callable[[Field, str, Sequence[str]], Predicate]] = {
    "text": _text,
    "number": _number,
    "span": _span,
    "time": _time,
    "flag": _flag,
    "names": _names,
}
