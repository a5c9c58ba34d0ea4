"""The fields of a workload that filters, sorting and columns name: those of its JSON, and a few sums.

Names are the JSON's own (``submittedBy``, ``gang.state``), in any case; `ALIASES` are shorter ways
to say some of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from hub.errors import nearest
from hub.model import Phase, Workload

Sort = Literal["text", "number", "time", "span", "flag", "names"]
Read = Callable[[Workload, datetime], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, what sort of value it has, and how to read it. ``None`` is an absent fact.

    ``words`` lists the values of a text field that can have no others.
    """

    name: str
    sort: Sort
    read: Read
    words: tuple[str, ...] = ()


def find(name: str) -> Field | None:
    """The field of this name or alias, in any case."""
    low = name.lower()
    return _BY_NAME.get(_ALIASES.get(low, low))


def suggestion(name: str) -> str:
    """`` (did you mean 'phase'?)`` for a wrong name, or nothing."""
    return nearest(name, [field.name for field in FIELDS] + list(ALIASES))


def age(workload: Workload, now: datetime) -> float | None:
    """Seconds since it was created."""
    return (now - workload.created).total_seconds() if workload.created else None


def duration(workload: Workload, now: datetime) -> float | None:
    """Seconds that it has been running, or ran."""
    if workload.started is None:
        return None
    return ((workload.ended or now) - workload.started).total_seconds()


def count(state: str) -> Read:
    """How many pods of all sets are in this state."""
    return lambda workload, _: sum(getattr(pods.pods, state) for pods in workload.pod_sets)


def desired(workload: Workload, _: datetime) -> int:
    """How many pods are asked for."""
    return sum(pods.desired for pods in workload.pod_sets)


def minimum(workload: Workload, _: datetime) -> int:
    """How many pods must run together."""
    return sum(pods.desired if pods.minimum is None else pods.minimum for pods in workload.pod_sets)


def _get(path: str) -> Read:
    """What is at a dotted path of attributes and keys."""
    steps = path.split(".")

    def read(workload: Workload, _: datetime) -> Any:
        here: Any = workload
        for step in steps:
            here = here.get(step) if isinstance(here, dict) else getattr(here, step, None)
        return here

    return read


def _fields(sort: Sort, **paths: str) -> tuple[Field, ...]:
    return tuple(Field(name.replace("__", "."), sort, _get(path)) for name, path in paths.items())


VERBS = ("stop", "run", "restart", "delete", "copy", "connect", "scale")


def _can(verb: str) -> Field:
    return Field(f"actions.{verb}", "flag", lambda workload, _: workload.actions.get(verb) is True)


FIELDS: tuple[Field, ...] = (
    *_fields("text", key="key", type="type", framework="framework", namespace="namespace", name="name"),
    Field("phase", "text", _get("phase"), tuple(phase.value for phase in Phase)),
    Field("category", "text", _get("category"), ("build", "train", "deploy")),
    *_fields("text", reason="reason", message="message", native="native", uid="uid"),
    *_fields("text", submittedBy="submitted_by", queue="queue", priorityClass="priority_class"),
    *_fields("text", root__kind="root.kind", root__apiVersion="root.apiVersion", parent="parent"),
    Field("gang.state", "text", _get("gang.state"), ("none", "waiting", "reserved", "whole", "broken")),
    *_fields("text", gang__backend="gang.backend", gang__message="gang.message"),
    *_fields("number", gang__minimum="gang.minimum", gang__scheduled="gang.scheduled", attempt="attempt"),
    *_fields("number", requests__cpu="requests.cpu", requests__memory="requests.memory"),
    *_fields("number", requests__gpu="requests.gpu", usage__cpu="usage.cpu", usage__memory="usage.memory"),
    *_fields("number", usage__gpu="usage.gpu", usage__gpuMemory="usage.gpuMemory"),
    Field("desired", "number", desired),
    Field("minimum", "number", minimum),
    *(Field(s, "number", count(s)) for s in ("ready", "pending", "initializing", "succeeded", "failed")),
    *_fields("time", since="since", created="created", started="started", ended="ended"),
    Field("age", "span", age),
    Field("duration", "span", duration),
    *_fields("flag", preemptible="preemptible"),
    *map(_can, VERBS),
    *_fields("names", pods="pods", children="children", evidence="evidence"),
    Field("connections", "names", lambda workload, _: tuple(c.name for c in workload.connections)),
)

ALIASES = {
    "gpu": "requests.gpu",
    "cpu": "requests.cpu",
    "memory": "requests.memory",
    "user": "submittedBy",
    "ns": "namespace",
    "priority": "priorityClass",
    "gang": "gang.state",
    "kind": "root.kind",
}

_BY_NAME = {field.name.lower(): field for field in FIELDS}
_ALIASES = {alias: name.lower() for alias, name in ALIASES.items()}
