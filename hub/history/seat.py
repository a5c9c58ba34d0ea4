"""One recorder at a time: a lock that the system itself lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from .opening import troubles

NUMBER = 7_741_023_561
"""The advisory lock on PostgreSQL; any number that nobody else is likely to use."""


def me() -> str:
    """Who records: the machine and the process."""
    return f"{socket.gethostname()}, process {os.getpid()}"


class Seat:
    """The recorder's place. On SQLite a locked file beside the database, on PostgreSQL an advisory lock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._file: IO[str] | None = None
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Whether it is ours now. Raises `Trouble`."""
        if self._engine.dialect.name == "sqlite":
            return self._take_file(Path(f"{self._engine.url.database}.recorder"))
        with troubles(self._engine):
            return self._take_lock()

    def held(self) -> bool:
        """Whether it still is: a server that was started again has forgotten its locks."""
        if self._connection is None:
            return self._file is not None
        with suppress(sa.exc.SQLAlchemyError):
            self._connection.execute(sa.select(1))
            self._connection.commit()
            return True
        self.leave()
        return False

    def leave(self) -> None:
        if self._file is not None:
            self._file.close()
        if self._connection is not None:
            with suppress(sa.exc.SQLAlchemyError):
                self._connection.invalidate()
            self._connection.close()
        self._file = self._connection = None

    def _take_file(self, path: Path) -> bool:
        file = path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    def _take_lock(self) -> bool:
        connection = self._engine.connect()
        taken = bool(connection.execute(sa.select(sa.func.pg_try_advisory_lock(NUMBER))).scalar())
        connection.commit()
        if taken:
            self._connection = connection
        else:
            connection.close()
        return taken
