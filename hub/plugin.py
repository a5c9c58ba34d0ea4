"""What a plugin author imports: the records of all that is not an adapter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from .markers import hookimpl
from .model import Group, Intent, Kind, Link, Obj, Plan, Pod, Workload
from .model.usage import PodUse
from .settings import Server

__all__ = [
    "ClusterRequest",
    "Component",
    "GangBackend",
    "LocalCluster",
    "LocalStatus",
    "Metering",
    "MetricSource",
    "Notice",
    "Notifier",
    "PodUse",
    "Policy",
    "Rule",
    "Say",
    "Server",
    "Source",
    "hookimpl",
]

Say = Callable[[str], None]
"""Told one line at a time of what goes on, for somebody who waits."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """A rule on what may be done. Pure. Every policy is asked; one refusal is enough."""

    name: str
    review: Callable[[str, Workload, Sequence[Intent]], str | None]
    """Verb, workload, intents → why it is refused, or ``None``."""


class Rule(NamedTuple):
    """What may be done with some resources of one API group: one rule of a ClusterRole."""

    group: str
    resources: Sequence[str]
    verbs: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class GangBackend:
    """A scheduler that can start pods together, told in its own words. Pure: it does nothing itself.

    The hub makes a `Plan` of a workload, chooses one backend for it (`hub.core.gang.choosing`), makes the
    group objects before any of its pods is bound, and gives every pod of a group's roles the link, on
    its way into the cluster (``hub operate``) or in its template (``hub gang inject``). Names, namespaces,
    labels and owners of group objects are the hub's; a backend says what stands in their ``spec``.
    """

    name: str
    """What the annotation ``workloadhub.dev/gang-backend`` and the setting ``gang_backends`` call it."""
    kind: str = ""
    """Of its group objects: ``scheduling.k8s.io/PodGroup``. Empty: its links say everything."""
    versions: Sequence[str] = ()
    """Of that kind, those whose shape it knows. A cluster that serves none of them has not this backend."""
    needs: str = ""
    """Another kind whose presence shows that it is installed, where it has no group objects."""
    schedulers: Sequence[str] = ()
    """The ``schedulerName`` of pods that it schedules; the link names the first where a pod names none.
    Empty: whichever schedules the pod, so none is changed."""
    automatic: bool = False
    """Whether it may be chosen unasked: only one that leaves the pods with the scheduler they have."""
    spec: Callable[[Plan, Group, str], Mapping[str, Any]] | None = None
    """The ``spec`` of a group's object in this version."""
    link: Callable[[Plan, Group, str], Link] = lambda plan, group, role: Link()
    """What a pod of this role of the group carries; the hub adds its own mark."""
    root: Callable[[Plan], Mapping[str, str]] = lambda plan: {}
    """Labels of the root, where the backend groups by the root alone."""
    linked: Callable[[Pod], str] = lambda pod: ""
    """The group that a pod belongs to by this backend's link, whoever made it; empty for none.

    By this the hub stays out where another controller groups, and sees that a link was lost.
    """
    annotations: Sequence[str] = ()
    """Pod annotations that ``linked`` reads; others are not kept."""
    takes: Callable[[Plan], str] = lambda plan: ""
    """Why it cannot do what the plan asks for, as one sentence; empty: it can."""
    drops: Callable[[Plan], Sequence[str]] = lambda plan: ()
    """What it does without, of the plan's wishes, a sentence each."""
    late: bool = False
    """Whether a pod that waits for a node can still be linked; else only on its way into the cluster."""
    observe: Callable[[Obj], str] = lambda found: ""
    """Why a group waits, from its object in the cluster, in the scheduler's words; empty: it does not say."""
    gives: str = ""
    """What it guarantees, as one sentence."""
    lacks: str = ""
    """What it does not."""
    rules: Sequence[Rule] = ()
    """What the hub must be allowed to do for it, beside reading pods and roots."""

    @property
    def found_by(self) -> Kind | None:
        """The kind that shows whether a cluster has it."""
        name = self.kind or self.needs
        return Kind.parse(name) if name else None


@dataclass(frozen=True, kw_only=True)
class Source:
    """A framework's own server, asked again and again for what no object in the cluster tells.

    Its answers enter the store as objects and are recorded like them, so adapters that name their
    kinds as parts read them without any I/O. It is asked where its settings name an address:
    ``HUB_<NAME>_URL``, with ``_USER`` and ``_PASSWORD`` or ``_TOKEN``, and ``_NAMESPACE``.
    """

    name: str
    kinds: Sequence[str]
    """What its answers are: ``airflow.apache.org/DagRun``. Each answer holds all there are of these."""
    ask: Callable[[Server], Awaitable[Sequence[Mapping[str, Any]]]]
    """Everything worth knowing now, as manifests with name, namespace and uid. Raises `HubError`."""
    every: float = 10.0
    """Seconds from one answer to the next question."""
    call: Callable[[Server, str, str, Mapping[str, Any] | None], Awaitable[None]] | None = None
    """Carry out a `Call` of a connection that has this source's name: method, path and body. Raises
    `HubError`. Without it the server is only asked."""


class Metering(Protocol):
    """What a metric source may ask, and where."""

    namespaces: Sequence[str]
    """The namespaces that are asked about; none means all."""
    server: Server
    """Its own server, where the settings name one."""

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        """What the API server answers at this path. Raises `HubError`."""
        ...

    async def fetch(self, path: str, params: Mapping[str, str] | None = None) -> bytes:
        """What its own server answers. Raises `HubError`."""
        ...


@dataclass(frozen=True, kw_only=True)
class MetricSource:
    """Something that knows what pods use.

    Sources are asked in their order, one whose ``gives`` are all given already is passed over. What several
    know of one pod is put together, the earlier one's word counts.
    """

    name: str
    gives: Sequence[str]
    """Of cpu, memory, gpu, gpuMemory, gpuPower."""
    ask: Callable[[Metering], Awaitable[Sequence[PodUse]]]
    """What every pod uses now. Raises `HubError`: then it is not asked again for a while."""
    order: int = 50
    """The smaller is asked the sooner."""
    keeps: bool = False
    """It keeps what it measured: then the hub stores sums of ten minutes alone."""
    needs_server: bool = False
    """Asked only where ``HUB_<NAME>_URL`` names its server (``_TOKEN``, or ``_USER`` and ``_PASSWORD``)."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One step of a workload, to be told to somebody outside. ``id`` is the same however often it is told."""

    id: str
    at: datetime
    cluster: str
    before: str | None
    """The phase it left; ``None`` where it was not known before."""
    phase: str
    reason: str
    message: str
    workload: Workload


@dataclass(frozen=True, kw_only=True)
class Notifier:
    """Somebody outside who is told of changes, where ``HUB_<NAME>_URL`` says where."""

    name: str
    tell: Callable[[Server, Notice], Awaitable[None]]
    """Raises `HubError` where it did not arrive: it is told again, later and later, for a day."""


@dataclass(frozen=True, kw_only=True)
class ClusterRequest:
    """What a local cluster should be like. ``None``: as it was, and at first the plugin's default.

    ``cpu`` is in cores and ``memory`` in bytes, both of each node; ``gpus`` are devices of each node.
    """

    name: str = "local"
    nodes: int | None = None
    gpus: int | None = None
    cpu: int | None = None
    memory: int | None = None
    operators: tuple[str, ...] = ()
    simulate: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Component:
    """One process or node of a local cluster. ``state`` is running, waiting or stopped."""

    name: str
    state: str
    pid: int | None = None
    restarts: int = 0
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class LocalStatus:
    """What a local cluster is. ``mode`` says how pods run, and why not better where that is so."""

    name: str
    running: bool
    mode: str
    kubeconfig: Path | None
    components: Sequence[Component]
    servers: Mapping[str, str] = field(default_factory=dict)
    """The addresses of its frameworks' own servers, as ``HUB_AIRFLOW_URL`` takes them."""


@dataclass(frozen=True, kw_only=True)
class LocalCluster:
    """Something that makes a real cluster on this machine. Each function raises `HubError` with a remedy."""

    name: str
    operators: Mapping[str, str]
    """What ``--with`` takes, and what each brings."""
    up: Callable[[ClusterRequest, Say], LocalStatus]
    status: Callable[[str], LocalStatus]
    down: Callable[[str, bool, Say], None]
    """Name, whether to remove its data too."""
    enter: Callable[[str, Sequence[str]], int]
    """Runs a command inside the cluster's network; its exit code."""
    running: Callable[[], Mapping[str, Path]] = dict
    """Those that run now, and their kubeconfigs."""
