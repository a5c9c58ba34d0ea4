"""The labels by which a selector chooses a workload."""

from __future__ import annotations

from hub.core.selector import Labels
from hub.errors import HubError

from .hub import Hub


def labels(hub: Hub, key: str) -> list[Labels]:
    """Its root's, or its pods' where labels are all that hold it; none when it is gone."""
    try:
        family = hub.subject(key).family
    except HubError:
        return []
    own = family.root.get("metadata.labels")
    return [own or {}] if family.root else [pod.labels for pod in family.pods]
