"""`apps/v1` DaemonSet: as many pods as there are nodes for it, which only its status can tell."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Family, Phase, PodSet, Status, owned

from .sizes import Words, budget, pods, ports, restart

WORDS: Words = {}
"""`apps/v1` DaemonSetStatus defines no condition type."""


def status(family: Family) -> Status:
    root = family.root
    wanted, ready = root.number("status.desiredNumberScheduled"), root.number("status.numberReady")
    observed = root.number("status.observedGeneration") > 0
    return Status(
        phase=Phase.RUNNING if observed and not wanted else None,
        evidence=(f"DaemonSet.status.numberReady={ready} of {wanted}",) if observed else (),
        message="" if wanted or not observed else "it has a pod on every node it matches: there is none",
    )


def pod_sets(family: Family) -> tuple[PodSet, ...]:
    """The floor leaves out what a rollout may take down: a large cluster always lacks some node.

    Before the controller has counted the nodes, at least the pods that are there are wanted.
    """
    size = max(family.root.number("status.desiredNumberScheduled"), 0)
    if not family.root.number("status.observedGeneration"):
        return pods(family, max(len(family.pods), 1))
    spare = budget(family.root, "spec.updateStrategy.rollingUpdate.maxUnavailable", size, 1)
    return pods(family, size, max(size - spare, min(size, 1)))


DAEMONSET = Adapter(
    name="daemonset",
    claims=(owned("apps/DaemonSet"),),
    category="deploy",
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    gang=False,  # each pod serves its own node
    connections=ports(),
    stop=Cannot("a DaemonSet has no size to set to zero: it runs on every node it matches; delete it"),
    run=Cannot("a DaemonSet cannot be stopped, so there is nothing to resume"),
    restart=restart,
    scale=Cannot("a DaemonSet has one pod on every node it matches"),
)
