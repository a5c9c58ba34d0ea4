"""The way to the server that a kubeconfig asks for: its address, TLS, a proxy."""

from __future__ import annotations

import os
import ssl
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from hub.errors import Usage

from .credentials import Certificate, content
from .kubeconfig import Target

PORTS = {"http": 80, "https": 443}


class Way(NamedTuple):
    """Where a server is, and through what: without ``tls`` in the clear, without ``proxy`` directly."""

    server: SplitResult
    tls: ssl.SSLContext | None
    name: str
    """What the server's certificate must say."""
    proxy: SplitResult | None

    @property
    def place(self) -> str:
        """Host and port, as a request names them."""
        return self.server.netloc.rpartition("@")[2]

    @property
    def headers(self) -> dict[str, str]:
        """What every request says of where it goes."""
        return {"Host": self.place} | ({} if self.tls else self.welcome)

    @property
    def welcome(self) -> dict[str, str]:
        """How a proxy lets us in, where its address says so."""
        if self.proxy is None or self.proxy.username is None:
            return {}
        plain = f"{unquote(self.proxy.username)}:{unquote(self.proxy.password or '')}"
        return {"Proxy-Authorization": f"Basic {b64encode(plain.encode()).decode()}"}

    def target(self, path: str) -> str:
        """What a request's first line names: to a proxy in the clear the whole address."""
        path = self.server.path + path
        return f"http://{self.place}{path}" if self.proxy and not self.tls else path


def way(target: Target, pair: Certificate | None) -> Way:
    """The way to a target, with our certificate. Raises `Usage` for what the kubeconfig has wrong."""
    server = urlsplit(target.server)
    secure = tls(target.cluster, pair) if server.scheme == "https" else None
    return Way(server, secure, target.cluster.get("tls-server-name") or server.hostname or "", proxy(target))


def tls(cluster: Mapping[str, Any], pair: Certificate | None) -> ssl.SSLContext:
    """A client context: the cluster's CA or the system's, and our certificate. Raises `Usage`."""
    authority = content(cluster, "certificate-authority")
    try:
        made = ssl.create_default_context(cadata=authority.decode("ascii") if authority else None)
    except (ssl.SSLError, UnicodeDecodeError, ValueError):
        raise Usage("certificate-authority in the kubeconfig is no PEM certificate; repair it") from None
    if cluster.get("insecure-skip-tls-verify"):
        made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    made.set_alpn_protocols(["http/1.1"])
    if pair:
        _present(made, pair)
    return made


def proxy(target: Target) -> SplitResult | None:
    """The kubeconfig's ``proxy-url``, else the environment's. Raises `Usage` for one we cannot use."""
    named = target.cluster.get("proxy-url") or _of_environment(urlsplit(target.server))
    if not named:
        return None
    if urlsplit(named).scheme not in PORTS:
        raise Usage(
            f"proxy-url {named} of the kubeconfig is no HTTP proxy; the hub goes through http and https only"
        )
    return urlsplit(named)


def _of_environment(server: SplitResult) -> str:
    """``HTTPS_PROXY`` and the like, which never hold for this machine (Go's ``net/http``, so kubectl)."""
    host = server.hostname or ""
    if host in ("localhost", "::1") or host.startswith("127."):
        return ""
    if not any(name.lower().endswith("_proxy") for name in os.environ):
        return ""  # the usual case need not import what answers the other
    from urllib.request import getproxies, proxy_bypass

    return "" if proxy_bypass(server.netloc) else getproxies().get(server.scheme, "")


def _present(made: ssl.SSLContext, pair: Certificate) -> None:
    from tempfile import NamedTemporaryFile

    # OpenSSL's Python binding takes files only; this one is readable by us alone and gone at once
    with NamedTemporaryFile(suffix=".pem") as file:
        file.write(pair.cert + b"\n" + pair.key)
        file.flush()
        try:
            made.load_cert_chain(file.name)
        except ssl.SSLError as error:
            what = f"client-certificate and client-key of the kubeconfig do not fit ({error.reason})"
            raise Usage(f"{what}; repair it or choose another --context") from None
