"""Where the next page begins: the place of the last row, so that rows that come or go shift nothing.

A cursor is of one question: with another one it is refused. It names a place in an order, which
reveals no more than the last row of the page that it came with.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from typing import Any

import msgspec

from hub.errors import Usage
from hub.service.sorting import Place
from hub.service.standing import Question

_WRONG = "the cursor is none that this list gave; leave it out to begin at the first page"


def written(question: Question, place: Place | None) -> str | None:
    """The cursor after a row's place; nothing where there is no next page."""
    if place is None:
        return None
    return urlsafe_b64encode(msgspec.json.encode([_mark(question), place])).decode().rstrip("=")


def read(question: Question, cursor: str) -> Place | None:
    """The place that a cursor names. Raises `Usage`."""
    if not cursor:
        return None
    try:
        mark, place = msgspec.json.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError):  # msgspec's and base64's are ValueErrors
        raise Usage(_WRONG) from None
    if mark != _mark(question) or not isinstance(place, list):
        raise Usage(_WRONG)
    return tuple(tuple(part) if isinstance(part, list) else part for part in place)


def _mark(question: Question) -> str:
    return blake2b(repr(question).encode(), digest_size=6).hexdigest()


def wrong(_: Any = None) -> Usage:
    """For a place that cannot be compared with a list's own."""
    return Usage(_WRONG)
