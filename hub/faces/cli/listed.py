"""Lists of any records, in the six formats: a table for people, the rest for programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hub.faces.cli import formats, screen
from hub.faces.cli.layout import Column, table

Row = TypeVar("Row")


def put(
    rows: Sequence[Row],
    output: str,
    *,
    columns: Sequence[Column[Row]],
    plain: Callable[[Row], Any],
    name: Callable[[Row], str],
    nothing: str,
) -> None:
    """Print ``rows``. ``plain`` is a record's JSON, ``nothing`` what to tell a person when there is none."""
    if output in ("json", "yaml"):
        formats.put_document(formats.listed([plain(row) for row in rows]), output)
    elif output == "csv":
        formats.put_rows(
            [column.head.lower() for column in columns], [[c.cell(r) for c in columns] for r in rows]
        )
    elif output == "name":
        for row in rows:
            screen.say(name(row))
    elif not rows:
        screen.note(nothing)
    else:
        shown = [column for column in columns if output == "wide" or not column.wide]
        screen.put(table(shown, rows, screen.room()))
