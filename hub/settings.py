"""What the user has set: one frozen record, and where each value came from.

Sources, the first that has a value wins: the command's flags, the environment (``HUB_`` and the
name in capitals), ``hub.toml`` in the current folder, then in the user's configuration folder,
then the defaults written here. An unknown name is an error: a mistyped setting that is silently
ignored costs an hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from hub.errors import Usage, nearest

PREFIX = "HUB_"
DAY = 86_400.0
FILE = "hub.toml"
_FOREIGN = re.compile(
    r"HUB_LOCAL_.*"  # the local cluster's own
    r"|HUB_(.*_)?SERVICE_(HOST|PORT)(_.*)?|HUB_(.*_)?PORT(_\d+_(TCP|UDP|SCTP).*)?"
)
"""Variables that are not ours to judge. The kubelet sets the second sort in every pod beside a Service
named ``hub`` or ``hub-…`` ("Accessing the Service", kubernetes.io)."""


def _setting(default: Any, about: str) -> Any:
    return field(default=default, metadata={"about": about})


_SERVER = re.compile(r"([a-z][a-z0-9]*)_(url|user|password|token|namespace)")
"""``HUB_AIRFLOW_URL`` and the like: a server that a plugin's source asks."""


class Server(NamedTuple):
    """A framework's own server: where it is and how to be let in. Empty text is "not set"."""

    url: str = ""
    user: str = ""
    password: str = ""
    token: str = ""
    namespace: str = ""
    """Where its workloads are shown that have no pod yet, or none any more."""

    @property
    def address(self) -> str:
        """The URL to show: without the user and password that it may hold."""
        scheme, _, rest = self.url.rstrip("/").rpartition("://")
        host, slash, path = rest.partition("/")
        return f"{scheme}{'://' if scheme else ''}{host.rpartition('@')[2]}{slash}{path}"

    def __repr__(self) -> str:
        return f"Server({self.address})"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting. Empty text is "not set"; lengths of time are in seconds."""

    kubeconfig: str = _setting("", "kubeconfig file; else $KUBECONFIG, then ~/.kube/config")
    context: str = _setting("", "context in the kubeconfig; else its current one")
    namespaces: tuple[str, ...] = _setting((), "namespaces to read; else the context's own")
    all_namespaces: bool = _setting(False, "read all namespaces")
    verbose: bool = _setting(False, "show tracebacks")
    server: str = _setting("", "address of a `hub serve` to ask in place of a cluster")
    token: str = field(default="", repr=False, metadata={"about": "token for that server"})
    image_grace: float = _setting(300.0, "seconds until an image that cannot be pulled is a failure")
    gang_backends: tuple[str, ...] = _setting((), "gang backends that may move pods to their scheduler")
    operator_namespace: str = _setting("kube-system", "namespace of the Lease by which `hub operate` leads")
    history_url: str = _setting("", "database of the history; else a file in the user's data folder")
    history_keep: float = _setting(400 * DAY, "seconds for which what has gone is remembered")
    history_logs: str = _setting("", "folder or fsspec URL of captured logs; else beside the database")
    log_capture: str = _setting("category!=deploy", "filter of workloads whose logs are captured; - for none")
    log_cap: int = _setting(16 << 20, "bytes of one container's log that are kept: its begin and its end")
    log_mask: bool = _setting(True, "mask what looks like a secret in captured logs")
    log_keep: float = _setting(30 * DAY, "seconds for which captured logs are kept")
    notify_filter: str = _setting("", "filter of the changes that notifiers are told of; empty: all")
    servers: Mapping[str, Server] = field(default_factory=lambda: MappingProxyType({}))
    """By the name of the source that asks there."""
    origins: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), compare=False)
    """Where each value came from: ``flag``, ``HUB_CONTEXT``, the file, or ``default``; of a server's
    (``airflow_url``) where there is any."""


NAMES = {one.name: one for one in fields(Settings) if one.metadata}


@dataclass(frozen=True, slots=True)
class _Said:
    """One value as a source gave it."""

    name: str
    value: Any
    origin: str


def load(
    flags: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    folders: tuple[Path, ...] | None = None,
) -> Settings:
    """The settings of this process. A flag that is ``None`` was not given. Raises `Usage`."""
    import os

    said: dict[str, _Said] = {}
    sources = (
        _flags(flags or {}),
        _environment(os.environ if environ is None else environ),
        *(_file(folder / FILE) for folder in (_folders() if folders is None else folders)),
    )
    for source in sources:
        for one in source:
            said.setdefault(one.name, one)
    values = {name: _typed(one) for name, one in said.items() if name in NAMES}
    origins = dict.fromkeys(NAMES, "default") | {name: one.origin for name, one in said.items()}
    return Settings(**values, servers=_servers(said), origins=MappingProxyType(origins))


def history(settings: Settings) -> str:
    """The history's URL: what is set, else a file in the user's data folder."""
    from platformdirs import user_data_path

    return settings.history_url or f"sqlite:///{user_data_path('hub', appauthor=False) / 'history.db'}"


def _servers(said: Mapping[str, _Said]) -> Mapping[str, Server]:
    found: dict[str, Server] = {}
    for name, one in said.items():
        if (match := _SERVER.fullmatch(name)) and name not in NAMES:
            if not isinstance(one.value, str):
                raise Usage(f"{one.origin}: {name} is {one.value!r}, which is no text; quote it")
            found[match[1]] = found.get(match[1], Server())._replace(**{match[2]: one.value})
    return MappingProxyType(found)


def _flags(flags: Mapping[str, Any]) -> Iterator[_Said]:
    return (_Said(_known(name, "flag"), value, "flag") for name, value in flags.items() if value is not None)


def _environment(environ: Mapping[str, str]) -> Iterator[_Said]:
    for variable in sorted(environ):
        if variable.startswith(PREFIX) and not _FOREIGN.fullmatch(variable):
            yield _Said(_known(variable.removeprefix(PREFIX).lower(), variable), environ[variable], variable)


def _file(file: Path) -> Iterator[_Said]:
    try:
        content = _toml(file.read_bytes())
    except FileNotFoundError:
        return
    except ValueError as error:
        raise Usage(f"{file} is no TOML: {error}; correct or remove it") from None
    except OSError as error:
        raise Usage(f"{file} cannot be read: {error.strerror}; correct that or remove it") from None
    for name, value in content.items():
        yield _Said(_known(name.replace("-", "_"), str(file)), value, str(file))


def _toml(text: bytes) -> dict[str, Any]:
    """Raises `ValueError` for what is no UTF-8, or no TOML."""
    import tomllib  # only where there is a file

    return tomllib.loads(text.decode())


def _folders() -> tuple[Path, ...]:
    from platformdirs import user_config_path

    return Path.cwd(), user_config_path("hub", appauthor=False)


def _known(name: str, origin: str) -> str:
    if name not in NAMES and not _SERVER.fullmatch(name):
        hint = nearest(name, NAMES)
        raise Usage(f"{origin}: there is no setting {name!r}{hint}; `hub doctor --settings` lists them")
    return name


def _typed(said: _Said) -> Any:
    """The value in the setting's own type, from text where it comes from the environment."""
    kind = NAMES[said.name].type
    try:
        return _READERS[str(kind)](said.value)
    except (TypeError, ValueError, KeyError):
        wanted = _WORDS[str(kind)]
        raise Usage(f"{said.origin}: {said.name} is {said.value!r}, which is no {wanted}") from None


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"1": True, "true": True, "yes": True, "": False, "0": False, "false": False, "no": False}[
        _text(value).lower()
    ]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _texts(value: Any) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else [_text(word) for word in value]
    return tuple(word.strip() for word in words if word.strip())


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not 0 <= (number := float(value)) < float("inf"):
        raise ValueError(value)
    return number


def _whole(value: Any) -> int:
    if isinstance(value, bool) or (number := int(value)) < 0 or number != float(value):
        raise ValueError(value)
    return number


_READERS = {"str": _text, "int": _whole, "bool": _flag, "tuple[str, ...]": _texts, "float": _seconds}
_WORDS = {
    "str": "text",
    "int": "whole number",
    "bool": "true or false",
    "tuple[str, ...]": "list of names",
    "float": "number of seconds",
}
