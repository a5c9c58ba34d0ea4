"""Each test on SQLite and on a real PostgreSQL, with a history of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from hub.history.journal import Journal
from hub.history.opening import engine
from hub.history.reading import History

from .postgres import server
from .story import NOW, SERVER

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty history."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/history.db"
    whole: str = request.getfixturevalue("postgres")
    name = f"history{next(_NUMBERS)}"
    made = engine(whole)
    with made.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    made.dispose()
    return whole.replace("/postgres?", f"/{name}?")


@pytest.fixture
def journal(url: str) -> Iterator[Journal]:
    """The recorder's end, open."""
    made = Journal(url, "kube-system-uid", SERVER)
    assert made.open(NOW) == {}
    yield made
    made.close()


@pytest.fixture
def history(url: str, journal: Journal) -> Iterator[History]:
    """The readers' end."""
    made = History(url, SERVER)
    yield made
    made.close()
