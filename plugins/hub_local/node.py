"""What the node agent is told: the nodes, the images, the network."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from hub_local import namespace
from hub_local.components import Plan
from hub_local.records import Shape
from hub_local.state import replace

PODS_PER_NODE = 1000  # the kubelet's own default of 110 would be in the way of tests of scale


def names(shape: Shape) -> list[str]:
    return [f"node-{number}" for number in range(1, shape.nodes + 1)]


def write_config(plan: Plan, shape: Shape) -> str:
    """Write the agent's configuration; gives a digest of it."""
    content = msgspec.json.encode(_config(plan, shape))
    replace(plan.folder.agent_config, msgspec.json.format(content))
    return hashlib.sha256(content).hexdigest()[:12]


def _config(plan: Plan, shape: Shape) -> dict[str, Any]:
    one = {"cpu": shape.cpu, "memory": shape.memory, "gpus": shape.gpus, "pods": PODS_PER_NODE}
    config = {
        "kubeconfig": str(plan.folder.inside_kubeconfig),
        "state": str(plan.folder.node),
        "mode": "namespaced" if plan.mode.namespaced else "simulated",
        "nodes": [{"name": name, **one} for name in names(shape)],
        "images": str(plan.folder.images),
        "simulate": shape.simulate,
        "network": namespace.NETWORK,
    }
    return config if plan.mode.namespaced else {**config, "port": plan.ports.kubelet}
