"""Copies of workloads: the object and what the hub made along with it, fit to be submitted again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hub.adapter import Cannot
from hub.core import copying
from hub.errors import HubError, Refused
from hub.model import Kind, Phase, Ref

from .submitting import STAMP, ending

if TYPE_CHECKING:
    from hub.cluster.resource import Catalog

    from .hub import Hub

BESIDE = (
    Kind("", "ConfigMap"),
    Kind("", "ServiceAccount"),
    Kind("", "Service"),
    Kind("rbac.authorization.k8s.io", "Role"),
    Kind("rbac.authorization.k8s.io", "RoleBinding"),
)
"""What forms make beside the root."""

Manifest = Mapping[str, Any]


class Copy(NamedTuple):
    """Objects to submit, the root first, and how the original was submitted, where that is known."""

    objects: Sequence[Manifest]
    command: str


async def copied(hub: Hub, key: str, name: str = "") -> Copy:
    """A copy under a new name, read now. Raises `Refused` with the reason."""
    from hub.cluster.objects import places, read

    workload, subject = hub.find(key), hub.subject(key)
    if (why := workload.actions["copy"]) is not True:
        raise Refused(f"cannot copy: {why}")
    ref, catalog = subject.family.root.ref, await hub.kinds()
    found = await read(hub.live(), places(catalog), ref)
    root = copying.bare(found)
    if workload.phase is Phase.STOPPED and not isinstance(subject.adapter.run, Cannot):
        wanted = subject.adapter.run(subject.family)
        root = copying.running(root, () if isinstance(wanted, Cannot) else wanted)
    beside = [copying.bare(each) for each in await _beside(hub, catalog, ref)]
    new = name or copying.new_name(ref.name, ending())
    command = (found["metadata"].get("annotations") or {}).get(STAMP, "")
    return Copy(copying.renamed(root, beside, new), command)


async def _beside(hub: Hub, catalog: Catalog, root: Ref) -> list[Manifest]:
    """What the hub made for it. Other owned objects are its controller's own, which makes them anew."""
    from hub.cluster.effects import MANAGER
    from hub.cluster.objects import items

    found: list[Manifest] = []
    for kind in BESIDE:
        if (resource := catalog.get(kind)) is not None:
            try:
                found += [
                    each
                    for each in await items(hub.live(), resource, root.namespace)
                    if _made_for(each, root.uid, MANAGER)
                ]
            except HubError as error:
                raise type(error)(f"{error}; what belongs to the copy cannot be told") from None
    return found


def _made_for(manifest: Manifest, uid: str, manager: str) -> bool:
    meta = manifest["metadata"]
    owned = any(owner["uid"] == uid for owner in meta.get("ownerReferences") or ())
    return owned and any(entry.get("manager") == manager for entry in meta.get("managedFields") or ())
