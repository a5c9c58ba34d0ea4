"""A made-up framework whose adapter fills every slot: the kit's own yardstick.

A Widget has a Gear, the Gear has pods: one lead, and hands that the lead makes.
"""

from __future__ import annotations

from collections.abc import Iterable

from hub.adapter import (
    Adapter,
    Connection,
    Family,
    Phase,
    Pod,
    PodSet,
    Resources,
    Status,
    field,
    label,
    merge,
    owned,
    port,
)

WORDS: dict[str, Phase | None] = {
    "Busy": None,
    "Held": Phase.STOPPED,
    "Done": Phase.COMPLETED,
    "Broken": Phase.FAILED,
    "Gone": Phase.DELETING,
}


def pod_sets(family: Family) -> Iterable[PodSet]:
    hands = max(family.root.number("spec.hands", 1), 0)
    yield PodSet(role="lead", desired=1, requests=Resources(cpu=1.0))
    yield PodSet(role="hand", desired=hands, minimum=min(1, hands), created_after="lead")


def connections(family: Family) -> Iterable[Connection]:
    return port("panel", 8080, "{name}-svc")(family)


def status(family: Family) -> Status:
    return field("status.state", WORDS)(family)


def role(pod: Pod) -> str:
    return label("role", "")(pod)


WIDGET = Adapter(
    name="widget",
    claims=(owned("example.org/Widget"),),
    category=lambda family: "build" if family.root.flag("spec.play") else "train",
    parts=("example.org/Gear",),
    annotations=("example.org/note",),
    identity=("WIDGET_ID",),
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    role=role,
    elastic=lambda family: family.root.flag("spec.elastic"),
    gang=lambda family: family.root.number("spec.hands", 1) > 0,
    connections=connections,
    submitter=lambda family: family.root.text("spec.user"),
    queue=lambda family: family.root.text("spec.queue"),
    stop=merge(spec={"hold": True}),
    run=merge(spec={"hold": False}),
    restart=lambda family: merge(spec={"turn": family.root.number("spec.turn") + 1})(family),
    scale=lambda family, size: merge(spec={"hands": size})(family),
)
