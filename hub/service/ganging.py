"""Gangs as they would be: of a workload that is there, or of manifests that are not yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from hub.core.gang import choosing, injecting, linking, objects, planning, state
from hub.errors import HubError, NotFound, Refused
from hub.model import Choice, Group, Kind, Link, Obj, Patch, Plan, Ref, Workload
from hub.plugin import GangBackend

if TYPE_CHECKING:
    from hub.cluster.effects import Effects
    from hub.core.gang.choosing import Served
    from hub.core.reading import Subject

    from .hub import Hub

Manifest = Mapping[str, Any]


class Planned(NamedTuple):
    """One workload's plan and all that would come of it."""

    plan: Plan
    choice: Choice
    drops: Sequence[str] = ()
    """What the backend does without."""
    objects: Sequence[Manifest] = ()
    links: Mapping[str, Mapping[str, Link]] = {}
    """Group → role → what a pod carries."""
    root: Mapping[str, str] = {}
    """Labels of the root."""


class Drafted(NamedTuple):
    """One manifest; ``planned`` is absent where it is no workload's root."""

    manifest: Manifest
    subject: Subject | None = None
    planned: Planned | None = None


async def plan(hub: Hub, key: str) -> Planned:
    """Of a workload that is there. Raises `HubError`."""
    subject = hub.subject(key)
    return _planned(hub, subject, await served(hub), await _said(hub, subject.key.namespace))


async def drafts(hub: Hub, manifests: Sequence[Manifest]) -> list[Drafted]:
    """Of manifests, in their order. Raises `HubError`."""
    there, namespace = await served(hub), next(iter(hub.namespaces), "default")
    found = []
    for manifest in manifests:
        subject = injecting.subject(hub.registry, manifest, namespace)
        said = await _said(hub, subject.key.namespace) if subject else {}
        found.append(Drafted(manifest, subject, subject and _planned(hub, subject, there, said)))
    return found


async def _said(hub: Hub, namespace: str) -> Mapping[str, str]:
    """A namespace's annotations; none where it may not be read, or is not there yet."""
    if hub.session is None or not namespace:
        return {}
    try:
        found = msgspec.json.decode(await hub.session.get(f"/api/v1/namespaces/{namespace}"))
    except HubError:
        return {}
    annotations: Mapping[str, str] = found["metadata"].get("annotations") or {}
    return annotations


async def inject(hub: Hub, manifests: Sequence[Manifest]) -> tuple[list[Manifest], list[str]]:
    """The manifests with their links, group objects before their root; and a line for each that is no gang.

    Raises `Refused` for a gang that would not be one.
    """
    made: list[Manifest] = []
    notes: list[str] = []
    for draft in await drafts(hub, manifests):
        if draft.subject is None or draft.planned is None:
            made.append(draft.manifest)
            continue
        made += await _injected(hub, draft.manifest, draft.subject, draft.planned)
        notes += _notes(draft.planned)
    return made, notes


async def served(hub: Hub) -> Served:
    """The kinds that the cluster serves; none of a recording."""
    if hub.session is None:
        return {}
    return {kind: resource.version for kind, resource in (await hub.kinds()).items()}


def backend(hub: Hub, name: str) -> GangBackend | None:
    return next((one for one in hub.registry.backends if one.name == name), None)


async def observed(hub: Hub, workload: Workload, subject: Subject) -> list[str]:
    """What the group objects say of why a gang waits; and which of them are not there."""
    chosen = state.linked_by(subject)
    if hub.session is None or chosen is None or not chosen.kind or workload.gang.state == "whole":
        return []
    names = {name: None for pod in subject.family.pods if (name := chosen.linked(pod))}
    return [line for name in names if (line := await _group(hub, chosen, workload.namespace, name))]


async def _group(hub: Hub, chosen: GangBackend, namespace: str, name: str) -> str:
    """One sentence about one group's object."""
    from hub.cluster.objects import places, read

    kind = Kind.parse(chosen.kind)
    if lack := choosing.missing(chosen, there := await served(hub)):
        return f"Its pods are in group {name}, which no scheduler reads: {lack}."
    ref = Ref(f"{kind.group}/{there[kind]}", kind.name, namespace, name)
    try:
        found = await read(hub.live(), places(await hub.kinds()), ref)
    except NotFound:
        return f"Their {kind.name} {name} does not exist, and they wait for it; `hub operate` creates it."
    except HubError as error:
        return f"Their {kind.name} {name} cannot be read: {error}."
    said = chosen.observe(Obj(found))
    return f"{kind.name} {name} says: {said}" if said else ""


class Found(NamedTuple):
    """One backend, as a cluster has it. ``why`` says why not."""

    name: str
    why: str
    absent: bool = False
    """Whether the cluster has not even its kind."""
    chosen: str = ""
    """Why it is the one for workloads that ask for none; empty: it is not."""
    keeps: bool | None = None
    """Whether a pod would keep its link; not known of one that is not there, or may not be asked."""


async def backends(hub: Hub) -> list[Found]:
    """All that are installed, and which one a gang goes to that asks for none."""
    there = await served(hub)
    some = Plan(key="job/x/x", groups=(Group("hub-x", 2, {"pods": 2}),))
    choice = choosing.choose(some, hub.registry.backends, there, hub.settings.gang_backends)
    found = []
    for one, lack in choosing.found(hub.registry.backends, there):
        if one.found_by is None:
            found.append(
                Found(one.name, f"{one.name}: nothing shows whether it runs; used where it is asked for")
            )
            continue
        chosen = choice.why if choice.backend == one.name else ""
        keeps = None if lack else await _keeps(hub, one, some)
        found.append(Found(one.name, lack, one.found_by not in there, chosen, keeps))
    return found


async def _keeps(hub: Hub, one: GangBackend, some: Plan) -> bool | None:
    """Asks the API server what it would make of a pod with the link, and makes none."""
    from hub.cluster.resource import PODS

    session = hub.live()
    wanted = linking.link(one, some, some.groups[0], "pods")
    pod = {"metadata": {"name": "hub-probe"}, "spec": {"containers": [{"name": "probe", "image": "probe"}]}}
    path = PODS.path(next(iter(hub.namespaces), session.namespace))
    try:
        body = await session.post(path, linking.onto(pod, wanted), {"dryRun": "All"})
    except HubError:
        return None
    return not linking.conflict(msgspec.json.decode(body), wanted)


async def adopt(effects: Effects, made: Sequence[Manifest], keys: Sequence[str]) -> None:
    """Group objects that came with their root are owned by it, so that they go when it goes."""
    roots = {key: Obj(one).ref for key, one in zip(keys, made, strict=True) if key}
    for one in map(Obj, made):
        root = roots.get(one.annotation(objects.FOR))
        if root is not None and root.uid and not one.get("metadata.ownerReferences"):
            owner = {"apiVersion": root.api_version, "kind": root.kind, "name": root.name, "uid": root.uid}
            await effects.perform([Patch({"metadata": {"ownerReferences": [owner]}}, one.ref)])


def _planned(hub: Hub, subject: Subject, there: Served, said: Mapping[str, str]) -> Planned:
    made = planning.plan(subject, namespace=said)
    allowed, pods = hub.settings.gang_backends, subject.family.pods
    choice = choosing.choose(made, hub.registry.backends, there, allowed, pods)
    if (chosen := backend(hub, choice.backend)) is None:
        return Planned(made, choice)
    links = {
        group.name: {role: linking.link(chosen, made, group, role) for role in group.roles}
        for group in made.groups
    }
    wanted = objects.objects(chosen, made, choice.version)
    return Planned(made, choice, chosen.drops(made), wanted, links, chosen.root(made))


def _notes(planned: Planned) -> list[str]:
    key, made = planned.plan.key, planned.plan
    none = [] if planned.choice.backend else [f"stays as it is: {planned.choice.why}"]
    return [f"{key} {note}" for note in none] + [f"{key}: {note}" for note in (*made.ignored, *planned.drops)]


async def _injected(hub: Hub, manifest: Manifest, subject: Subject, planned: Planned) -> Sequence[Manifest]:
    made, choice = planned.plan, planned.choice
    if not made.groups or made.grouped:
        return [manifest]
    chosen = backend(hub, choice.backend)
    if chosen is None:
        raise Refused(
            f"{made.key} is a gang that nobody starts together: {choice.why}; `hub doctor` tells more"
        )
    by_pod = any(link != Link() for links in planned.links.values() for link in links.values())
    if by_pod and (roles := injecting.unreachable(subject, made)):
        told = f"{made.key} has no template of one gang alone for its {', '.join(roles)} pods"
        raise Refused(f"{told}; `hub operate` links them on their way into the cluster")
    linked = injecting.injected(manifest, subject, made, chosen)
    if await _loses(hub, linked, subject):
        told = f"this cluster's {manifest['kind']} has no place for the link of {made.key}, and would lose it"
        raise Refused(f"{told}; `hub operate` links its pods on their way into the cluster")
    return [*planned.objects, linked]


async def _loses(hub: Hub, linked: Manifest, subject: Subject) -> bool:
    """Whether the API server would drop what the links add to the pod templates.

    What else it may have against the manifest its user hears when it is created.
    """
    from hub.cluster.effects import Effects
    from hub.cluster.failures import Answer
    from hub.cluster.objects import places
    from hub.model import Create

    effects = Effects(hub.live(), places(await hub.kinds()), dry_run=True)
    try:
        (done,) = await effects.perform([Create(linked)])
    except Answer as error:
        return any(f'.{field}"' in str(error) for field in injecting.added(linked, subject))
    except HubError:
        return False
    return bool(injecting.added(linked, subject, done.object or {}))
