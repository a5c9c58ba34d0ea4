"""The table of settings: each value, without secrets, and where it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hub.faces.cli import cells, formats, screen
from hub.faces.cli.layout import Column, table
from hub.registry import registered
from hub.settings import NAMES, Server, Settings

MASK = "****"
SECRET = ("password", "token")
CREDENTIALS = re.compile(r"(?<=://)([^/@:]*):[^/@]*(?=@)")
"""The user and password that an address may hold."""
TOKEN = re.compile(r"(?<=[?&]token=)[^&]*")
"""The token in the address that `hub serve` prints."""
PARTS = {
    "url": "where the source {} asks; it asks nobody where this is not set",
    "user": "as whom it asks",
    "password": "with which password",
    "token": "or with which token",
    "namespace": "where its workloads are shown that have no pod",
}
"""What each part of `Server` means, for the source that asks there."""


@dataclass(frozen=True)
class Setting:
    """One setting as it is in force."""

    name: str
    value: Any
    origin: str
    about: str


def put(settings: Settings, output: str) -> None:
    """Print every setting there is: the hub's own, then those of each source that is installed."""
    rows = [*_own(settings), *_servers(settings)]
    if output != "text":
        formats.put_document({row.name: {"value": row.value, "from": row.origin} for row in rows}, output)
    else:
        screen.put(table(COLUMNS, rows, screen.room()))


def _own(settings: Settings) -> Iterator[Setting]:
    for name, one in NAMES.items():
        value = getattr(settings, name)
        shown = list(value) if isinstance(value, tuple) else _shown(name, value)
        yield Setting(name, shown, settings.origins[name], str(one.metadata["about"]))


def _servers(settings: Settings) -> Iterator[Setting]:
    installed = {each.record.name for each in registered("hub_sources")[0]}
    for source in sorted(installed | settings.servers.keys()):
        server = settings.servers.get(source, Server())._asdict()
        for part, about in PARTS.items():
            name = f"{source}_{part}"
            origin = settings.origins.get(name, "default")
            yield Setting(name, _shown(part, server[part]), origin, about.format(source))


def _shown(name: str, value: Any) -> Any:
    """A value as anybody may see it."""
    if not isinstance(value, str):
        return value
    return MASK if value and name in SECRET else TOKEN.sub(MASK, CREDENTIALS.sub(rf"\1:{MASK}", value))


def _value(row: Setting) -> str:
    return ",".join(row.value) if isinstance(row.value, list) else str(row.value)


COLUMNS: tuple[Column[Setting], ...] = (
    Column("SETTING", lambda row: row.name),
    Column("VALUE", lambda row: cells.clean(_value(row)), least=10),
    Column("FROM", lambda row: row.origin, least=10),
    Column("MEANS", lambda row: row.about, least=20),
)
