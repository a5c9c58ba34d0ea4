"""Submitting jobs of the training-operator and the mpi-operator: roles of pods around one program.

Fields are those of training-operator 1.9.3 (`common_types.go` and each kind's own) and mpi-operator 0.8.2.
The operators know their container by its name.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from hub.adapter import Create, Field, Filled, Submission, placing

CLEAN = {"cleanPodPolicy": "Running"}
"""What goes on when the job has ended would hold its GPUs for ever; the logs of the others stay."""


class Shape(NamedTuple):
    """How a kind is made up. ``first`` is the role of which there is one; without it all are workers."""

    kind: str
    field: str
    container: str
    first: str = ""
    version: str = "kubeflow.org/v1"
    surplus: int = 0
    """How many pods there are beside the ``--nodes``."""


SHAPES = {
    "pytorch": Shape("PyTorchJob", "pytorchReplicaSpecs", "pytorch", "Master"),
    "tensorflow": Shape("TFJob", "tfReplicaSpecs", "tensorflow", "Chief"),
    "xgboost": Shape("XGBoostJob", "xgbReplicaSpecs", "xgboost", "Master"),
    "paddle": Shape("PaddleJob", "paddleReplicaSpecs", "paddle"),
    "jax": Shape("JAXJob", "jaxReplicaSpecs", "jax"),
    "mpi": Shape("MPIJob", "mpiReplicaSpecs", "mpi", "Launcher", "kubeflow.org/v2beta1", 1),
}


def made(shape: Shape, filled: Filled) -> list[Create]:
    nodes = filled.number("nodes") or 1
    replica = {
        "restartPolicy": "OnFailure" if filled.number("retries") else "Never",
        "template": _template(shape, filled),
    }
    workers = nodes + shape.surplus - (1 if shape.first else 0)
    roles = {shape.first: {"replicas": 1, **replica}} if shape.first else {}
    roles |= {"Worker": {"replicas": workers, **_worker(shape, replica)}} if workers else {}
    own = placing.compact(nprocPerNode=filled.text("processes")) if shape.kind == "PyTorchJob" else {}
    own |= {"slotsPerWorker": filled.number("processes") or 1} if shape.kind == "MPIJob" else {}
    spec = {"runPolicy": _policy(filled), shape.field: roles, **own}
    head = {"apiVersion": shape.version, "kind": shape.kind, "metadata": placing.metadata(filled)}
    return [Create({**head, "spec": spec}), *placing.code_map(filled)]


def _template(shape: Shape, filled: Filled) -> dict[str, Any]:
    labels = placing.compact(labels=filled.pairs("label"))
    return placing.compact(metadata=labels, spec=placing.pod_spec(filled, shape.container))


def _worker(shape: Shape, replica: dict[str, Any]) -> dict[str, Any]:
    """A worker of MPI waits for what the launcher starts on it: its image's own command does that."""
    if shape.kind != "MPIJob":
        return replica
    pod = replica["template"]["spec"]
    quiet = [{name: value for name, value in c.items() if name != "command"} for c in pod["containers"]]
    return {**replica, "template": {**replica["template"], "spec": {**pod, "containers": quiet}}}


def _policy(filled: Filled) -> dict[str, Any]:
    scheduling = placing.compact(
        queue=filled.text("queue"),
        priorityClass=filled.text("priority"),
        minAvailable=filled.number("gang-minimum"),
    )
    return CLEAN | placing.compact(
        backoffLimit=filled.number("retries"),
        activeDeadlineSeconds=filled.number("timeout"),
        schedulingPolicy=scheduling,
    )


def submission(name: str) -> Submission:
    """One of the kinds: the first of ``--nodes`` leads, where the kind has such a role."""
    shape = SHAPES[name]
    processes = {
        "PyTorchJob": Field(
            name="processes", help="Processes that torchrun starts on each: auto, gpu or a number."
        ),
        "MPIJob": Field(name="processes", kind="whole", default=1, minimum=1, help="Slots of each worker."),
    }
    return Submission(
        name=name,
        type=shape.kind.lower(),
        help=f"A distributed program, as {'an' if shape.kind[0] in 'MX' else 'a'} {shape.kind} of Kubeflow.",
        make=lambda filled: made(shape, filled),
        fields=(processes[shape.kind],) if shape.kind in processes else (),
        defaults={"image": "mpioperator/mpi-pi:openmpi" if name == "mpi" else "python:3.11", "nodes": 2},
        logs=(shape.first.lower(),) if shape.first else (),
        examples=(
            f"hub submit {name} --nodes 4 --gpus 1 --code . -- {_PROGRAMS.get(name, 'python3 train.py')}",
        ),
    )


_PROGRAMS = {"pytorch": "torchrun train.py", "mpi": "mpirun python3 train.py"}
TRAINING = tuple(map(submission, SHAPES))
