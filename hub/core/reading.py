"""One workload, read: a family and its adapter, what is remembered, and the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from hub.adapter import Adapter, Anchor, Family, Phase
from hub.model import Key, PodSet, PodState, Resources, Status, Workload
from hub.model.resources import NOTHING
from hub.plugin import GangBackend

from .gang.state import gang
from .memory import BLANK, End, Memory
from .phase import again, due, judge
from .steering import actions
from .tally import standing, tally
from .view import GRACE, Judgement, View, lasting

STARTING = (Phase.CREATING, Phase.PENDING, Phase.INITIALIZING)


class Subject(NamedTuple):
    """Who is read: what grouping found out."""

    key: Key
    uid: str
    framework: str
    adapter: Adapter
    family: Family
    known: bool
    anchor: Anchor | None = None
    parent: str | None = None
    children: Sequence[tuple[str, Phase]] = ()
    gone: bool = False
    """Its root was deleted and is kept for the sake of what it owned."""
    backends: Sequence[GangBackend] = ()
    """By whose links its pods may start together."""


class Reading(NamedTuple):
    """The workload, what to remember of it, and when it must be read again though nothing changes."""

    workload: Workload
    memory: Memory
    recheck: datetime | None


QUEUES_IN_ORDER = (
    "kueue.x-k8s.io/queue-name",
    "kai.scheduler/queue",
    "runai/queue",
    "volcano.sh/queue-name",
    "yunikorn.apache.org/queue",
    "queue",
)
"""Labels that name a queue, by scheduler: Kueue, KAI, Run:ai, KubeRay's Volcano plugin, YuniKorn (two)."""
QUEUES = frozenset(QUEUES_IN_ORDER)
OURS = "workloadhub.dev/"


def read(subject: Subject, memory: Memory = BLANK, *, now: datetime, grace: timedelta = GRACE) -> Reading:
    """Read one workload. Pure; the same question with the memory it answers gives the same workload."""
    adapter, family = subject.adapter, subject.family
    status = adapter.status(family)
    asked = tuple(adapter.pod_sets(family))
    role = adapter.role_in(family)
    if not asked and not subject.known:
        asked = standing(family.pods, role)
    memory = renewed(memory, status, family)
    counted = tally(asked, family.pods, role, memory.ran is not None or status.ran)
    children = tuple(phase for _, phase in subject.children)
    elastic = adapter.elastic(family)
    view = View(
        family.root,
        subject.known,
        status,
        counted,
        family.pods,
        elastic,
        memory,
        now,
        children,
        grace,
        subject.gone,
    )
    judged = judge(view)
    if anew(view, judged):
        return read(subject, Memory(attempt=memory.attempt + 1), now=now, grace=grace)
    after = remember(view, judged)
    return Reading(_workload(subject, view, judged, after), after, due(view))


def renewed(memory: Memory, status: Status, family: Family) -> Memory:
    """In a new attempt that has not come up yet, it is of no account that an earlier one ran.

    As long as one pod is ready, part of the earlier one goes on.
    """
    if memory.ran is None or any(pod.state is PodState.READY and not pod.deleting for pod in family.pods):
        return memory
    anew = status.phase in STARTING or status.attempt > memory.attempt
    return msgspec.structs.replace(memory, ran=None) if anew else memory


def anew(view: View, judged: Judgement) -> bool:
    """Whether a new attempt is under way after a remembered end. Nothing of the old one counts for it."""
    if view.memory.ended is None or lasting(judged) or judged.phase is Phase.DELETING:
        return False
    return again(view)


def remember(view: View, judged: Judgement) -> Memory:
    """What is known of it from now on."""
    memory, phase = view.memory, judged.phase
    attempt = max(memory.attempt, view.status.attempt)
    if lasting(judged):
        end = memory.ended or End(phase, judged.reason, judged.message, judged.since)
        if (end.phase, end.reason) != (phase, judged.reason):
            end = End(phase, judged.reason, judged.message, judged.since)
        return Memory(memory.ran, end, attempt)
    if phase is Phase.STOPPED:
        return Memory(None, None, attempt)
    ran = memory.ran
    if phase is Phase.RUNNING and (view.tally.full or view.elastic) and view.tally.present:
        ran = ran or judged.since or view.now
    return Memory(ran, memory.ended if phase is Phase.DELETING else None, attempt)


def _workload(subject: Subject, view: View, judged: Judgement, memory: Memory) -> Workload:
    adapter, family, status = subject.adapter, subject.family, view.status
    sets = view.tally.sets
    connections = tuple(adapter.connections(family))
    return Workload(
        key=str(subject.key),
        uid=subject.uid,
        type=adapter.name,
        framework=subject.framework,
        category=adapter.category(family) if callable(adapter.category) else adapter.category,
        root=_root(family) if subject.anchor is None else None,
        anchor=dict(subject.anchor.labels) if subject.anchor else None,
        phase=judged.phase,
        reason=judged.reason,
        message=judged.message,
        native=status.word,
        evidence=judged.evidence,
        since=judged.since,
        created=_created(family),
        started=status.started or memory.ran or view.tally.ready_since,
        ended=status.ended or (judged.since if judged.phase.final else None),
        submitted_by=family.root.annotation(f"{OURS}submitted-by") or adapter.submitter(family) or None,
        queue=_queue(adapter, family),
        priority_class=next((pod.priority_class for pod in family.pods if pod.priority_class), None),
        preemptible=None,
        pod_sets=sets,
        pods=tuple(sorted([pod.name for pod in family.pods])),
        attempt=memory.attempt,
        gang=gang(subject, view.tally, judged.phase, memory.ran is not None or status.ran, status.message),
        requests=_total(sets),
        usage=None,
        connections=connections,
        actions=actions(adapter, family, judged.phase, connections, subject.known),
        parent=subject.parent,
        children=tuple(sorted(key for key, _ in subject.children)),
    )


def _root(family: Family) -> dict[str, str] | None:
    root = family.root
    if not root:
        return None
    words = {"apiVersion": root.text("apiVersion"), "kind": root.text("kind")}
    return words | {"namespace": root.namespace, "name": root.name}


def _created(family: Family) -> datetime | None:
    return family.root.created or min([pod.created for pod in family.pods if pod.created], default=None)


def _queue(adapter: Adapter, family: Family) -> str | None:
    root = family.root
    if named := root.annotation(f"{OURS}queue") or adapter.queue(family):
        return named
    return _named(root.get("metadata.labels")) or (_named(family.pods[0].labels) if family.pods else None)


def _named(labels: object) -> str | None:
    if not isinstance(labels, dict) or QUEUES.isdisjoint(labels):
        return None
    return next((labels[name] for name in QUEUES_IN_ORDER if isinstance(labels.get(name), str)), None)


def _total(sets: Sequence[PodSet]) -> Resources:
    total = NOTHING
    for s in sets:
        if s.desired and s.requests:
            total += s.requests * s.desired
    return total
