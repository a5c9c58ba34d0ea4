"""What is asked of a server, and as what its answer is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypedDict, TypeVar

import msgspec

from hub.cluster.events import Event
from hub.core.explaining import Explanation
from hub.errors import HubError, Usage
from hub.history.records import Told
from hub.model import Key, Workload
from hub.service.curves import Curve

T = TypeVar("T")
PAGE = 1000
VERBS = ("stop", "run", "restart", "scale", "delete")


class Which(TypedDict, total=False):
    """Which workloads, as `hub ls` takes it."""

    types: Sequence[str]
    namespaces: Sequence[str]
    phases: Sequence[str]
    filter: str
    search: str
    sort: str
    selector: str


class Lines(TypedDict, total=False):
    """Which lines of a log, as `hub logs` takes it."""

    pod: str
    container: str
    follow: bool
    previous: bool
    since: str
    grep: str


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some of a list; ``next`` is the cursor of what follows."""

    items: tuple[T, ...]
    total: int
    next: str | None = None


class Done(msgspec.Struct, frozen=True):
    """What an action did, in words."""

    key: str
    done: tuple[str, ...]


class Made(msgspec.Struct, frozen=True):
    """One object that was created, or would be; ``key`` where it is a workload."""

    text: str
    key: str | None = None


@dataclass(frozen=True)
class Call(Generic[T]):
    """One request, and the type of its answer."""

    path: str
    answer: Any
    parameters: Mapping[str, Any] = field(default_factory=dict)
    method: str = "GET"
    body: bytes | None = None
    media: str = "application/json"

    @property
    def how(self) -> dict[str, Any]:
        """For httpx."""
        headers = {} if self.body is None else {"Content-Type": self.media}
        return {"params": self.query, "content": self.body, "headers": headers}

    def read(self, body: bytes) -> T:
        """Raises `HubError` where the answer is not what this version knows."""
        try:
            found: T = msgspec.json.decode(body, type=self.answer)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise HubError(
                f"the answer is not understood ({error}); is it a `hub serve` of this version?"
            ) from None
        return found

    @property
    def query(self) -> dict[str, tuple[str, ...]]:
        """The parameters that say something, each with its values."""
        found = {name: v if isinstance(v, tuple) else (v,) for name, v in self.parameters.items()}
        said = {name: tuple(_text(v) for v in values if v) for name, values in found.items()}
        return {name: values for name, values in said.items() if values}


@dataclass(frozen=True)
class Question:
    """The same with what was left out."""

    types: Sequence[str] = ()
    namespaces: Sequence[str] = ()
    phases: Sequence[str] = ()
    filter: str = ""
    search: str = ""
    sort: str = ""
    selector: str = ""

    def page(self, cursor: str = "") -> Call[Page[Workload]]:
        several = {"type": self.types, "namespace": self.namespaces, "phase": self.phases}
        asked = {name: tuple(value) for name, value in several.items()}
        words = {name: getattr(self, name) for name in ("filter", "search", "sort", "selector")}
        return Call("/workloads", Page[Workload], asked | words | {"limit": PAGE, "cursor": cursor})


def show(key: str) -> Call[Workload]:
    return Call(_one(key), Workload)


def explain(key: str) -> Call[Explanation]:
    return Call(_one(key, "explain"), Explanation)


def history(key: str) -> Call[Page[Told]]:
    return Call(_one(key, "history"), Page[Told])


def events(key: str, search: str, warnings: bool) -> Call[Page[Event]]:
    return Call(_one(key, "events"), Page[Event], {"search": search, "warnings": warnings})


def pods(key: str) -> Call[Page[dict[str, Any]]]:
    return Call(_one(key, "pods"), Page[dict[str, Any]])


def metrics(key: str, since: str, until: str, points: int) -> Call[Curve]:
    return Call(_one(key, "metrics"), Curve, {"since": since, "until": until, "points": points})


def logs(
    key: str,
    *,
    pod: str = "",
    container: str = "",
    follow: bool = False,
    previous: bool = False,
    since: str = "",
    grep: str = "",
) -> Call[str]:
    """Parameters are named one by one, so that a mistyped one is an error here."""
    asked = {"pod": pod, "container": container, "follow": follow, "previous": previous}
    return Call(_one(key, "logs"), str, asked | {"since": since, "grep": grep})


def act(verb: str, key: str, replicas: int | None, dry_run: bool) -> Call[Done]:
    """Raises `Usage` for a verb that is none."""
    if verb not in VERBS:
        raise Usage(f"there is no action {verb!r}; there are {', '.join(VERBS)}")
    body = None if replicas is None else msgspec.json.encode({"replicas": replicas})
    return Call(_one(key, f"actions/{verb}"), Done, {"dryRun": dry_run}, "POST", body)


def submit(what: Mapping[str, Any] | str | bytes, dry_run: bool) -> Call[Page[Made]]:
    """A manifest as a mapping or as text, or a form: ``{"submission": …, "namespace": …, "fields": {…}}``."""
    text = what.encode() if isinstance(what, str) else what
    body = text if isinstance(text, bytes) else msgspec.json.encode(text)
    media = "application/yaml" if isinstance(text, bytes) else "application/json"
    return Call("/workloads", Page[Made], {"dryRun": dry_run}, "POST", body, media)


def _one(key: str, part: str = "") -> str:
    name, at, uid = key.partition("@")
    try:
        Key.parse(name)
    except ValueError as error:
        raise Usage(f"{error}; a key is TYPE/NAMESPACE/NAME") from None
    return f"/workloads/{name}{at}{uid}{part and f'/{part}'}"


def _text(value: Any) -> str:
    return "true" if value is True else str(value)
