"""The forms of output that programs read: JSON, YAML, CSV and bare names."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from hub.core import listing
from hub.core.tabular import CSV, heads
from hub.errors import Usage, nearest
from hub.faces.cli.screen import say
from hub.model import Workload

LISTS = ("table", "wide", "json", "yaml", "csv", "name")
DOCUMENTS = ("text", "json", "yaml")


def checked(output: str, known: Sequence[str] = LISTS) -> str:
    """The format that somebody typed. Raises `Usage`."""
    if output not in known:
        raise Usage(
            f"there is no output format {output!r}{nearest(output, known)}; there are {', '.join(known)}"
        )
    return output


def listed(items: Sequence[Any]) -> dict[str, Any]:
    """A list as `INTERFACES` shapes it; the command line always gives all of it."""
    return {"items": items, "next": None, "total": len(items)}


def put_json(value: Any) -> None:
    """Indented JSON; absent facts are ``null``."""
    import msgspec

    say(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def put_json_line(value: Any) -> None:
    """JSON on one line, for streams."""
    import msgspec

    say(msgspec.json.encode(value).decode())


def put_yaml(value: Any) -> None:
    """The same shape as YAML."""
    import msgspec
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    yaml.dump(
        msgspec.to_builtins(value), sys.stdout, Dumper=dumper, sort_keys=False, allow_unicode=True, width=110
    )


def put_document(value: Any, output: str) -> None:
    """One record as JSON or YAML."""
    put_json(value) if output == "json" else put_yaml(value)


def put_csv(workloads: Iterable[Workload], named: str, now: datetime) -> None:
    """Workloads as CSV (RFC 4180), a header first; numbers bare, times RFC 3339, ages in seconds."""
    fields = listing.columns(named or CSV)
    rows = ([listing.cell(field, workload, now) for field in fields] for workload in workloads)
    put_rows(heads(named or CSV), rows)


def put_rows(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Any table as CSV."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows(rows)
