"""Which pods start together or not at all, and what tells their scheduler so.

`hub.core.gang` makes a `Plan` of a workload; a `hub.plugin.GangBackend` turns its groups into objects
that its scheduler reads, and says by a `Link` what a pod must carry to belong to one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .intents import Ref
from .workload import Record

MARK = "workloadhub.dev/gang-name"
"""Label of a pod that the hub linked: ``GROUP.GENERATION``, the group and the root's generation then.

A pod that has it and not the link itself lost that link on its way into the cluster.
"""


class Group(Record, frozen=True):
    """One all-or-nothing set. Pods of its roles above ``minimum`` join it when they find room."""

    name: str
    """A DNS label, the same whenever it is asked for, and no other workload's."""
    minimum: int
    """How many must be placed at once; at least 2, for one pod alone is whole by itself."""
    roles: Mapping[str, int] = {}
    """How many of each role that is."""
    unit: str = ""
    """Which of several alike it is: a RayService's cluster, a replica of a LeaderWorkerSet."""
    pattern: bool = False
    """It stands for units that are not known yet; nothing is made of it itself."""
    after: str | None = None
    """The role that makes its pods once it runs itself; never one of ``roles``."""


class Ignored(Record, frozen=True):
    """An annotation that is not followed: why, and what would be, as one sentence."""

    name: str
    value: str
    why: str

    def __str__(self) -> str:
        return f"{self.name}: {self.value!r} is ignored: {self.why}"


class Plan(Record, frozen=True):
    """A workload's groups, and what its user wishes for them. No groups: ``why`` says why none.

    ``key`` and ``uid`` are the workload's; without a uid (a manifest that is not in the cluster yet) group
    names are made from the key. ``root`` owns the group objects; ``None`` where labels alone make a workload.
    """

    key: str
    uid: str = ""
    namespace: str = ""
    root: Ref | None = None
    generation: int = 0
    """Of the root, as in `MARK`."""
    groups: tuple[Group, ...] = ()
    why: str = ""
    backend: str = ""
    """The one that is asked for by annotation."""
    schedulers: tuple[str, ...] = ()
    """What its pods, or its pod templates, name as ``schedulerName``; the default scheduler is not told."""
    grouped: str = ""
    """Who else groups its pods already, as one sentence: then the hub does not."""
    queue: str = ""
    priorities: tuple[str, ...] = ()
    """The PriorityClasses of its pods, or of their templates."""
    requests: Mapping[str, Mapping[str, str]] = {}
    """What a pod of each role asks for, as Kubernetes writes it; a role whose GPUs have no known name is
    left out."""
    topology: str = ""
    """The node label in one of whose values all pods of a group shall be."""
    timeout: int = 0
    """Seconds that a half-placed group may hold what it has; 0 leaves it to the scheduler."""
    ignored: tuple[Ignored, ...] = ()

    @property
    def priority_class(self) -> str:
        """The one of all its pods, if they have one."""
        return self.priorities[0] if len(self.priorities) == 1 else ""


class Link(Record, frozen=True):
    """What a pod carries to belong to a group. Only what is missing is added; what is there stays."""

    labels: Mapping[str, str] = {}
    annotations: Mapping[str, str] = {}
    spec: Mapping[str, Any] = {}
    """Fields of the pod's specification: ``schedulerName``, ``schedulingGroup``."""


class Choice(NamedTuple):
    """Which backend a plan goes to, and why that one; an empty name: none does."""

    backend: str
    why: str
    version: str = ""
    """The version of its kind that the cluster serves: ``v1beta1``."""
