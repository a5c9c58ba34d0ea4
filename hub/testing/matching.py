"""What was expected against what came out: a sentence for each difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hub.model import Workload

from .cases import Expected

Rows = Mapping[str, Workload]


def differences(expect: Expected, rows: Rows) -> Iterator[str]:
    """Rows are compared whole, by key; of each row the fields that are named."""
    found = {workload.key: workload.json() for workload in rows.values()}
    if len(found) < len(rows):
        yield "two rows have the same key"
    for key in sorted(expect.keys() - found.keys()):
        yield f"there is no row {key}, but {', '.join(sorted(found)) or 'none at all'}"
    for key in sorted(found.keys() - expect.keys()):
        yield f"there is a row {key} that is not expected ({found[key]['phase']})"
    for key in sorted(expect.keys() & found.keys()):
        for difference in unlike(expect[key], found[key], ""):
            yield f"{key}: {difference}"


def unlike(wanted: Any, found: Any, path: str) -> Iterator[str]:
    """A mapping may lack what is not named; a list is compared item by item."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        for name, value in wanted.items():
            here = f"{path}.{name}" if path else str(name)
            if name not in found:
                yield f"{here} is not there"
            else:
                yield from unlike(value, found[name], here)
    elif isinstance(wanted, list) and isinstance(found, (list, tuple)) and len(wanted) == len(found):
        for number, (one, other) in enumerate(zip(wanted, found, strict=True)):
            yield from unlike(one, other, f"{path}[{number}]")
    elif wanted != (list(found) if isinstance(found, tuple) else found):
        yield f"{path} is {found!r}, expected {wanted!r}"
