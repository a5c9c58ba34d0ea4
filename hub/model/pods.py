"""A pod as the hub keeps it: the few facts that grouping, phase and views need.

A pod's JSON is about 5 kB and a cluster has 100,000 of them, so what is not
read is not kept. `hub.core.pods` makes these records from the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal

import msgspec

from .intents import Ref
from .names import Kind
from .objects import Owner
from .resources import NOTHING, Resources

POD = Kind("", "Pod")


class PodState(StrEnum):
    """Where a pod stands for its pod set; the words are the JSON's counters."""

    PENDING = "pending"
    """Not scheduled yet."""
    INITIALIZING = "initializing"
    """Scheduled and not ready: pulling, init containers, starting, or lost its readiness."""
    READY = "ready"
    SUCCEEDED = "succeeded"
    FAILED = "failed"

    __hash__ = str.__hash__  # Enum's own is written in Python, and every pod's state is looked up


class Container(msgspec.Struct, frozen=True, gc=False):
    """One container's state. Pods that are alike share these records."""

    name: str
    image: str
    role: Literal["init", "sidecar", "main"]
    ready: bool = False
    restarts: int = 0
    state: Literal["waiting", "running", "terminated"] = "waiting"
    reason: str = ""
    message: str = ""
    exit_code: int | None = None
    """Of its last end: it may have been started again since."""
    memory: int = 0
    """Its limit in bytes; 0 where it has none."""


class Pod(msgspec.Struct, frozen=True, gc=False):
    """One pod. Times are UTC; ``annotations`` and ``env`` hold only the names that adapters asked for."""

    uid: str
    name: str
    namespace: str
    version: str = ""
    labels: Mapping[str, str] = {}
    annotations: Mapping[str, str] = {}
    env: Mapping[str, str] = {}
    owners: tuple[Owner, ...] = ()
    created: datetime | None = None
    deleting: datetime | None = None
    node: str = ""
    nominated: str = ""
    """The node that room was made on for it, or that it is about to be bound to."""
    scheduler: str = ""
    priority_class: str = ""
    group: str = ""
    """The PodGroup it was linked to (``spec.schedulingGroup.podGroupName``), if any."""
    state: PodState = PodState.PENDING
    reason: str = ""
    """Why it is not ready, in Kubernetes' word: Unschedulable, ImagePullBackOff, CrashLoopBackOff…"""
    message: str = ""
    scheduled: datetime | None = None
    turned: datetime | None = None
    """When it last became ready, or last ceased to be."""
    ended: datetime | None = None
    restarts: int = 0
    requests: Resources = NOTHING
    containers: tuple[Container, ...] = ()

    @property
    def kind(self) -> Kind:
        return POD

    @property
    def active(self) -> bool:
        """Whether it still may run: not ended, not being deleted."""
        return self.state not in (PodState.SUCCEEDED, PodState.FAILED) and self.deleting is None

    @property
    def running(self) -> bool:
        """Whether all its main containers run, ready or not."""
        main = [container.state for container in self.containers if container.role == "main"]
        return bool(main) and all(state == "running" for state in main)

    @property
    def ref(self) -> Ref:
        return Ref("v1", "Pod", self.namespace, self.name, self.uid)

    def label(self, name: str, default: str = "") -> str:
        return self.labels.get(name) or default

    def annotation(self, name: str, default: str = "") -> str:
        return self.annotations.get(name) or default
