"""What a browser may load and run for the page: this server's files, and the very scripts that are in it.

Without exceptions for inline scripts: each that NiceGUI writes into a page is named by its hash. Two
exceptions are left. Vue makes functions of templates (``unsafe-eval``), and Quasar and Vue write style
attributes (``unsafe-inline``, for styles alone).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from hashlib import sha256
from typing import Any

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


def policy(document: bytes) -> str:
    """The Content-Security-Policy of one HTML document."""
    scripts = " ".join(("'self'", "'unsafe-eval'", *_hashes(document)))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def _hashes(document: bytes) -> Iterator[str]:
    for script in INLINE.findall(document):
        # as a browser reads it: HTML has one sort of line end
        digest = sha256(script.replace(b"\r\n", b"\n")).digest()
        yield f"'sha256-{b64encode(digest).decode()}'"


class Policy:
    """ASGI middleware: holds an HTML document back until it is whole, and sends it with its policy."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        await self._app(scope, receive, _Document(send) if scope["type"] == "http" else send)


class _Document:
    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _html(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._whole(self._start)

    async def _whole(self, start: Message) -> None:
        headers = [*start["headers"], (b"content-security-policy", policy(self._body).encode())]
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": self._body})


def _html(message: Message) -> bool:
    return any(name == b"content-type" and b"text/html" in value for name, value in message["headers"])
