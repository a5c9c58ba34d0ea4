"""SPDY frames: what one end writes, the other one reads, however the bytes are cut."""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise

from hub_local.agent import spdy
from hypothesis import given
from hypothesis import strategies as st

HEADERS = {"streamtype": "data", "port": "8080", "requestid": "0"}


def opening(compress: zlib._Compress, stream: int, headers: dict[str, str]) -> bytes:
    """SYN_STREAM as a client writes it."""
    words = [word.encode() for pair in headers.items() for word in pair]
    raw = struct.pack("!I", len(headers)) + b"".join(struct.pack("!I", len(word)) + word for word in words)
    block = compress.compress(raw) + compress.flush(zlib.Z_SYNC_FLUSH)
    return spdy.control(spdy.SYN_STREAM, struct.pack("!IIH", stream, 0, 0) + block)


def conversation() -> tuple[bytes, list[spdy.Frame]]:
    compress = zlib.compressobj(zdict=spdy.DICTIONARY)
    settings = spdy.control(4, struct.pack("!I", 0))
    sent = [opening(compress, 1, HEADERS), spdy.data(1, b"hello"), settings, opening(compress, 3, HEADERS),
            spdy.pong(7), spdy.data(3, b"", fin=True), spdy.reset(1)]  # fmt: skip
    frames = [
        spdy.Frame(spdy.SYN_STREAM, 1, headers=HEADERS), spdy.Frame(spdy.DATA, 1, data=b"hello"),
        spdy.Frame(spdy.SYN_STREAM, 3, headers=HEADERS), spdy.Frame(spdy.PING, 7),
        spdy.Frame(spdy.DATA, 3, fin=True), spdy.Frame(spdy.RST_STREAM, 1),
    ]  # fmt: skip
    return b"".join(sent), frames


@given(st.lists(st.integers(0, 300), max_size=6).map(sorted))
def test_frames_survive_any_cut(cuts: list[int]) -> None:
    raw, expected = conversation()
    codec, edges = spdy.Codec(), [0, *cuts, len(raw)]
    pieces = [raw[begin:end] for begin, end in pairwise(edges)]
    assert [frame for piece in pieces for frame in codec.feed(piece)] == expected


def test_a_reply_can_be_read() -> None:
    reply = spdy.Codec().reply(5)
    assert reply[:4] == b"\x80\x03\x00\x02"
    assert struct.unpack("!I", reply[8:12]) == (5,)
    assert zlib.decompressobj(zdict=spdy.DICTIONARY).decompress(reply[12:]) == b"\0\0\0\0"


def test_the_dictionary_is_the_specifications() -> None:
    # Length and Adler-32 of the text in section 2.6.10.1; the checksum is what zlib itself compares.
    assert (len(spdy.DICTIONARY), zlib.adler32(spdy.DICTIONARY)) == (1423, 0xE3C6A7C2)
