"""Times found in objects: a recording's clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from hub.model.objects import moment

EPOCH = datetime.fromtimestamp(0, UTC)


def newest(objects: Iterable[Any]) -> datetime:
    """The newest time anywhere in the objects: when the recording was made, at the latest."""
    found = EPOCH
    todo = list(objects)
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)
        elif isinstance(value, str) and len(value) > 18 and value[4] == "-" and (time := moment(value)):
            found = max(found, time)
    return found
