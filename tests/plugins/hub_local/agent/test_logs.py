"""Container logs: written in the CRI format, read back as kubectl asks for them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hub_local.agent import logs
from hub_local.agent.read_logs import Wish, lines
from hypothesis import given, settings
from hypothesis import strategies as st


def stored(folder: Path, *texts: str, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> Path:
    """A log with one line a second."""
    path = folder / "0.log"
    stamps = (f"{start + timedelta(seconds=n):%Y-%m-%dT%H:%M:%S.%f}000Z" for n in range(len(texts)))
    path.write_text("".join(f"{stamp} stdout F {text}\n" for stamp, text in zip(stamps, texts, strict=True)))
    return path


async def read(path: Path, wish: Wish, alive: bool = False) -> str:
    return b"".join([part async for part in lines(path, wish, lambda: alive)]).decode()


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(), "a\nb\nc\n"),
        (Wish(tail=2), "b\nc\n"),
        (Wish(tail=0), ""),
        (Wish(tail=9), "a\nb\nc\n"),
        (Wish(since=datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC)), "b\nc\n"),
        (Wish(tail=1, stamps=True), "2026-01-01T00:00:02.000000000Z c\n"),
    ],
)
async def test_reading(tmp_path: Path, wish: Wish, expected: str) -> None:
    assert await read(stored(tmp_path, "a", "b", "c"), wish) == expected


@settings(max_examples=50)
@given(st.lists(st.text("ab ", max_size=4000), max_size=60), st.integers(0, 70))
def test_the_tail_is_the_last_lines(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], count: int
) -> None:
    path = stored(tmp_path_factory.mktemp("log"), *texts)
    expected = "".join(f"{text}\n" for text in (texts[-count:] if count else []))
    assert asyncio.run(read(path, Wish(tail=count))) == expected


async def written(folder: Path, *chunks: bytes) -> Path:
    stream = asyncio.StreamReader()
    for chunk in chunks:
        stream.feed_data(chunk)
    stream.feed_eof()
    with logs.create(folder, "main", 0) as log:
        await logs.copy(stream, "stdout", log)
    return logs.file_of(folder, "main", 0)


async def test_what_is_written_comes_back(tmp_path: Path) -> None:
    path = await written(tmp_path, b"one\ntw", b"o\n\nwithout an end")
    assert await read(path, Wish()) == "one\ntwo\n\nwithout an end"
    assert all(
        line.split()[1:3] in (["stdout", "F"], ["stdout", "P"]) for line in path.read_text().splitlines()
    )


async def test_a_very_long_line_is_stored_in_parts_and_read_whole(tmp_path: Path) -> None:
    text = b"x" * (3 * logs.LONGEST_LINE + 5)
    path = await written(tmp_path, text + b"\nnext\n")
    assert await read(path, Wish()) == text.decode() + "\nnext\n"


async def test_following_ends_with_the_container_and_misses_nothing(tmp_path: Path) -> None:
    path, seen = stored(tmp_path, "a"), []
    async for part in lines(path, Wish(follow=True), lambda: not seen):
        seen.append(part)
        if len(seen) == 1:
            with open(path, "a") as log:
                log.write("2026-01-01T00:00:09.000000000Z stdout F last\n")
    assert b"".join(seen) == b"a\nlast\n"


def test_only_the_last_two_runs_are_kept(tmp_path: Path) -> None:
    for restart in range(4):
        logs.create(tmp_path, "main", restart).close()
    assert sorted(path.name for path in (tmp_path / "main").iterdir()) == ["2.log", "3.log"]


def test_the_end_of_a_log_as_a_message(tmp_path: Path) -> None:
    assert (
        logs.message(stored(tmp_path, "first", "Traceback", "ValueError"), lines=2)
        == "Traceback\nValueError\n"
    )
    assert logs.message(tmp_path / "none.log") == ""
