"""What changes the cluster: a verb on a workload, and the objects of a submission."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hub.adapter import Cannot
from hub.core import steering, things
from hub.core.keep import Keep
from hub.errors import NotFound, Refused, Usage
from hub.model import Doc, Intent, Key, Obj, Ref
from hub.registry import registered

from . import ganging

if TYPE_CHECKING:
    from hub.cluster.objects import Place

    from .hub import Hub


class Submitted(NamedTuple):
    """One object of a submission: what was done, and the key of its row where it makes one."""

    text: str
    key: str


def intents(hub: Hub, verb: str, key: str, replicas: int | None = None) -> Sequence[Intent]:
    """What a verb would do. Raises `Refused` with the reason."""
    workload, subject = hub.find(key), hub.subject(key)
    if reason := steering.not_now(verb, workload.phase, subject.known):
        raise Refused(f"cannot {verb}: {reason}")
    wanted = steering.wanted(subject.adapter, verb, subject.family, replicas)
    if isinstance(wanted, Cannot):
        raise Refused(f"cannot {verb}: {wanted.reason}")
    for policy in registered("hub_policies")[0]:
        if why := policy.record.review(verb, workload, wanted):
            raise Refused(f"policy {policy.record.name} refuses: {why}")
    return wanted


async def act(
    hub: Hub, verb: str, key: str, *, dry_run: bool = False, replicas: int | None = None
) -> list[str]:
    """Do it, and say what was done; with ``dry_run`` what would be. Raises `HubError`."""
    from hub.cluster.effects import Effects, plan
    from hub.cluster.objects import places

    wanted = intents(hub, verb, key, replicas)
    workload, root = hub.find(key), hub.subject(key).family.root.ref
    effects = Effects(
        hub.live(), places(await hub.kinds()), root, workload.connections, dry_run, hub.registry.asked
    )
    done = await effects.perform(wanted)
    return plan(wanted, root) if dry_run else [each.text for each in done]


async def holders(hub: Hub, root: Ref) -> list[str]:
    """The finalizers that hold up the deletion of an object; none where it is gone."""
    from hub.cluster.objects import places, read

    try:
        found = await read(hub.live(), places(await hub.kinds()), root)
    except NotFound:
        return []
    meta = found["metadata"]
    return list(meta.get("finalizers") or ()) if meta.get("deletionTimestamp") else []


async def submit(hub: Hub, sources: Sequence[str], *, dry_run: bool = False) -> list[Submitted]:
    """Create the objects of these manifests, in order. All are read before the first is created."""
    from hub.cluster.effects import Effects
    from hub.cluster.objects import places
    from hub.cluster.recording import load as manifests
    from hub.model import Create

    place = places(await hub.kinds())
    read = [homed(hub, place, *manifest) for source in sources for manifest in manifests(source)]
    effects = Effects(hub.live(), place, dry_run=dry_run)
    done = await effects.perform([Create(manifest) for manifest in read])
    keys = [row(hub, each.object) for each in done]
    if not dry_run:
        await ganging.adopt(effects, [each.object or {} for each in done], keys)
    return [Submitted(each.text, key) for each, key in zip(done, keys, strict=True)]


def homed(hub: Hub, place: Place, manifest: dict[str, Any], where: str) -> dict[str, Any]:
    """In the settings' namespace where it names none. Raises `Usage` where it names another than ``-n``."""
    from hub.cluster.effects import named

    ref, wanted = named(manifest), hub.settings.namespaces
    if not wanted or not place(ref).namespaced:
        return manifest
    if not ref.namespace:
        return {**manifest, "metadata": {**manifest["metadata"], "namespace": wanted[0]}}
    if hub.settings.origins.get("namespaces") == "flag" and ref.namespace not in wanted:
        told = f"{where}: {ref} is for namespace {ref.namespace}, not {', '.join(wanted)}"
        raise Usage(f"{told}; leave -n out, or the namespace in the manifest")
    return manifest


def row(hub: Hub, made: Any) -> str:
    """The key of the row that an object makes, or nothing."""
    if not made:
        return ""
    obj, seen = Obj(made), things.thing(made, Keep())
    adapter = hub.registry.owner(obj.kind, seen if isinstance(seen, Doc) else None)
    return str(Key(adapter.name, obj.namespace, obj.name)) if adapter else ""
