"""Bodies in chunks, cut anywhere: lines are whole, parts of a list are lists."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from hub.cluster.lines import WHOLE, lines, parts


async def chunked(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("unfinished", [True, False])
async def test_lines_do_not_depend_on_how_they_arrive(size: int, unfinished: bool) -> None:
    found = [
        line async for some in lines(chunked(b"one\ntwo\n\nthree\nfo", size), unfinished) for line in some
    ]
    assert [line for line in found if line] == [b"one", b"two", b"three", *([b"fo"] if unfinished else [])]


def body(count: int) -> bytes:
    """Pods as the API server writes them, with text that looks like what stands between two of them."""
    items = [
        {"metadata": {"name": f"p{n}", "annotations": {"a": '},{"metadata":{"name":"x'}}, "spec": {"n": n}}
        for n in range(count)
    ]
    head = {"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": "7"}}
    return msgspec.json.encode(head | {"items": items}) + b"\n"


@pytest.mark.parametrize("size", [1, 50, 10_000])
@pytest.mark.parametrize("count", [0, 1, 2, 100])
@pytest.mark.parametrize("part", [1, 500, WHOLE])
async def test_the_parts_of_a_list_are_lists_that_together_are_it(size: int, count: int, part: int) -> None:
    found = [msgspec.json.decode(raw) async for raw in parts(chunked(body(count), size), part)]
    assert [item for each in found for item in each["items"]] == msgspec.json.decode(body(count))["items"]
    assert {each["metadata"]["resourceVersion"] for each in found} == {"7"}


async def test_a_list_in_another_style_comes_whole() -> None:
    odd = msgspec.json.format(body(50), indent=2)
    assert [raw async for raw in parts(chunked(odd, 64), 100)] == [odd]


async def test_long_lists_are_cut() -> None:
    assert len([raw async for raw in parts(chunked(body(100), 64), 500)]) > 10
