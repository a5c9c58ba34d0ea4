"""`kubeflow.org` Notebook: one pod to work in; an annotation stops it, also when nobody works."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import (
    Adapter,
    Cannot,
    Connection,
    Delete,
    Family,
    Phase,
    PodSet,
    Status,
    merge,
    owned,
    requests,
)

STOPPED = "kubeflow-resource-stopped"
ACTIVITY = "notebooks.kubeflow.org/last-activity"
CREATOR = "notebooks.kubeflow.org/creator"

WORDS: dict[str, Phase | None] = {"running": None, "waiting": None, "terminated": None}
"""The states of its container, which its status repeats (`core/v1` ContainerState; Notebooks 1.11)."""


def status(family: Family) -> Status:
    """The annotation alone stops it, whatever its value; the pod tells the rest."""
    root = family.root
    held = STOPPED in (root.get("metadata.annotations") or {})
    word = next((name for name, _ in root.items("status.containerState") if name in WORDS), "")
    seen = root.annotation(ACTIVITY)
    return Status(
        phase=Phase.STOPPED if held else None,
        word=word,
        message=f"it is stopped; last activity {seen}" if held and seen else "",
        evidence=(f"Notebook annotation {STOPPED} is set",)
        if held
        else (f"Notebook.status.readyReplicas={root.number('status.readyReplicas')}",),
    )


def pod_sets(family: Family) -> Iterator[PodSet]:
    spec = family.root.at("spec.template.spec")
    if spec:
        yield PodSet(role="notebook", desired=1, requests=requests(spec))


def connections(family: Family) -> Iterator[Connection]:
    """Its service; the page lies below ``/notebook/NAMESPACE/NAME/``."""
    yield Connection(name="notebook", port=80, service=family.root.name)


def restart(family: Family) -> tuple[Delete, ...] | Cannot:
    """The StatefulSet makes the pod anew; what is on its volumes stays."""
    found = tuple(Delete(pod.ref) for pod in family.pods if pod.active)
    return found or Cannot("it has no pod to restart")


NOTEBOOK = Adapter(
    name="notebook",
    claims=(owned("kubeflow.org/Notebook"),),
    parts=("apps/StatefulSet",),
    category="build",
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    role=lambda pod: "notebook" if pod.label("notebook-name") else "",
    gang=False,
    connections=connections,
    submitter=lambda family: family.root.annotation(CREATOR),
    stop=merge(metadata={"annotations": {STOPPED: "by workload hub"}}),
    run=merge(metadata={"annotations": {STOPPED: None}}),
    restart=restart,
    scale=Cannot("a notebook is one pod"),
)
