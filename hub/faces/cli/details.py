"""One workload on a page: what it is, how it stands, what it has, what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hub.core.spans import spoken
from hub.faces.cli import cells, screen
from hub.faces.cli.layout import Column, table
from hub.faces.cli.prose import Line, named
from hub.model import PodSet, Workload
from hub.model.objects import stamp


def put(workload: Workload, now: datetime) -> None:
    """Print the page."""
    screen.put(list(page(workload, now)))


def page(workload: Workload, now: datetime) -> Iterator[Line]:
    """The page's lines."""
    yield [(workload.key, "bold"), ("  ", ""), (workload.phase, cells.PHASES.get(workload.phase, ""))]
    yield from named(_facts(workload, now))
    if workload.pod_sets:
        yield []
        yield from table(SETS, workload.pod_sets, screen.room())
    for title, pairs in (("Ways in", _ways(workload)), ("Actions", _actions(workload))):
        if pairs:
            yield []
            yield [(title, "bold")]
            yield from named(pairs, "  ")
    yield from _list("Children", workload.children)
    yield from _list("Pods", workload.pods)


def _facts(workload: Workload, now: datetime) -> list[tuple[str, str]]:
    return [
        ("Why", f"{workload.reason}: {workload.message}" if workload.message else workload.reason),
        ("Native", workload.native),
        ("Object", _object(workload)),
        ("UID", workload.uid),
        ("Type", f"{workload.type} ({workload.framework}, {workload.category})"),
        ("Since", _time(workload.since, now)),
        ("Created", _time(workload.created, now)),
        ("Started", _time(workload.started, now)),
        ("Ended", _time(workload.ended, now)),
        ("User", workload.submitted_by or ""),
        ("Queue", workload.queue or ""),
        ("Priority", workload.priority_class or ""),
        ("Requests", _amounts(workload)),
        ("Uses", ", ".join(f"{cells.used(workload.usage, name)} {name}" for name in workload.usage or ())),
        ("Gang", _gang(workload)),
        ("Attempt", str(workload.attempt)),
        ("Parent", workload.parent or ""),
    ]


def _object(workload: Workload) -> str:
    if workload.root:
        return f"{workload.root['apiVersion']} {workload.root['kind']} {workload.root['name']}"
    labels = ", ".join(f"{name}={value}" for name, value in (workload.anchor or {}).items())
    return f"none; its pods carry {labels}" if labels else ""


def _time(at: datetime | None, now: datetime) -> str:
    return f"{stamp(at)} ({spoken((now - at).total_seconds())} ago)" if at else ""


def _amounts(workload: Workload) -> str:
    asked = workload.requests
    known = {
        "cpu": cells.number(asked.cpu),
        "memory": cells.memory(asked.memory),
        "gpu": cells.number(asked.gpu),
    }
    known |= {name: cells.number(amount) for name, amount in asked.other.items()}
    return ", ".join(f"{name} {amount}" for name, amount in known.items() if amount)


def _gang(workload: Workload) -> str:
    gang = workload.gang
    if gang.state == "none":
        return "none: its pods start on their own"
    by = f", by {gang.backend}" if gang.backend else ""
    return f"{gang.state}: {gang.scheduled} of {gang.minimum} placed{by} {gang.message}".rstrip()


def _ways(workload: Workload) -> list[tuple[str, str]]:
    return [
        (way.name, way.url or f"port {way.port}" + (f" of service {way.service}" if way.service else ""))
        for way in workload.connections
    ]


def _actions(workload: Workload) -> list[tuple[str, str]]:
    return [(verb, "yes" if answer is True else f"no: {answer}") for verb, answer in workload.actions.items()]


def _list(title: str, names: tuple[str, ...]) -> Iterator[Line]:
    if names:
        yield []
        yield [(title, "bold")]
        yield from ([("  " + name, "")] for name in names)


SETS: tuple[Column[PodSet], ...] = (
    Column("ROLE", lambda one: one.role, least=8),
    Column("DESIRED", lambda one: str(one.desired), right=True),
    Column("MIN", lambda one: "" if one.minimum is None else str(one.minimum), right=True),
    Column("MAX", lambda one: "" if one.maximum is None else str(one.maximum), right=True),
    Column("READY", lambda one: str(one.pods.ready), right=True),
    Column("STARTING", lambda one: str(one.pods.initializing or ""), right=True, optional=True),
    Column("PENDING", lambda one: str(one.pods.pending or ""), right=True, optional=True),
    Column("DONE", lambda one: str(one.pods.succeeded or ""), right=True, optional=True),
    Column("FAILED", lambda one: str(one.pods.failed or ""), right=True, optional=True),
    Column("CPU", lambda one: cells.number(one.requests.cpu), right=True),
    Column("MEMORY", lambda one: cells.memory(one.requests.memory), right=True),
    Column("GPU", lambda one: cells.number(one.requests.gpu), right=True, optional=True),
    Column("AFTER", lambda one: one.created_after or "", optional=True),
)
