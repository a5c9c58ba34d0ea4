"""Which backend a plan goes to: what its pods ask for, then what is configured, then what is found.

Never two at once, and none where somebody else groups the pods already. A backend that moves pods to
another scheduler is chosen only where the annotation, the pods or the settings name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hub.model import Choice, Kind, Plan, Pod
from hub.plugin import GangBackend

from .linking import marked
from .wishes import BACKEND

Served = Mapping[Kind, str]
"""The kinds that a cluster serves, each with its version."""


def choose(
    plan: Plan,
    backends: Sequence[GangBackend],
    served: Served,
    allowed: Sequence[str] = (),
    pods: Iterable[Pod] = (),
) -> Choice:
    """The backend, and why. ``allowed`` are those that the settings name, the preferred one first."""
    if not plan.groups or plan.grouped:
        return Choice("", plan.why or plan.grouped)
    if foreign := theirs(pods, backends):
        return Choice("", foreign)
    known = {backend.name: backend for backend in backends}
    if plan.backend:
        return _asked(plan, known.get(plan.backend), served)
    if plan.schedulers:
        return _scheduled(plan, backends, served)
    named = (known[name] for name in allowed if name in known)
    usual = (backend for backend in backends if backend.automatic and backend.name not in allowed)
    misses = []
    listed = [(one, "the settings name it") for one in named]
    for backend, why in (*listed, *((one, "found on the cluster") for one in usual)):
        choice = _tried(plan, backend, served, why)
        if choice.backend:
            return choice
        misses.append(choice.why)
    return Choice("", "; ".join(misses) or "no backend may be chosen unasked")


def theirs(pods: Iterable[Pod], backends: Sequence[GangBackend]) -> str:
    """Who else groups these pods, or nothing."""
    for pod in pods:
        for backend in backends:
            group = backend.linked(pod)
            if group and marked(pod) != group:
                return f"pod {pod.name} is in group {group} ({backend.name}) already, which is not the hub's"
    return ""


def missing(backend: GangBackend, served: Served) -> str:
    """Why a cluster has not this backend, or nothing."""
    kind = backend.found_by
    if kind is None:
        return ""
    if kind not in served:
        return f"{backend.name}: the cluster serves no {kind}"
    if backend.kind and served[kind] not in backend.versions:
        known = ", ".join(backend.versions)
        return f"{backend.name}: the cluster serves {kind} as {served[kind]}, and the hub knows {known}"
    return ""


def found(backends: Iterable[GangBackend], served: Served) -> Iterator[tuple[GangBackend, str]]:
    """Every backend, with why the cluster has it not."""
    return ((backend, missing(backend, served)) for backend in backends)


def _tried(plan: Plan, backend: GangBackend, served: Served, why: str) -> Choice:
    if lack := missing(backend, served):
        return Choice("", lack)
    if refusal := backend.takes(plan):
        return Choice("", f"{backend.name}: {refusal}")
    return Choice(backend.name, why, served.get(Kind.parse(backend.kind), "") if backend.kind else "")


def _asked(plan: Plan, backend: GangBackend | None, served: Served) -> Choice:
    """The annotation's own, or none: another one is not what was asked for."""
    if backend is None:
        return Choice("", f"{BACKEND} names {plan.backend!r}, which is no backend; `hub plugins` lists them")
    foreign = [name for name in plan.schedulers if backend.schedulers and name not in backend.schedulers]
    if foreign:
        return Choice("", f"{BACKEND} names {plan.backend}, and its pods the scheduler {foreign[0]}")
    choice = _tried(plan, backend, served, f"{BACKEND} names it")
    return choice if choice.backend else choice._replace(why=f"{choice.why}; {BACKEND} asks for it")


def _scheduled(plan: Plan, backends: Sequence[GangBackend], served: Served) -> Choice:
    """The one whose scheduler the pods name."""
    if len(plan.schedulers) > 1:
        return Choice("", f"its pods name several schedulers: {', '.join(plan.schedulers)}")
    (scheduler,) = plan.schedulers
    backend = next((one for one in backends if scheduler in one.schedulers), None)
    if backend is None:
        told = f"no backend is known for the scheduler {scheduler} that its pods name"
        return Choice("", f"{told}; {BACKEND} says whose group objects it reads")
    return _tried(plan, backend, served, f"its pods name the scheduler {scheduler}")
