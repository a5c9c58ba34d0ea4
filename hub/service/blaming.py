"""What the rules of first causes look at, gathered for one workload: its events, its neighbours' pods."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from hub.core.blaming import TROUBLED
from hub.core.fitting import Node
from hub.core.reading import Subject
from hub.core.trouble import Noted, Trouble, Words
from hub.errors import HubError
from hub.model import Obj, Ref, Workload

if TYPE_CHECKING:
    from hub.cluster.events import Event

    from .hub import Hub

MADE = ("Created pod: ", "Created pod ")
"""How makers of pods note one (kubernetes/kubernetes 1.37, ``controller_utils.go``: ``SuccessfulCreate``)."""


async def trouble(
    hub: Hub,
    workload: Workload,
    subject: Subject,
    words: Words | None,
    nodes: Sequence[Node],
    others: Iterable[Workload],
) -> Trouble:
    """Of a workload that is there. ``others`` may be named as what it had to make room for."""
    said = await _events(hub, workload, subject)
    preempted = any(event.reason == "Preempted" for event in said)
    return Trouble(
        workload,
        _own(subject),
        subject.family.root,
        subject.family.pods,
        [Noted(event.object, event.reason, event.message) for event in said],
        words,
        nodes,
        _pods(hub, others) if preempted else {},
    )


def refs(subject: Subject) -> Collection[Ref]:
    """All objects of one workload that are there."""
    family = subject.family
    named = [family.root.ref] if family.root else []
    return [*named, *(part.ref for part in family.everything()), *(pod.ref for pod in family.pods)]


def _own(subject: Subject) -> str:
    try:
        return subject.adapter.cause(subject.family)
    except Exception:  # a foreign adapter may raise whatever it likes (the kit finds it); the rules go on
        return ""


async def _events(hub: Hub, workload: Workload, subject: Subject) -> list[Event]:
    """Of its objects, and of pods that they made and that are gone. None where they may not be read."""
    from hub.cluster.events import chosen, listed

    if workload.phase not in TROUBLED:
        return []
    try:
        raw: Iterable[Obj] = (
            hub.recording.events if hub.recording else await listed(hub.live(), workload.namespace)
        )
    except HubError:
        return []
    raw = list(raw)
    objects = refs(subject)
    gone = [Ref("v1", "Pod", workload.namespace, name) for name in _made(chosen(raw, objects))]
    return chosen(raw, [*objects, *gone])


def _made(said: Iterable[Event]) -> Iterable[str]:
    for event in said:
        for words in MADE:
            if event.reason.startswith("SuccessfulCreate") and event.message.startswith(words):
                yield event.message.removeprefix(words)
                break


def _pods(hub: Hub, others: Iterable[Workload]) -> Mapping[str, str]:
    """Every pod's workload, by the pod's uid."""
    found = ((one.key, hub.board.subject(one)) for one in others)
    return {pod.uid: key for key, subject in found if subject for pod in subject.family.pods}
