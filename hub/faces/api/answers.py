"""What goes back: JSON by msgspec, which needs no second description of a row, with an entity tag."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import msgspec
from fastapi import Request, Response

JSON = "application/json"
CSV = "text/csv; charset=utf-8; header=present"
PRIVATE = {"Cache-Control": "private, no-cache"}
"""It may be kept by the one browser, which asks every time whether it is still so."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


def json(value: Any, status: int = 200) -> Response:
    """Any value that msgspec can write."""
    return Response(_encode(value), status, dict(PRIVATE), JSON)


def tagged(request: Request, body: bytes, media: str = JSON, **headers: str) -> Response:
    """A body with its entity tag; 304 for somebody who has it already (RFC 9110, 13.1.2)."""
    # weak: what gzip makes of it is another sequence of bytes with the same meaning
    tag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    own = {**PRIVATE, "ETag": tag, "Vary": "Accept, Authorization, Cookie", **headers}
    if tag in _tags(request.headers.get("If-None-Match", "")):
        return Response(status_code=304, headers=own)
    return Response(body, headers=own, media_type=media)


def encoded(value: Any) -> bytes:
    """As `json` writes it."""
    return _encode(value)


def listed(items: Iterable[Any], next: str | None = None, total: int | None = None) -> dict[str, Any]:  # noqa: A002
    """A list in the contract's shape."""
    found = list(items)
    return {"items": found, "next": next, "total": len(found) if total is None else total}


def _tags(header: str) -> frozenset[str]:
    return frozenset(tag if tag.startswith("W/") else f"W/{tag}" for tag in map(str.strip, header.split(",")))
