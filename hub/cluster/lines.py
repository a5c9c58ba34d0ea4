"""A body that arrives in chunks, cut where it can be read: watches into lines, long lists into short ones."""

from __future__ import annotations

from collections.abc import AsyncIterator

PART = 1 << 18
"""Bytes of a list that are decoded at once: enough to be fast, few enough not to hold up the event loop."""
WHOLE = 1 << 62
"""For lists whose items nobody can tell apart by their bytes; they are short."""

START = b'"items":['
BETWEEN = b'},{"metadata":{"name":'
"""What stands between two pods of a list. Inside a string its quotes would be escaped; inside a pod
no list holds objects that begin with metadata (`core/v1`, 1.37)."""


async def lines(
    chunks: AsyncIterator[bytes], unfinished: bool = False, longest: int = WHOLE
) -> AsyncIterator[list[bytes]]:
    """Whole lines, as many as each chunk completes. A last one without its end only if asked for.

    What grows ``longest`` without an end is given as it is: a log may be a gigabyte without a newline.
    """
    begun: list[bytes] = []
    size = 0
    async for chunk in chunks:
        head, newline, rest = chunk.rpartition(b"\n")
        if not newline:
            begun.append(chunk)  # one join per line: a line of 1 MB comes in many chunks
            size += len(chunk)
            if size >= longest:
                whole, begun, size = b"".join(begun), [], 0
                yield [whole]
            continue
        begun.append(head)
        whole, begun, size = b"".join(begun), [rest] if rest else [], len(rest)
        yield whole.split(b"\n")
    if unfinished and begun:
        yield [b"".join(begun)]


async def parts(chunks: AsyncIterator[bytes], size: int = PART) -> AsyncIterator[bytes]:
    """A list of pods as several lists of about ``size`` bytes, each with the metadata of the whole.

    So decoding goes on while the server is still encoding, and no more than a
    part is ever held. What does not look like a list that can be cut comes whole.
    """
    head, held = b"", bytearray()
    async for chunk in chunks:
        held += chunk
        if len(held) < size:
            continue
        if not head:
            start = held.find(START, 0, 4096) + len(START)
            if start < len(START):
                size = WHOLE  # not what we know
                continue
            head = bytes(held[:start])
            del held[:start]
        cut = held.rfind(BETWEEN)
        if cut > 0:
            with memoryview(held) as view:
                part = b"".join(
                    (head, view[: cut + 1], b"]}")
                )  # copied once: these are a list's hundred megabytes
            del held[: cut + 2]
            yield part
    yield head + held
