"""All that an adapter author imports.

An adapter is a value: a frozen record of plain facts and pure functions that
says how one framework's objects read as a workload and what its buttons mean.
It does no I/O and reads no clock. The smallest useful one is in
``docs/adapters.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as slot

from . import placing
from .claims import Anchor, Claim, Labelled, Owned, labelled, owned
from .markers import hookimpl
from .model import (
    NOTHING,
    Call,
    Category,
    Code,
    Connection,
    Create,
    Delete,
    Family,
    Field,
    Filled,
    Intent,
    Kind,
    Obj,
    Patch,
    Phase,
    Pod,
    PodSet,
    PodState,
    Ref,
    Resources,
    Status,
    Submission,
    quantity,
)
from .rules import condition, conditions, field, label, merge, pods_tell, port, requests, stood

__all__ = [
    "NOTHING",
    "Act",
    "Adapter",
    "Anchor",
    "Call",
    "Cannot",
    "Category",
    "Claim",
    "Code",
    "Connection",
    "Create",
    "Delete",
    "Family",
    "Field",
    "Filled",
    "Intent",
    "Kind",
    "Labelled",
    "Obj",
    "Owned",
    "Patch",
    "Phase",
    "Pod",
    "PodSet",
    "PodState",
    "Ref",
    "Resources",
    "Status",
    "Submission",
    "condition",
    "conditions",
    "field",
    "hookimpl",
    "label",
    "labelled",
    "merge",
    "owned",
    "placing",
    "pods_tell",
    "port",
    "quantity",
    "replace",
    "requests",
    "stood",
]


@dataclass(frozen=True, slots=True)
class Cannot:
    """Why an adapter does not do something. The user reads it, so write it to them."""

    reason: str


Act = Callable[[Family], "Sequence[Intent] | Cannot"]
"""What an action wants done on this workload, or why it cannot be done on this one."""

Scale = Callable[[Family, int], "Sequence[Intent] | Cannot"]
"""Likewise, for a wanted number of pods of the scalable set."""


@dataclass(frozen=True, kw_only=True)
class Adapter:
    """How one kind of workload is read and steered. Every slot is total: it never raises."""

    name: str
    """The type: short, unique over all adapters, used in keys and on the command line: ``rayjob``."""

    claims: Sequence[Claim]
    """Which pods are ours. Owners win over labels; the topmost owner wins."""

    like: str = ""
    """Another type that it reads as, in every slot that it leaves alone: ``job``, where Jobs carry runs."""

    adds: Callable[[Family], Iterable[str]] | None = None
    """Evidence that it adds to the status of the type that it reads like."""

    category: Category | Callable[[Family], Category] = "train"
    """What it is for: ``build`` (notebooks, clusters to work on), ``train`` (ends), ``deploy`` (serves)."""

    parts: Sequence[str] = ()
    """Kinds between root and pods, or beside them, that the slots read: ``ray.io/RayCluster``. Never rows."""

    series: bool = False
    """Whether it makes runs over time (CronJob): grouping stops at its runs, which are its children."""

    annotations: Sequence[str] = ()
    """Pod annotations that the slots read; others are not kept."""

    identity: Sequence[str] = ()
    """Names of environment variables whose values identify a run (``MLFLOW_RUN_ID``); others are not kept."""

    # Reading

    words: Mapping[str, Phase | None] = slot(default_factory=dict)
    """Every native status word, mapped on purpose; ``None`` where the pods tell."""

    status: Callable[[Family], Status] = pods_tell
    """What the framework itself says."""

    cause: Callable[[Family], str] = lambda family: ""
    """What went wrong first, in one sentence for `hub explain`, where its objects tell that and neither its
    pods nor its status message do; empty: nothing of the kind."""

    pod_sets: Callable[[Family], Iterable[PodSet]] = lambda family: ()
    """The pod sets that the root asks for, with the framework's defaults; right before any pod exists."""

    role: Callable[[Pod], str] = lambda pod: "pods"
    """The pod set that a pod belongs to; ``""`` for a pod that serves the workload and is in none."""

    roles: Callable[[Family], Mapping[str, str]] | None = None
    """Where a pod's role depends on its neighbours: roles by pod uid; a pod without one is in no set."""

    elastic: Callable[[Family], bool] = lambda family: False
    """Whether the framework scales it by itself, so that fewer than desired is no defect."""

    gang: bool | Callable[[Family], bool] = True
    """Whether its pods start together or not at all unless the user says otherwise (a Job: by its shape)."""

    units: Callable[[Family], Mapping[str, Mapping[str, int]]] | None = None
    """Where not all of it starts together but each of several alike by itself (a RayService's clusters, a
    LeaderWorkerSet's replicas): each unit's name, and how many of each role it cannot do without; under
    ``""`` what those that are still to be made will have. Empty: all of it starts together after all."""

    unit: Callable[[Pod], str] = lambda pod: ""
    """The unit of a pod, where there are ``units``."""

    templates: Callable[[Family], Mapping[str, str]] = lambda family: {}
    """Where in the root a role's pod template is: ``{"worker": "spec.groups.0.template"}``. Only templates
    whose every field reaches the pods, and of which one gang alone is made."""

    grouped: Callable[[Family], str] = lambda family: ""
    """Who tells a scheduler already which of its pods start together, as one sentence; empty: nobody."""

    connections: Callable[[Family], Iterable[Connection]] = lambda family: ()
    """The ways in: dashboards, APIs, notebooks."""

    submitter: Callable[[Family], str] = lambda family: ""
    """Who submitted it, where the framework itself keeps that."""

    queue: Callable[[Family], str] = lambda family: ""
    """The queue or project, where it is not in one of the schedulers' own labels."""

    # Steering

    stop: Act | Cannot = Cannot("this framework has no way to stop a workload and keep it")
    """Free the resources, keep the intent."""

    run: Act | Cannot = Cannot("this framework has no way to resume a stopped workload")
    """Undo ``stop``."""

    restart: Act | Cannot = Cannot("this framework has no way to restart a workload in place")
    """A new attempt of the same object."""

    scale: Scale | Cannot = Cannot("the size of this workload is set when it starts")
    """Another number of pods."""

    delete: Act | Cannot = lambda family: (Delete(),)
    """Remove the workload and all it owns."""

    def role_in(self, family: Family) -> Callable[[Pod], str]:
        """The role of each pod of one family, by whichever slot tells it."""
        if self.roles is None:
            return self.role
        roles = self.roles(family)
        return lambda pod: roles.get(pod.uid, "")
