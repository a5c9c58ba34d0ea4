"""How far a gang is, read from its pods alone: no scheduler's own status of a group says it reliably.

none: no gang, or it has ended or rests. waiting: not all of its minimum is placed; what is placed holds
its room. reserved: the rest has nodes that room was made on. whole: all is placed. broken: it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from hub.core.tally import Tally
from hub.model import MARK, Gang, GangGroup, Group, Phase, Pod, PodSet, PodState
from hub.plugin import GangBackend

from . import planning
from .linking import lost, marked
from .wishes import wishes

if TYPE_CHECKING:
    from hub.core.reading import Subject

RESTING = (Phase.FAILED, Phase.COMPLETED, Phase.STOPPED, Phase.DELETING)
NONE = Gang()


def gang(subject: Subject, counted: Tally, phase: Phase, ran: bool, said: str = "") -> Gang:
    """The gang. ``said`` is what the framework itself says of pods that it cannot make."""
    adapter, family = subject.adapter, subject.family
    asked = wishes(family.root, {})
    if not asked.gang and any(MARK in pod.labels for pod in family.pods[:3]):
        asked = asked._replace(gang="on")  # its namespace said so, or it would not be linked
    if planning.off(adapter, family, asked):
        return NONE
    seed = family.root.uid or str(subject.key)
    groups, _ = planning.groups(adapter, family, counted.sets, asked, subject.key.name, seed)
    floors = floor(counted.sets, groups, ran)
    if not (minimum := sum(floors.values())):
        return NONE
    placed = {s.role: s.pods.initializing + s.pods.ready + s.pods.succeeded for s in counted.sets}
    scheduled = sum(min(placed[role], wanted) for role, wanted in floors.items())
    backend = linked_by(subject)
    state = _state(scheduled, minimum, counted.live, phase, ran)
    undone = state in UNDONE and phase not in RESTING
    told = tuple(why(counted.sets, floors, counted.live, backend, said)) if undone else ()
    return Gang(
        minimum=minimum,
        scheduled=scheduled,
        state=state,
        backend=backend.name if backend else None,
        message="; ".join((*lines(family.pods, subject.backends), *told)),
        groups=tuple(_told(subject, groups, backend)) if groups else (),
    )


UNDONE = ("waiting", "reserved", "broken")


def floor(sets: Iterable[PodSet], groups: Sequence[Group], ran: bool) -> dict[str, int]:
    """How many of each role must be placed.

    What another role makes counts where it is a group of its own, as soon as it is being made; and no more
    of it than is there once it ran: a Spark driver sends its executors away one by one.
    """
    alone = (one.roles for one in groups if not (one.unit or one.pattern))
    own = {role: count for roles in alone for role, count in roles.items()}
    found: dict[str, int] = {}
    for s in sets:
        if s.created_after is None:
            wanted = own.get(s.role, s.minimum or 0)
        else:
            wanted = min(own.get(s.role, 0), s.pods.total if ran or not s.pods.total else s.desired)
        if wanted:
            found[s.role] = wanted
    return found


def linked_by(subject: Subject) -> GangBackend | None:
    """The backend by whose link the first of its pods are in a group."""
    for pod in subject.family.pods[:3]:
        if pod.labels or pod.annotations or pod.group:  # else it carries nothing that could be a link
            for one in subject.backends:
                if one.linked(pod):
                    return one
    return None


def lines(pods: Iterable[Pod], backends: Sequence[GangBackend]) -> Iterator[str]:
    """Links that the hub made and that are not there."""
    gone = [pod for pod in pods if MARK in pod.labels and all(lost(pod, one) for one in backends)]
    if gone:
        more = f" and {len(gone) - 1} more pods" if len(gone) > 1 else ""
        told = f"pod {gone[0].name}{more} lost the link to group {marked(gone[0])}"
        yield f"{told} on the way into the cluster: nothing starts them together"


def why(
    sets: Iterable[PodSet],
    floors: Mapping[str, int],
    live: Sequence[Pod],
    backend: GangBackend | None,
    said: str = "",
) -> Iterator[str]:
    """Why it is not whole, each cause once."""
    lacking = {s.role: floors[s.role] - _existing(s) for s in sets if s.role in floors}
    missing = {role: count for role, count in lacking.items() if count > 0}
    if missing:
        roles = ", ".join(f"{count} {role}" for role, count in missing.items())
        yield f"not created yet: {roles}" + (f" ({said})" if said else "")
    yield from faults(live, backend)
    pending = [pod for pod in live if pod.state is PodState.PENDING]
    if words := _words(pending):
        yield words
    elif pending and not missing:
        yield _unseen(pending, backend)


def faults(live: Sequence[Pod], backend: GangBackend | None) -> Iterator[str]:
    """What its pods say that no scheduler can start together."""
    schedulers = sorted({pod.scheduler for pod in live if pod.scheduler})
    if len(schedulers) > 1:
        yield f"its pods name several schedulers: {', '.join(schedulers)}; no scheduler starts those together"
    elif backend and backend.schedulers and schedulers and schedulers[0] not in backend.schedulers:
        yield f"its pods are linked for {backend.name}, which their scheduler {schedulers[0]} does not read"
    if backend and len(classes := sorted({pod.priority_class for pod in live})) > 1:
        yield f"its pods have several priorities: {', '.join(name or 'none' for name in classes)}"


def _words(pending: Sequence[Pod]) -> str:
    """What the scheduler says; of the nodes rather than of the group, for that is the cause."""
    told = [pod for pod in pending if pod.message]
    of_nodes = (pod for pod in told if re.search(r"\d/\d+ nodes are", pod.message))
    found = next(of_nodes, told[0] if told else None)
    if found is None:
        return "a scheduling gate holds its pods" if any(pod.reason for pod in pending) else ""
    return f"pod {found.name}: {found.message}"


def _unseen(pending: Sequence[Pod], backend: GangBackend | None) -> str:
    pod = pending[0]
    group = backend.linked(pod) if backend else ""
    who = f"the scheduler {pod.scheduler or 'default-scheduler'} has not looked at pod {pod.name} yet"
    return f"{who}: it does not run, or waits for group {group}" if group else who


def _existing(s: PodSet) -> int:
    counts = s.pods
    return counts.pending + counts.initializing + counts.ready + counts.succeeded


def _state(scheduled: int, minimum: int, live: Sequence[Pod], phase: Phase, ran: bool) -> str:
    if scheduled >= minimum:
        return "whole"
    if phase in RESTING:
        return "broken" if ran and phase is Phase.FAILED else "none"
    if ran:
        return "broken"
    nominated = sum(1 for pod in live if pod.nominated and pod.state is PodState.PENDING)
    return "reserved" if scheduled + nominated >= minimum else "waiting"


def _told(subject: Subject, groups: Sequence[Group], backend: GangBackend | None) -> Iterator[GangGroup]:
    """The groups, by the names that their pods carry: somebody else may have named them."""
    real: dict[tuple[str, str], str] = {}
    if backend is not None:
        adapter, role = subject.adapter, subject.adapter.role_in(subject.family)
        for pod in subject.family.pods:
            if name := backend.linked(pod):
                real.setdefault((role(pod), adapter.unit(pod) if adapter.units else ""), name)
    for one in groups:
        if not one.pattern:
            name = next((real[role, one.unit] for role in one.roles if (role, one.unit) in real), one.name)
            yield GangGroup(name=name, minimum=one.minimum, roles=dict(one.roles))
