"""What the API server, or the way to it, said no with: one line for the user, a code for us."""

from __future__ import annotations

import ssl
from typing import Any

import msgspec

from hub.errors import HubError, NoCluster, NotAllowed, NotFound


class Answer(HubError):
    """The API server answered, and it was no. ``code`` is HTTP's, ``reason`` Kubernetes' word for it."""

    code = 0
    reason = ""


class Forbidden(Answer, NotAllowed):
    """401 and 403: not known, or known and not allowed."""


class Absent(Answer, NotFound):
    """404: no such object, or no such kind."""


class Unreachable(NoCluster):
    """No answer at all: refused, cut, timed out, or not the server that was meant."""


class _Status(msgspec.Struct):
    message: str = ""
    reason: str = ""


def answered(code: int, body: bytes, who: str = "") -> Answer:
    """The error for a response of 400 or more; ``body`` is a ``meta/v1 Status`` when Kubernetes wrote it."""
    status = _status(body)
    said = " ".join(status.message.split()) or f"HTTP {code}"
    kind = {401: Forbidden, 403: Forbidden, 404: Absent}.get(code, Answer)
    error = kind(_REMEDIES.get(code, "{said}").format(said=said, who=who or "this user"))
    error.code, error.reason = code, status.reason
    return error


_REMEDIES = {
    401: "the cluster does not accept the credentials of {who} (expired or revoked?); "
    "log in again, or choose others with --context",
    403: "{said}; ask for a role that allows it, or choose another --context or namespace",
    429: "the cluster is overloaded and asks to wait ({said}); try again in a while",
}


def unreached(error: OSError, server: str) -> Unreachable:
    """The error for a connection that failed, in the way the system said it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unreachable(
            f"{server} shows a certificate that does not fit ({error.verify_message}); "
            "check certificate-authority and tls-server-name in the kubeconfig"
        )
    if isinstance(error, ssl.SSLError):
        return Unreachable(
            f"no TLS with {server} ({error.reason}); check the server's address in the kubeconfig"
        )
    if isinstance(error, ConnectionRefusedError):
        return Unreachable(
            f"nothing answers at {server}; is the cluster running? `hub up` starts a local one"
        )
    if isinstance(error, TimeoutError):
        return Unreachable(f"{server} does not answer in time; is it reachable from here (VPN, proxy)?")
    said = " ".join(str(error).split()) or type(error).__name__
    return Unreachable(f"no connection to {server} ({said}); check the server's address and the network")


def _status(body: bytes) -> _Status:
    try:
        return msgspec.json.decode(body, type=_Status)
    except (msgspec.DecodeError, UnicodeDecodeError):
        text: Any = body[:200].decode(errors="replace")
        return _Status(message=text)
