"""``hub up``: a real cluster on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

Name = Annotated[str, typer.Argument(metavar="[NAME]", help="The cluster's name; several run side by side.")]
With = Annotated[
    str, typer.Option("--with", metavar="A,B", help="Operators and servers to start: ray,spark…")
]
Nodes = Annotated[str, typer.Option("--nodes", metavar="N", help="How many nodes; 1 at first.")]
Gpus = Annotated[str, typer.Option("--gpus", metavar="N", help="Made-up GPUs of each node; 0 at first.")]
Cpu = Annotated[str, typer.Option("--cpu", metavar="N", help="Cores of each node; 16 at first.")]
Memory = Annotated[str, typer.Option("--memory", metavar="SIZE", help="Memory of each node; 64Gi at first.")]
Simulate = Annotated[
    list[str] | None,
    typer.Option("--simulate", metavar="PATTERN", help="Images to simulate, for instance 'my/*'."),
]
StatusOnly = Annotated[
    bool, typer.Option("--status", help="Only say how it is; exit code 1 when it is down.")
]


@verb
def up(
    asked: Asked,
    name: Name = "local",
    operators: With = "",
    nodes: Nodes = "",
    gpus: Gpus = "",
    cpu: Cpu = "",
    memory: Memory = "",
    simulate: Simulate = None,
    status: StatusOnly = False,
    output: o.Document = "text",
) -> int:
    """Start a real Kubernetes cluster on this machine.

    Without root and without a container engine.

    \b
      hub up                                a cluster of one node
      hub up --with ray --nodes 3 --gpus 4  three nodes of four made-up GPUs, and KubeRay
      hub up --status                       how it is

    The first start compiles Kubernetes, which takes minutes; later ones take seconds. A second `hub up`
    uses what runs already.
    """
    from hub.faces.cli import clusters, formats
    from hub.plugin import ClusterRequest

    formats.checked(output, formats.DOCUMENTS)
    cluster = clusters.provider()
    if status:
        return clusters.put(cluster.status(name), output)
    request = ClusterRequest(
        name=name,
        nodes=clusters.whole(nodes, "--nodes", least=1),
        gpus=clusters.whole(gpus, "--gpus"),
        cpu=clusters.whole(cpu, "--cpu", least=1),
        memory=clusters.size(memory, "--memory"),
        operators=clusters.operators(cluster, operators),
        simulate=tuple(simulate) if simulate else None,
    )
    return clusters.put(cluster.up(request, clusters.say), output)
