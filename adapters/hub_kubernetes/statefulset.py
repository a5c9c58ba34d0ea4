"""`apps/v1` StatefulSet."""

from __future__ import annotations

from hub.adapter import Adapter, Family, PodSet, owned

from .sizes import Words, pods, ports, replicas, restart, run, scale, status, stop

WORDS: Words = {"Progressing": None}
"""`apps/v1` StatefulSetConditionType (1.37): how a rollout gets on, not whether the pods run."""


def pod_sets(family: Family) -> tuple[PodSet, ...]:
    """Made one after the other, each when the one before is ready: so only the first can be asked for.

    With ``podManagementPolicy: Parallel`` all are made at once, and all are needed.
    """
    size = replicas(family.root)
    parallel = family.root.text("spec.podManagementPolicy") == "Parallel"
    return pods(family, size, size if parallel else min(size, 1))


def units(family: Family) -> dict[str, dict[str, int]]:
    """One by one each pod is a gang of itself: the next is made only when the last one is ready."""
    return {} if family.root.text("spec.podManagementPolicy") == "Parallel" else {"each": {"pods": 1}}


STATEFULSET = Adapter(
    name="statefulset",
    claims=(owned("apps/StatefulSet"),),
    category="deploy",
    words=WORDS,
    status=status(WORDS),
    pod_sets=pod_sets,
    gang=False,  # a gang of pods that wait for one another would never start
    templates=lambda family: {"pods": "spec.template"},
    units=units,
    connections=ports(),
    stop=stop,
    run=run,
    restart=restart,
    scale=scale,
)
