"""From what somebody typed into a form to the values that an adapter makes objects from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

import msgspec

from hub.errors import Usage, nearest
from hub.model import Code, Field, Filled, Submission, quantity
from hub.placing import COMMAND, COMMON

from .spans import seconds
from .typed import pairs, values, volume

Given = Mapping[str, Any]
"""Field → what was typed: text, ``True`` for a switch, a list where it may be repeated; `Code` as it is."""

NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
LONGEST = 63
"""Of a name: it ends up in labels (RFC 1123)."""
MOST_CODE = 900_000
"""Bytes that go along: an object of the API server holds 1 MiB, with its annotations."""


def fields(submission: Submission) -> list[Field]:
    """Every field of its form: what all have, with its own defaults, then its own, which win by name."""
    own = {field.name: field for field in submission.fields}
    shared = [
        field for field in (*COMMON, COMMAND) if field.name not in own and field.name not in submission.cannot
    ]
    return [_preset(field, submission) for field in shared] + list(own.values())


def _preset(field: Field, submission: Submission) -> Field:
    value = submission.defaults.get(field.name)
    return field if value is None else msgspec.structs.replace(field, default=value)


def filled(submission: Submission, given: Given, suffix: str) -> Filled:
    """Every field's value; ``suffix`` ends a name that is made up. Raises `Usage`: what is wrong, why."""
    _check_places(submission, given)
    known = {field.name: field for field in fields(submission)}
    if unknown := next((name for name in given if name not in known), ""):
        raise Usage(f"{submission.name} has no field {unknown!r}{nearest(unknown, known)}")
    values = {name: value(field, given.get(name)) for name, field in known.items()}
    values["name"] = values.get("name") or invented(submission, values, suffix)
    _check_name(values["name"])
    return Filled(values)


def _check_places(submission: Submission, given: Given) -> None:
    """All of it must have a place, in this framework and beside the rest. Raises `Usage`."""
    for name in given:
        if why := submission.cannot.get(name):
            raise Usage(f"--{name} cannot be given to {submission.name}: {why}")
        for other, why in submission.excludes.get(name, {}).items():
            if other in given:
                raise Usage(f"--{other} cannot be given with --{name}: {why}")


def value(field: Field, typed: Any) -> Any:
    """One field's value of its own type. Raises `Usage`."""
    if typed in (None, "", (), [], False):
        if field.required:
            raise Usage(f"{_called(field)} is missing: {field.help}")
        return field.default
    try:
        read = _READ[field.kind](typed)
    except ValueError as error:
        raise Usage(f"{_called(field)} {_shown(typed)}: {error}") from None
    _check(field, read)
    return read


def invented(submission: Submission, values: Given, suffix: str) -> str:
    """A name from what is run: ``train-x7f2k``."""
    code, words = values.get("application") or values.get("code"), values.get("command") or ()
    stem = code.name if isinstance(code, Code) else code or submission.name
    script = next((word for word in words if word.endswith((".py", ".sh", ".R"))), stem)
    plain = re.sub(r"[^a-z0-9]+", "-", script.rpartition("/")[2].partition(".")[0].lower()).strip("-")
    return f"{plain[:30].strip('-') or submission.name}-{suffix}"


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        what = f"lower-case letters, digits and -, at most {LONGEST}, with a letter or digit at both ends"
        raise Usage(f"--name {name!r} is no name of an object: {what}")


def _check(field: Field, read: Any) -> None:
    """Choices, limits, sizes. Raises `Usage`."""
    if field.choices and read not in field.choices:
        known = ", ".join(field.choices)
        raise Usage(f"{_called(field)} {read!r}{nearest(str(read), field.choices)}; it is one of {known}")
    if isinstance(read, Code) and (size := sum(map(len, read.files.values()))) > MOST_CODE:
        raise Usage(
            f"{read.name} is {size / 1e6:.1f} MB, and at most {MOST_CODE / 1e6:.1f} MB can go "
            "along; put it into the image, on a volume, or somewhere that the program can fetch it from"
        )
    amount = quantity(read) if field.kind == "amount" else read if isinstance(read, int) else None
    if amount is None or isinstance(read, bool):
        return
    low, high = field.minimum, field.maximum
    if (low is not None and amount < low) or (high is not None and amount > high):
        little = low is not None and amount < low
        limit = f"at least {_told(low or 0, field)}" if little else f"at most {_told(high or 0, field)}"
        raise Usage(f"{_called(field)} {read}: it must be {limit}")


def _called(field: Field) -> str:
    return field.name.upper() if field.word else f"--{field.name}"


def _told(limit: float, field: Field) -> str:
    return f"{limit / 2**20:.4g} MiB" if field.unit == "bytes" else f"{limit:g} {field.unit}".rstrip()


def _shown(typed: Any) -> str:
    return repr(typed if isinstance(typed, str) else list(typed)[-1] if typed else "")


def _whole(typed: Any) -> int:
    if isinstance(typed, int) and not isinstance(typed, bool):
        return typed
    try:
        return int(str(typed))
    except ValueError:
        raise ValueError("it must be a whole number") from None


def _time(typed: Any) -> int:
    """Seconds, rounded up; a bare number is seconds."""
    length = seconds(str(typed)) if not str(typed).isdecimal() else float(typed)
    if length is None:
        raise ValueError("it must be a length of time: 90s, 20m, 2h or 1h30m")
    return ceil(length)


def _amount(typed: Any) -> str:
    if not quantity(typed):
        raise ValueError("it must be an amount: 500m or 2 cores, 512Mi or 8Gi of memory")
    return str(typed)


def _code(typed: Any) -> Code:
    if not isinstance(typed, Code):
        raise ValueError("it must be a local file or folder")
    return typed


def _many(typed: Any) -> tuple[str, ...]:
    return (typed,) if isinstance(typed, str) else tuple(map(str, typed))


_READ: Mapping[str, Callable[[Any], Any]] = {
    "text": str,
    "whole": _whole,
    "amount": _amount,
    "time": _time,
    "switch": bool,
    "many": _many,
    "pairs": lambda typed: dict(typed) if isinstance(typed, Mapping) else pairs(_many(typed)),
    "values": lambda typed: dict(typed) if isinstance(typed, Mapping) else values(_many(typed)),
    "volumes": lambda typed: tuple(map(volume, _many(typed))),
    "code": _code,
    "program": lambda typed: typed if isinstance(typed, Code) else str(typed),
    "command": _many,
}
