"""The way to the server that a kubeconfig asks for: TLS, proxy, sockets that notice a dead peer."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from hub.errors import Usage

from .credentials import Certificate, content
from .kubeconfig import Target

KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
"""A peer that vanished without a word is noticed within a minute."""


def tls(cluster: Mapping[str, Any], pair: Certificate | None) -> ssl.SSLContext:
    """A client context: the cluster's CA or the system's, and our certificate. Raises `Usage`."""
    authority = content(cluster, "certificate-authority")
    try:
        made = ssl.create_default_context(cadata=authority.decode("ascii") if authority else None)
    except (ssl.SSLError, UnicodeDecodeError, ValueError):
        raise Usage("certificate-authority in the kubeconfig is no PEM certificate; repair it") from None
    if cluster.get("insecure-skip-tls-verify"):
        made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    if pair:
        _present(made, pair)
    return made


def proxy(target: Target) -> str | None:
    """The kubeconfig's ``proxy-url``, else the environment's. Raises `Usage` for one we cannot use."""
    parts = urlsplit(target.server)
    named = target.cluster.get("proxy-url")
    if not named and not proxy_bypass(parts.hostname or ""):
        named = getproxies().get(parts.scheme)
    if named and urlsplit(named).scheme not in ("http", "https"):
        raise Usage(
            f"proxy-url {named} of the kubeconfig is no HTTP proxy; the hub goes through http and https only"
        )
    return named or None


def keepalive(address: Any) -> socket.socket:
    """An unconnected socket for one of ``getaddrinfo``'s answers."""
    family, kind, protocol, _, _ = address
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in KEEPALIVE.items():
        if hasattr(socket, name):
            made.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return made


def _present(made: ssl.SSLContext, pair: Certificate) -> None:
    # OpenSSL's Python binding takes files only; this one is readable by us alone and gone at once
    with NamedTemporaryFile(suffix=".pem") as file:
        file.write(pair.cert + b"\n" + pair.key)
        file.flush()
        try:
            made.load_cert_chain(file.name)
        except ssl.SSLError as error:
            what = f"client-certificate and client-key of the kubeconfig do not fit ({error.reason})"
            raise Usage(f"{what}; repair it or choose another --context") from None
