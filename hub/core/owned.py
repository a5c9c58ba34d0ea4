"""Owner references as they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from hub.model import Kind, Owner

from .wire import OwnerWire


def owners(refs: Sequence[OwnerWire]) -> tuple[Owner, ...]:
    """Owner references, the controller first; the records are shared by all pods of one owner."""
    found = [_owner(ref.api_version, ref.kind, ref.name, ref.uid, ref.controller is True) for ref in refs]
    if len(found) > 1:
        found.sort(key=lambda owner: not owner.controller)
    return tuple(found)


@lru_cache(maxsize=65536)
def _owner(api_version: str, kind: str, name: str, uid: str, controller: bool) -> Owner:
    named = Kind.of(api_version, kind)
    return Owner(named, name, uid or f"{kind}/{name}", controller, api_version)
