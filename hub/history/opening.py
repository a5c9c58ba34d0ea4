"""A history opened: the engine, the tables as they should be, and one line for whatever is in the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from hub.errors import HubError, Usage

WAIT = 5.0
"""Seconds for which a writer waits for another one; SQLite has one at a time."""


class Trouble(HubError):
    """The history cannot be read or written just now."""


def engine(url: str) -> Engine:
    """The engine of a history's URL. Nothing is connected yet. Raises `Usage`."""
    try:
        made = sa.create_engine(_driver(url), **_options(url))
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
        raise Usage(
            f"history_url {shown(url)!r} cannot be used ({error}); write sqlite:///FILE, or "
            "postgresql://USER@HOST/NAME after `pip install 'workload-hub[postgres]'`"
        ) from None
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _prepare)
    return made


def shown(url: str) -> str:
    """The URL without its password."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return url


def migrate(made: Engine) -> None:
    """Bring the tables up to date; a history that is newer than this hub is left alone. Raises `Trouble`."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "hub:history/migrations")
    with troubles(made), made.begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise Trouble(
                f"the history {where(made)} was written by a newer hub ({error}); update this one, "
                "or name another history_url"
            ) from None


def where(made: Engine) -> str:
    """The database as a person knows it: the file, or the URL without its password."""
    return made.url.database or "" if made.dialect.name == "sqlite" else shown(str(made.url))


@contextmanager
def troubles(made: Engine) -> Iterator[None]:
    """What the database raises leaves as `Trouble`, in one line with a remedy."""
    try:
        yield
    except DBAPIError as error:
        raise Trouble(_told(where(made), error)) from error
    except SQLAlchemyError as error:
        raise Trouble(f"the history {where(made)} failed: {_line(error)}") from error


def _told(place: str, error: DBAPIError) -> str:
    said = _line(error.orig)
    for words, remedy in _REMEDIES:
        if words in said:
            return f"the history {place}: {said}; {remedy}"
    return f"the history {place} cannot be used: {said}"


_REMEDIES = (
    ("disk is full", "make room, recording goes on by itself"),
    ("disk I/O error", "check the disk, recording goes on by itself"),
    ("locked", "another program holds it; recording goes on once it lets go"),
    ("malformed", "it is damaged: move it away, and a new one is begun"),
    ("not a database", "move that file away, and a new one is begun"),
    ("unable to open", "check that the folder is there and may be written to"),
    ("readonly", "make the file writable"),
    ("no such table", "nobody has recorded here yet; `hub serve` does"),
    ("onnection", "is the server running? recording goes on once it answers"),
)


def _line(error: BaseException | None) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _driver(url: str) -> str:
    """PostgreSQL by the driver that the hub brings, however the URL is spelled."""
    scheme, colon, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if colon and scheme in ("postgres", "postgresql") else url


def _options(url: str) -> dict[str, object]:
    if not url.startswith("sqlite"):
        return {"pool_pre_ping": True, "connect_args": {"connect_timeout": int(WAIT)}}
    if file := sa.make_url(url).database:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    return {"connect_args": {"timeout": WAIT, "check_same_thread": False}}


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    """Readers go on while somebody writes; a crash of the machine may cost the last second, not the file."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
