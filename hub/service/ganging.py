"""Gangs as they would be: of a workload that is there, or of manifests that are not yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hub.core.gang import choosing, injecting, linking, objects, planning
from hub.errors import HubError, Refused
from hub.model import Choice, Link, Plan
from hub.plugin import GangBackend

if TYPE_CHECKING:
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
    return _planned(hub, subject, await served(hub))


async def drafts(hub: Hub, manifests: Sequence[Manifest]) -> list[Drafted]:
    """Of manifests, in their order. Raises `HubError`."""
    there, namespace = await served(hub), next(iter(hub.namespaces), "default")
    found = []
    for manifest in manifests:
        subject = injecting.subject(hub.registry, manifest, namespace)
        found.append(Drafted(manifest, subject, subject and _planned(hub, subject, there)))
    return found


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


def _planned(hub: Hub, subject: Subject, there: Served) -> Planned:
    made = planning.plan(subject)
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
    if roles := injecting.unreachable(subject, made):
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
