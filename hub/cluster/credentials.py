"""Who we are to the API server: a header, a certificate, and how to renew them.

What a kubeconfig says outright is used as it is, because importing the official
client costs half a second. What needs a command or an identity provider
(``exec``, ``auth-provider``) is left to the official client.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from hub.errors import NotAllowed, Usage

from .kubeconfig import Target


class Certificate(NamedTuple):
    """A client certificate and its key, both PEM."""

    cert: bytes
    key: bytes


class Credentials(Protocol):
    """What a session asks for before each request."""

    async def header(self) -> str:
        """The ``Authorization`` header; empty when a certificate says it all."""

    async def certificate(self) -> Certificate | None:
        """The client certificate, if there is one."""

    async def renew(self, refused: str) -> bool:
        """After a 401 for this header: whether there is something new to try."""


def credentials(target: Target) -> Credentials:
    """The way this target's user proves who they are. Raises `Usage` when the entry is broken."""
    user = target.user
    if "exec" in user or "auth-provider" in user:
        return Official(target)
    cert, key = content(user, "client-certificate"), content(user, "client-key")
    pair = Certificate(cert, key) if cert and key else None
    if user.get("token"):
        return Stated(f"Bearer {user['token']}", pair)
    if user.get("tokenFile"):
        return Filed(Path(user["tokenFile"]), pair)
    if user.get("username"):
        plain = f"{user['username']}:{user.get('password', '')}"
        return Stated(f"Basic {base64.b64encode(plain.encode()).decode()}", pair)
    return Stated("", pair)


def content(entry: Mapping[str, Any], name: str) -> bytes:
    """What a kubeconfig gives inline (``NAME-data``, base64) or in a file (``NAME``)."""
    try:
        if data := entry.get(f"{name}-data"):
            return base64.b64decode(data, validate=False)
        return Path(entry[name]).read_bytes() if entry.get(name) else b""
    except (binascii.Error, ValueError, TypeError):
        raise Usage(
            f"{name}-data in the kubeconfig is not base64; repair it or choose another --context"
        ) from None
    except OSError as error:
        raise Usage(
            f"{name} {entry[name]} of the kubeconfig cannot be read ({error.strerror}); repair it"
        ) from None


class Stated:
    """A token, password or certificate that stands in the kubeconfig."""

    def __init__(self, header: str, pair: Certificate | None) -> None:
        self._header, self._pair = header, pair

    async def header(self) -> str:
        return self._header

    async def certificate(self) -> Certificate | None:
        return self._pair

    async def renew(self, refused: str) -> bool:
        return await self.header() != refused


class Filed(Stated):
    """A token in a file that somebody else renews, as in every pod: read again whenever it changed."""

    def __init__(self, file: Path, pair: Certificate | None) -> None:
        super().__init__("", pair)
        self._file, self._changed = file, -1

    async def header(self) -> str:
        try:
            changed = self._file.stat().st_mtime_ns
            if changed != self._changed:
                self._header, self._changed = f"Bearer {self._file.read_text().strip()}", changed
        except OSError as error:
            raise Usage(
                f"the token file {self._file} cannot be read ({error.strerror}); repair the kubeconfig"
            ) from None
        return self._header


class Official:
    """A command or an identity provider, run by the official client, which renews before expiry."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._configuration: Any = None
        self._lock = asyncio.Lock()

    async def header(self) -> str:
        async with self._lock:
            known = await self._loaded()
            # in a thread: when the token is about to expire this runs the command again
            key = await asyncio.to_thread(known.get_api_key_with_prefix, "BearerToken", "authorization")
        return str(key or "")

    async def certificate(self) -> Certificate | None:
        async with self._lock:
            known = await self._loaded()
        if not (known.cert_file and known.key_file):
            return None
        return Certificate(Path(known.cert_file).read_bytes(), Path(known.key_file).read_bytes())

    async def renew(self, refused: str) -> bool:
        if await self.header() == refused:  # else another request's 401 has renewed it already
            self._configuration = None
        return True

    async def _loaded(self) -> Any:
        if self._configuration is None:
            self._configuration = await asyncio.to_thread(_ask, self._target)
        return self._configuration


def _ask(target: Target) -> Any:
    """The official client's configuration with fresh credentials in it. Raises `NotAllowed`."""
    from importlib import import_module

    official = import_module("kubernetes.config")  # untyped

    told = _Told()
    root = logging.getLogger()
    root.addHandler(told)  # the client logs what a command's failure was, and goes on without credentials
    try:
        files = ":".join(map(str, target.files))
        known: Any = official.new_client_from_config(
            files, target.context or None, persist_config=False
        ).configuration
    except (official.ConfigException, OSError, ValueError, KeyError) as error:
        told.lines.append(str(error))
        known = None
    finally:
        root.removeHandler(told)
    if known is None or not (known.api_key or known.cert_file):
        command = target.user.get("exec") or {}
        name = (
            command.get("command", "the auth provider")
            if isinstance(command, Mapping)
            else "the auth provider"
        )
        said = " ".join(" ".join(told.lines).split()) or "it gave none"
        raise NotAllowed(f"no credentials from {name} ({said}); log in with it, or choose another --context")
    return known


class _Told(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
