"""SPDY/3.1 frames, as much of them as port forwarding uses. Pure: bytes in, frames out, and back.

Source: "SPDY Protocol - Draft 3.1". There is no flow control here, as there is none in Kubernetes' own
client.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

SYN_STREAM, SYN_REPLY, RST_STREAM, PING, GOAWAY, DATA = 1, 2, 3, 6, 7, -1
FIN = 1
CANCEL = 5
_WORDS = """
options|head|post|put|delete|trace|accept|accept-charset|accept-encoding|accept-language|accept-ranges|age|
allow|authorization|cache-control|connection|content-base|content-encoding|content-language|content-length|
content-location|content-md5|content-range|content-type|date|etag|expect|expires|from|host|if-match|
if-modified-since|if-none-match|if-range|if-unmodified-since|last-modified|location|max-forwards|pragma|
proxy-authenticate|proxy-authorization|range|referer|retry-after|server|te|trailer|transfer-encoding|upgrade|
user-agent|vary|via|warning|www-authenticate|method|get|status|200 OK|version|HTTP/1.1|url|public|set-cookie|
keep-alive|origin
""".replace("\n", "").split("|")
_TAIL = (
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
    "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized"
    "403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable"
    "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
    "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,"
    "text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0."
)
DICTIONARY = b"".join(struct.pack("!I", len(word)) + word.encode() for word in _WORDS) + _TAIL.encode()
"""What header compression starts from (section 2.6.10.1)."""


@dataclass(frozen=True, slots=True)
class Frame:
    """``kind`` is a control frame's type, or ``DATA``. A ping has its number as ``stream``."""

    kind: int
    stream: int
    fin: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    data: bytes = b""


class Codec:
    """One connection's worth of compression state and of bytes not yet whole."""

    def __init__(self) -> None:
        self._rest = b""
        self._inflate = zlib.decompressobj(zdict=DICTIONARY)
        self._deflate = zlib.compressobj(zdict=DICTIONARY)

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that are whole now. Control frames that port forwarding does not need are left out."""
        self._rest += data
        while len(self._rest) >= 8:
            first, second = struct.unpack_from("!II", self._rest)
            length = second & 0xFFFFFF
            if len(self._rest) < 8 + length:
                return
            body, self._rest = self._rest[8 : 8 + length], self._rest[8 + length :]
            fin = bool(second >> 24 & FIN)
            if not first >> 31:
                yield Frame(DATA, first, fin, data=body)
            elif frame := self._control(first & 0xFFFF, fin, body):
                yield frame

    def _control(self, kind: int, fin: bool, body: bytes) -> Frame | None:
        if kind not in (SYN_STREAM, RST_STREAM, PING, GOAWAY):
            # The compression state has to see every header block.
            if kind in (SYN_REPLY, 8):
                self._headers(body[4:])
            return None
        (number,) = struct.unpack_from("!I", body)
        headers = self._headers(body[10:]) if kind == SYN_STREAM else {}
        return Frame(kind, number & 0x7FFFFFFF if kind == SYN_STREAM else number, fin, headers)

    def _headers(self, block: bytes) -> dict[str, str]:
        raw = self._inflate.decompress(block)
        (count,) = struct.unpack_from("!I", raw)
        words, position = [], 4
        for _ in range(2 * count):
            (length,) = struct.unpack_from("!I", raw, position)
            words.append(raw[position + 4 : position + 4 + length].decode())
            position += 4 + length
        return dict(zip(words[::2], words[1::2], strict=True))

    def reply(self, stream: int) -> bytes:
        """SYN_REPLY without headers: the stream is accepted."""
        block = self._deflate.compress(struct.pack("!I", 0)) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        return control(SYN_REPLY, struct.pack("!I", stream) + block)


def control(kind: int, body: bytes, flags: int = 0) -> bytes:
    return struct.pack("!HHI", 0x8003, kind, flags << 24 | len(body)) + body


def data(stream: int, content: bytes, fin: bool = False) -> bytes:
    return struct.pack("!II", stream, (FIN if fin else 0) << 24 | len(content)) + content


def reset(stream: int) -> bytes:
    return control(RST_STREAM, struct.pack("!II", stream, CANCEL))


def pong(number: int) -> bytes:
    return control(PING, struct.pack("!I", number))
