"""`kubeflow.org/v1` jobs of the training-operator: PyTorchJob, TFJob, XGBoostJob, JAXJob, PaddleJob."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Family, Obj, Patch, PodSet, owned, replace

from . import replicas


def job(kind: str) -> Adapter:
    """One of the operator's kinds; they differ in their roles alone."""
    return Adapter(
        name=kind.lower(),
        claims=(owned(f"kubeflow.org/{kind}"),),
        words=replicas.WORDS,
        status=replicas.status,
        pod_sets=lambda family: replicas.lowered(replicas.pod_sets(replicas.specs(family.root)), family.root),
        role=replicas.role,
        templates=replicas.templates,
        queue=replicas.queue,
        stop=replicas.suspend,
        run=replicas.resume,
        restart=Cannot(f"a {kind} runs once; copy it to run it again, or stop it and run it"),
        scale=Cannot(f"the size of a {kind} is set when it starts"),
    )


# PyTorch alone can be elastic


def elastic(family: Family) -> bool:
    return bool(policy(family.root))


def policy(root: Obj) -> Obj:
    """An empty policy is one, too: it has the workers' number as both bounds (`setElasticPolicy`)."""
    found = root.get("spec.elasticPolicy")
    return Obj(found or {"": None}) if isinstance(found, dict) else Obj()


def bounds(root: Obj, workers: int) -> tuple[int, int]:
    """A bound that is missing is as the other one; without any, both are the number of workers."""
    low, high = root.get("spec.elasticPolicy.minReplicas"), root.get("spec.elasticPolicy.maxReplicas")
    numbers = [n for n in (low, high) if isinstance(n, int) and not isinstance(n, bool) and n >= 0]
    return (min(numbers), max(numbers)) if numbers else (workers, workers)


def pod_sets(family: Family) -> tuple[PodSet, ...]:
    """Elastic, the workers' floor is ``minReplicas``: torchrun goes on as long as so many are there."""
    root = family.root
    sets = replicas.lowered(replicas.pod_sets(replicas.specs(root)), root)
    return tuple(_stretched(s, root) if s.role == "worker" and policy(root) else s for s in sets)


def _stretched(s: PodSet, root: Obj) -> PodSet:
    low, high = bounds(root, s.desired)
    return PodSet(
        role=s.role,
        desired=s.desired,
        minimum=min(low, s.desired),
        maximum=max(high, s.desired),
        requests=s.requests,
    )


def scale(family: Family, size: int) -> tuple[Patch, ...] | Cannot:
    root = family.root
    workers = root.get("spec.pytorchReplicaSpecs")
    name = next((n for n in workers if str(n).lower() == "worker"), "") if isinstance(workers, dict) else ""
    if not policy(root) or not name:
        return Cannot("only an elastic PyTorchJob (spec.elasticPolicy) can change its size while it runs")
    low, high = bounds(root, replicas.size(root.at(f"spec.pytorchReplicaSpecs.{name}")))
    if not low <= size <= high:
        return Cannot(f"its elasticPolicy allows {low} to {high} workers")
    return (Patch({"spec": {"pytorchReplicaSpecs": {name: {"replicas": size}}}}),)


PYTORCHJOB = replace(job("PyTorchJob"), pod_sets=pod_sets, elastic=elastic, scale=scale)
JOBS = (PYTORCHJOB, *map(job, ("TFJob", "XGBoostJob", "JAXJob", "PaddleJob")))
