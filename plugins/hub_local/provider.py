"""What this plugin registers: the verbs of `hub_local.cluster` in the hub's own records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from hub.model import quantity
from hub.plugin import ClusterRequest, Component, LocalCluster, LocalStatus, Say
from hub_local import cluster, operators
from hub_local.records import ComponentStatus, NodeStatus, Request, Status

MODES = {
    "user-namespace": "processes in a user namespace, without root",
    "root": "processes, as root (user namespaces are switched off here)",
    "simulated": "simulation only (this machine allows no namespaces)",
}


def up(request: ClusterRequest, say: Say) -> LocalStatus:
    wanted = Request(
        name=request.name,
        nodes=request.nodes,
        gpus=request.gpus,
        cpu=request.cpu,
        memory=request.memory,
        operators=request.operators,
        simulate=request.simulate,
    )
    cluster.up(wanted, say)
    return status(request.name)


def status(name: str) -> LocalStatus:
    found = cluster.status(name)
    return LocalStatus(
        name=name,
        running=found.running,
        mode=MODES.get(str(found.mode), "") if found.mode else "",
        kubeconfig=Path(found.kubeconfig),
        components=[_component(each) for each in found.components] + _nodes(found),
        servers={each.name: f"http://127.0.0.1:{each.port}" for each in found.exposures},
    )


def _component(each: ComponentStatus) -> Component:
    since = datetime.fromtimestamp(each.since, UTC).strftime("since %H:%M:%S UTC")
    return Component(
        name=each.name,
        state=each.state,
        pid=each.pid,
        restarts=each.restarts,
        detail=f"{since}; last end: {each.last_exit}" if each.last_exit else since,
    )


def _nodes(found: Status) -> list[Component]:
    return [
        Component(
            name=f"node {node.name}",
            state="running" if node.ready else "waiting",
            detail=_room(node),
        )
        for node in found.nodes
    ]


def _room(node: NodeStatus) -> str:
    """As people write it: the API server turns 64Gi into bytes, and 1000 pods into 1k."""
    memory, pods = quantity(node.memory) / 2**30, quantity(node.pods)
    return f"{node.cpu} cpu, {memory:g}Gi memory, {node.gpus or 0} gpu, {pods:g} pods"


def enter(name: str, argv: Sequence[str]) -> int:
    return cluster.enter(name, argv, {})


def known() -> Mapping[str, str]:
    """What ``--with`` takes: operators and bundles."""
    titles = {name: operator.title for name, operator in operators.OPERATORS.items()}
    return titles | {name: " + ".join(parts) for name, parts in operators.BUNDLES.items()}


LOCAL = LocalCluster(
    name="local",
    operators=known(),
    up=up,
    status=status,
    down=cluster.down,
    enter=enter,
    running=cluster.up_now,
)
