"""What is wanted done. Adapters say it; `hub.cluster.effects` does it.

An intent without a target is about the root of its workload. The executor adds
the preconditions (uid, resourceVersion), so that an object of the same name
that came later is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec


class Ref(NamedTuple):
    """One object by name, and by uid where that is known."""

    api_version: str
    kind: str
    namespace: str
    name: str
    uid: str = ""

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"


class Create(msgspec.Struct, frozen=True, tag=True):
    """Create this object."""

    manifest: Mapping[str, Any]


class Patch(msgspec.Struct, frozen=True, tag=True):
    """Merge ``body`` into the target (RFC 7386: ``None`` removes); into its scale where that is named."""

    body: Mapping[str, Any]
    target: Ref | None = None
    subresource: str = ""
    version: str = ""
    """Only of the object at this version; else whatever it is by now is changed."""


class Apply(msgspec.Struct, frozen=True, tag=True):
    """See to it that the object is there and has these fields, which nobody else may have set otherwise.

    ``owner`` is the field manager (server-side apply), so that each of the hub's parts minds its own fields.
    """

    manifest: Mapping[str, Any]
    owner: str = "workload-hub"
    force: bool = False
    """Take fields over from whoever set them."""


class Delete(msgspec.Struct, frozen=True, tag=True):
    """Delete the target, and what it owns by this propagation policy."""

    target: Ref | None = None
    propagation: str = "Background"


class Call(msgspec.Struct, frozen=True, tag=True):
    """Call the framework's own API, through one of the workload's connections.

    One with a service is reached through the cluster; one that has the name of a source through the
    server that the settings name.
    """

    connection: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None


Intent = Create | Patch | Apply | Delete | Call
