"""Workloads as rows of chosen columns: JSON objects, or lines of CSV as they are made."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime
from io import StringIO
from itertools import islice
from typing import Any

from hub.core import listing
from hub.core.fields import Field
from hub.core.tabular import CSV, heads
from hub.model import Workload
from hub.model.objects import stamp

AT_ONCE = 250
"""Lines of CSV that are made before others get their turn: some 4 ms."""


class Columns:
    """The fields that somebody named, by the names they used. Raises `Usage`."""

    def __init__(self, named: str) -> None:
        self.fields: Sequence[Field] = listing.columns(named)
        self.names = heads(named)

    def __bool__(self) -> bool:
        return bool(self.fields)

    def row(self, workload: Workload, now: datetime) -> dict[str, Any]:
        """One workload's values under the names that were used."""
        return {
            name: _value(field, field.read(workload, now))
            for name, field in zip(self.names, self.fields, strict=True)
        }


async def lines(workloads: Iterator[Workload], named: str, now: datetime) -> AsyncIterator[bytes]:
    """CSV (RFC 4180) of all of them, a few at a time: what is not read yet is not made yet."""
    columns = Columns(named or CSV)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns.names)
    while some := list(islice(workloads, AT_ONCE)):
        writer.writerows(_cells(columns.fields, some, now))
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
        await asyncio.sleep(0)
    if rest := out.getvalue():
        yield rest.encode()


def _cells(fields: Sequence[Field], workloads: Iterable[Workload], now: datetime) -> Iterator[list[Any]]:
    return ([listing.cell(field, workload, now) for field in fields] for workload in workloads)


def _value(field: Field, value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    return int(value) if field.sort == "span" and value is not None else value
