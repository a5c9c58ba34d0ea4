"""What all pods of this agent share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from hub_local.agent.addresses import Addresses
from hub_local.agent.api import Api
from hub_local.agent.config import Config
from hub_local.agent.events import Events
from hub_local.agent.images import Images
from hub_local.agent.store import Store


@dataclass(frozen=True, slots=True)
class Host:
    config: Config
    api: Api
    events: Events
    images: Images
    addresses: Addresses
    services: Store
    client: aiohttp.ClientSession
    """For probes: keeps no connection open, checks no certificate."""
    allocatable: dict[str, dict[str, str]] = field(default_factory=dict)
    """By node."""

    @property
    def state(self) -> Path:
        return Path(self.config.state)

    @property
    def pods(self) -> Path:
        """One folder a pod, named by its uid."""
        return self.state / "pods"
