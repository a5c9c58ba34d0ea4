"""Answers that are no success, and servers that do not answer, as `hub.errors`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec

from hub.errors import HubError, NoCluster, NotAllowed, NotFound, Refused, Usage

_BY_CODE: Mapping[int, type[HubError]] = {2: Usage, 3: NotFound, 4: NotAllowed, 5: NoCluster}
_BY_STATUS: Mapping[int, type[HubError]] = {401: NotAllowed, 403: NotAllowed, 404: NotFound, 409: Refused}


class Where(NamedTuple):
    """A server and the token that lets in."""

    url: str
    token: str

    @property
    def http(self) -> dict[str, Any]:
        """How httpx is to ask it. A server on this machine is never asked through a proxy."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        near = urlsplit(self.url).hostname in ("localhost", "127.0.0.1", "::1")
        base = f"{self.url}/api/v1"
        return {"base_url": base, "headers": headers, "timeout": httpx.Timeout(30.0), "trust_env": not near}


def where(url: str = "", token: str = "") -> Where:
    """The server: as given, or ``HUB_SERVER`` and ``HUB_TOKEN``. `hub serve` prints both in one address.

    Raises `Usage`.
    """
    given = (url or os.environ.get("HUB_SERVER", "")).strip()
    if not given:
        raise Usage("no server is named; give the address that `hub serve` prints, or set HUB_SERVER to it")
    try:
        parts = urlsplit(given)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise Usage("the server's address is none; write http://HOST:PORT, as `hub serve` prints it")
    inside = parse_qs(parts.query).get("token", [""])[0]
    return Where(
        f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}",
        token or inside or os.environ.get("HUB_TOKEN", ""),
    )


def away(place: Where, error: httpx.HTTPError) -> NoCluster:
    """For a server that cannot be reached, or that fell silent."""
    why = str(error) or type(error).__name__
    return NoCluster(f"{place.url} does not answer ({why}); is `hub serve` running there?")


def checked(status: int, body: bytes) -> bytes:
    """The body of a success. Raises the `HubError` that the server had."""
    if status < 400:
        return body
    try:
        told = msgspec.json.decode(body)
        detail, code = str(told["detail"]), told.get("exitCode")
    except (msgspec.DecodeError, TypeError, KeyError, AttributeError):
        raise HubError(f"the server answers {status}; is it a `hub serve`?") from None
    if status == 401:
        detail += "; the token goes into HUB_TOKEN"
    kind = _BY_STATUS.get(status) or _BY_CODE.get(code) or HubError
    raise kind(detail)


def patience(asked: Mapping[str, object]) -> httpx.Timeout:
    """A log that is followed may be silent for long."""
    return httpx.Timeout(30.0, read=None if asked.get("follow") else 30.0)
