"""The records of a local cluster: what is asked for, what runs, what is remembered."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum


class Mode(StrEnum):
    """What this machine allows. The text is the value's own name in files and output."""

    USER = "user-namespace"  # everything in one user namespace; no root
    ROOT = "root"  # root, where user namespaces are switched off: the other namespaces without that one
    SIMULATED = "simulated"  # no namespaces at all: pods are simulated only, and Services lead nowhere

    @property
    def namespaced(self) -> bool:
        return self is not Mode.SIMULATED


@dataclass(frozen=True)
class Request:
    """What `up` is asked for. `None` means: as it was, and at first the value of `DEFAULTS`."""

    name: str = "local"
    nodes: int | None = None
    gpus: int | None = None  # devices of each node
    cpu: int | None = None  # cores of each node
    memory: int | None = None  # bytes of each node
    operators: tuple[str, ...] = ()  # added to those that the cluster already has
    simulate: tuple[str, ...] | None = None  # image patterns


@dataclass(frozen=True)
class Shape:
    """The nodes of a cluster."""

    nodes: int = 1
    gpus: int = 0
    cpu: int = 16
    memory: int = 64 * 2**30
    simulate: tuple[str, ...] = ()

    def changed(self, request: Request) -> Shape:
        """This shape with what the request names."""
        asked = {each.name: getattr(request, each.name) for each in fields(self)}
        return replace(self, **{name: value for name, value in asked.items() if value is not None})


@dataclass(frozen=True)
class Component:
    """One process to keep running inside. To start it again as an equal record starts nothing."""

    name: str
    argv: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)  # beside those that every component gets
    cwd: str | None = None
    stop: str = "TERM"  # the signal that ends it
    grace: float = 5.0  # seconds until it is killed


@dataclass(frozen=True)
class ComponentStatus:
    """What became of a component. `pid` as seen from outside; `since`, `last_exit_at` in Unix seconds."""

    name: str
    state: str  # running | waiting (it ended, and is started again soon) | stopped
    pid: int | None
    restarts: int
    since: float
    last_exit: str | None = None  # "exit code 1", "killed by signal 9"
    last_exit_at: float | None = None


@dataclass(frozen=True)
class NodeStatus:
    name: str
    ready: bool
    seen: datetime  # when its agent last said so, to the second
    cpu: str
    memory: str
    gpus: str
    pods: str


@dataclass(frozen=True)
class Exposure:
    """An address inside that answers on a loopback port outside."""

    name: str
    target: str
    port: int


@dataclass(frozen=True)
class Ports:
    """Where each program listens. Inside a namespace the usual ports are free."""

    outside: int = 0  # the API server, on loopback, for everybody outside
    apiserver: int = 6443
    etcd: int = 2379
    etcd_peer: int = 2380
    scheduler: int = 10259
    controller_manager: int = 10257
    kubelet: int = 10250  # of the first node; the next ones follow it


@dataclass(frozen=True)
class Cluster:
    """What is remembered of a cluster, in `cluster.json`."""

    mode: Mode | None = None
    ports: Ports = field(default_factory=Ports)
    shape: Shape = field(default_factory=Shape)
    operators: tuple[str, ...] = ()  # wanted, in the order they were asked for
    started: tuple[str, ...] = ()  # those that were started since the cluster was
    exposures: tuple[Exposure, ...] = ()
    binaries: str = ""
    version: str = ""


@dataclass(frozen=True)
class Status:
    """What `hub up --status` shows. Empty lists where the cluster is down."""

    name: str
    running: bool
    mode: Mode | None
    version: str
    kubeconfig: str
    server: str
    components: tuple[ComponentStatus, ...]
    nodes: tuple[NodeStatus, ...]
    operators: tuple[str, ...]
    exposures: tuple[Exposure, ...]
    problems: tuple[str, ...]  # plain sentences: what is not as it should be
