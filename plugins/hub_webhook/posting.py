"""One POST, signed as Standard Webhooks asks (standardwebhooks.com, specification 1.0.0)."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Awaitable, Callable, Mapping
from time import time
from typing import Any
from urllib.parse import urlsplit

import msgspec

from hub.errors import HubError
from hub.plugin import Notice, Server

PATIENCE = 10.0
"""Seconds for an answer."""
PREFIX = "whsec_"
"""What a secret begins with that is written in base64."""


def poster(
    name: str, shape: Callable[[Notice], Mapping[str, Any]]
) -> Callable[[Server, Notice], Awaitable[None]]:
    """How a notifier of this shape tells."""

    async def tell(server: Server, notice: Notice) -> None:
        await _post(name, server, notice.id, msgspec.json.encode(shape(notice)))

    return tell


async def _post(name: str, server: Server, number: str, body: bytes) -> None:
    """Raises `HubError`. The address' path is left out of it: with Slack and Teams it is the secret."""
    import aiohttp  # a tenth of a second, which a command that tells nobody need not wait

    setting, where = f"HUB_{name.upper()}_URL", _host(server.url)
    limit = aiohttp.ClientTimeout(total=PATIENCE)
    headers = _headers(server, number, str(int(time())), body)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit, headers=headers) as http,
            http.post(server.url, data=body, allow_redirects=False) as answer,
        ):
            status = answer.status
    except TimeoutError:
        raise HubError(f"{name}: {where} did not answer for {PATIENCE:g} seconds; check {setting}") from None
    except (aiohttp.InvalidURL, ValueError):
        raise HubError(f"{name}: {setting} is no http address; correct it") from None
    except (aiohttp.ClientError, OSError) as error:
        raise HubError(f"{name}: {where} is not reached ({type(error).__name__}); check {setting}") from None
    if not 200 <= status < 300:
        raise HubError(f"{name}: {where} answers {status}; check {setting}")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "its address"
    except ValueError:
        return "its address"


def _headers(server: Server, number: str, now: str, body: bytes) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "webhook-id": number, "webhook-timestamp": now}
    if server.token:
        headers["Authorization"] = f"Bearer {server.token}"
    if server.password:
        headers["webhook-signature"] = signature(server.password, number, now, body)
    return headers


def signature(secret: str, number: str, now: str, body: bytes) -> str:
    """``v1,`` and the base64 of HMAC-SHA256 over id, time and body. Raises `HubError`."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX)) if secret.startswith(PREFIX) else secret.encode()
    except binascii.Error:
        raise HubError(f"a secret that begins with {PREFIX} is base64, and this is not; correct it") from None
    found = hmac.digest(key, f"{number}.{now}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(found).decode()}"
