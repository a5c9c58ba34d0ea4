"""Whether a request comes from where it may: no other site's page, no name that was bound to this address.

Sources: "DNS rebinding" needs a Host header that is not ours; CSRF needs an Origin that is not ours
("Cross-Site Request Forgery Prevention", OWASP cheat sheets; Fetch Metadata, W3C).
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers

SAFE = ("GET", "HEAD", "OPTIONS")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def strange_host(headers: Headers, names: Collection[str]) -> str:
    """Why this host is not served, or nothing. No names: every name is."""
    host = headers.get("host", "")
    name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
    if not names or name.lower() in names:
        return ""
    return f"this server is not called {name!r}; use the address that it printed, or start it with --name"


def strange_origin(headers: Headers, method: str, by_cookie: bool, upgrade: bool) -> str:
    """Why a request may be another site's doing, or nothing."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and origin.rpartition("://")[2] != headers.get("host", ""):
        return f"a page of {origin} may not ask this server"
    if not by_cookie or (method in SAFE and not upgrade):
        return "another site's page may not ask this server" if by_cookie and site == "cross-site" else ""
    if origin is None and site not in ("same-origin", "none"):
        return "a change with a cookie needs the Origin header that browsers send; use a bearer token"
    return ""
