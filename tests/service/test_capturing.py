"""A log that is read again goes on after its last line, and says where lines may be missing."""

from __future__ import annotations

import pytest

from hub.errors import Usage
from hub.service.capturing import Skip, _wanted

A, B, B2, C = (
    f"2026-11-24T12:00:0{at}Z {text}".encode() for at, text in ((0, "a"), (1, "b"), (1, "b2"), (2, "c"))
)


@pytest.mark.parametrize(
    ("last", "same", "found", "lost"),
    [
        (b"", 0, [A, B, B2, C], False),
        (b"2026-11-24T12:00:01", 2, [C], False),
        (b"2026-11-24T12:00:01", 1, [B2, C], False),
        (b"2026-11-24T12:00:02", 1, [], False),
        (b"2026-11-24T11:59:59", 1, [A, B, B2, C], True),
        (b"2026-11-24T12:00:00.5", 1, [B, B2, C], True),
    ],
)
def test_it_goes_on_after_the_last_line(last: bytes, same: int, found: list[bytes], lost: bool) -> None:
    skip = Skip(last, same)
    assert skip.of([A, B, B2, C]) == found
    assert skip.lost is lost


def test_in_batches_it_is_the_same() -> None:
    skip = Skip(b"2026-11-24T12:00:01", 2)
    assert [skip.of([one]) for one in (A, B, B2, C)] == [[], [], [], [C]]


@pytest.mark.parametrize(("text", "nothing"), [("-", True), ("", False), ("category!=deploy", False)])
def test_what_is_captured_is_a_filter(text: str, nothing: bool) -> None:
    assert (_wanted(text) is None) is nothing


def test_a_wrong_filter_is_told() -> None:
    with pytest.raises(Usage, match="categry"):
        _wanted("categry=train")
