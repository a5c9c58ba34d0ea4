"""Logs that are kept: whole, in order, capped, over restarts; in a folder and in a store of fsspec."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from hub.history import tape as tapes
from hub.history.opening import Trouble
from hub.history.shelf import Folder, Remote, Shelf, place
from hub.history.shelved import MARK, chosen, old, parts, read
from hub.history.tape import NOT_KEPT, PIECE, Tape, home
from hub.settings import Settings

HOME = home("cluster", "team-a", "label=a/b")
_NUMBERS = count()


@pytest.fixture(params=["folder", "memory"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    return (
        Folder(tmp_path / "logs") if request.param == "folder" else Remote(f"memory://logs{next(_NUMBERS)}")
    )


def lines(*texts: str, begin: int = 0) -> list[bytes]:
    return [
        f"2026-11-24T12:00:{at % 60:02d}.{at:03d}Z {text}".encode() for at, text in enumerate(texts, begin)
    ]


def tape(shelf: Shelf, pod: str = "p-0", run: int = 0, cap: int = 16 << 20, mask: bool = False) -> Tape:
    made = Tape(shelf, f"{HOME}/{pod}/main", run, cap, mask)
    made.resume()
    return made


def texts(shelf: Shelf, pod: str = "", previous: bool = False, since: datetime | None = None) -> list[str]:
    return [one.text for one in read(shelf, chosen(parts(shelf, HOME), pod, "", previous), since)]


def test_what_was_added_is_read_again(shelf: Shelf) -> None:
    one = tape(shelf)
    one.add(lines("a", "", "c  d"))
    one.flush()
    one.flush()
    one.add(lines("e", begin=3))
    assert texts(shelf) == ["a", "", "c  d"]
    one.flush()
    assert texts(shelf) == ["a", "", "c  d", "e"]


def test_several_containers_are_merged_by_time(shelf: Shelf) -> None:
    for pod, begin in (("p-1", 1), ("p-0", 0)):
        one = tape(shelf, pod)
        one.add(lines(f"{pod} a", begin=begin) + lines(f"{pod} b", begin=begin + 2))
        one.flush()
    assert texts(shelf) == ["p-0 a", "p-1 a", "p-0 b", "p-1 b"]
    assert texts(shelf, "p-1") == ["p-1 a", "p-1 b"]


def test_fractions_of_any_length_are_in_order(shelf: Shelf) -> None:
    for pod, time in (("p-0", "12:00:00.12Z"), ("p-1", "12:00:00.1Z"), ("p-2", "12:00:00Z")):
        one = tape(shelf, pod)
        one.add([f"2026-11-24T{time} {time}".encode()])
        one.flush()
    assert texts(shelf) == ["12:00:00Z", "12:00:00.1Z", "12:00:00.12Z"]


def test_previous_is_all_but_the_last_run(shelf: Shelf) -> None:
    for run in range(3):
        one = tape(shelf, run=run)
        one.add(lines(f"run {run}", begin=run))
        one.flush()
    assert texts(shelf) == ["run 0", "run 1", "run 2"]
    assert texts(shelf, previous=True) == ["run 0", "run 1"]


def test_above_the_cap_the_middle_goes_and_it_is_said(shelf: Shelf) -> None:
    one = tape(shelf, cap=3 * PIECE)
    for number in range(8):
        one.add(lines(*(f"{number} " + "x" * 1000 for _ in range(1100)), begin=number))
        one.flush()
    found = texts(shelf)
    assert {text[:2] for text in found} == {"0 ", "hu", "7 "}
    assert found.count(MARK) == 1


def test_after_a_restart_it_goes_on_where_it_was(shelf: Shelf) -> None:
    first = tape(shelf)
    first.add(lines("a", "b") + lines("b again", begin=1))
    first.flush()
    again = tape(shelf)
    assert (again.last, again.same) == (b"2026-11-24T12:00:01.001", 2)
    again.add(lines("c", begin=2))
    again.flush()
    assert texts(shelf) == ["a", "b", "b again", "c"]


def test_since_leaves_out_what_is_older(shelf: Shelf) -> None:
    one = tape(shelf)
    one.add(lines("a", "b", "c"))
    one.flush()
    assert texts(shelf, since=datetime(2026, 11, 24, 12, 0, 1, tzinfo=UTC)) == ["b", "c"]


def test_what_is_no_utf8_and_has_no_time_is_kept(shelf: Shelf) -> None:
    one = tape(shelf, mask=True)
    one.add([b"2026-11-24T12:00:00Z \xff\xfe", b"broken"])
    one.flush()
    assert texts(shelf) == ["\ufffd\ufffd", ""]


def test_what_is_old_is_let_go_of(shelf: Shelf) -> None:
    one = tape(shelf)
    one.add(lines("a"))
    one.flush()
    assert old(shelf, "cluster", datetime(2026, 11, 24, tzinfo=UTC)) == 0
    assert old(shelf, "cluster", datetime(2026, 11, 25, tzinfo=UTC)) == 1
    assert parts(shelf, HOME) == []


def test_a_shelf_that_cannot_be_written_costs_nothing_but_is_said(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("no folder")
    one = Tape(Folder(tmp_path / "logs"), f"{HOME}/p-0/main", 0, PIECE, False)
    one.add(lines("a"))
    with pytest.raises(Trouble, match="history_logs"):
        one.flush()
    (tmp_path / "logs").unlink()
    one.flush()
    assert texts(Folder(tmp_path / "logs")) == ["a"]


def test_what_waits_for_a_shelf_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tapes, "MOST", 10_000)
    folder = Folder(tmp_path)
    one = Tape(folder, f"{HOME}/p-0/main", 0, PIECE, False)
    for at in range(50):
        one.add(lines("x" * 1000, begin=at))
    one.flush()
    found = texts(folder)
    assert found[0] == NOT_KEPT.decode()
    assert len(found) < 12


def test_a_damaged_piece_says_so(tmp_path: Path) -> None:
    shelf = Folder(tmp_path)
    one = tape(shelf)
    one.add(lines("a"))
    one.flush()
    (path,) = tmp_path.rglob("*.gz")
    path.write_bytes(b"nonsense")
    assert "damaged" in texts(shelf)[0]


def test_logs_stand_beside_the_database_unless_a_setting_says_where(tmp_path: Path) -> None:
    assert place(Settings(history_url=f"sqlite:///{tmp_path}/h.db")) == f"{tmp_path}/logs"
    assert place(Settings(history_logs="s3://bucket/logs")) == "s3://bucket/logs"
