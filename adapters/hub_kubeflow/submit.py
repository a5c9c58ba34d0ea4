"""Submitting to the rest of Kubeflow: a TrainJob, a Notebook, an InferenceService.

Fields are those of Trainer 2.1 (`trainjob_types.go`), Notebooks 1.11 and KServe 0.16.
"""

from __future__ import annotations

from typing import Any

from hub.adapter import Create, Field, Filled, Submission, placing

from .submit_katib import KATIB
from .submit_training import TRAINING

RUNTIME = "is kept by the TrainJob's runtime; write it there, or into a manifest (`hub submit -f`)"


def trainjob(filled: Filled) -> list[Create]:
    """What a pod is beside its program, the runtime says."""
    trainer = placing.compact(
        image=filled.text("image"),
        command=list(filled.words("command")),
        env=placing.env(filled),
        numNodes=filled.number("nodes"),
        numProcPerNode=_number_or_word(filled.text("processes")),
        resourcesPerNode=placing.resources(filled),
    )
    runtime = {"name": filled.text("runtime"), "kind": filled.text("runtime-kind")}
    spec = {"runtimeRef": runtime, "trainer": trainer} | placing.compact(labels=filled.pairs("label"))
    return [_root("trainer.kubeflow.org/v1alpha1", "TrainJob", filled, spec)]


def _number_or_word(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def notebook(filled: Filled) -> list[Create]:
    """One pod whose container has the Notebook's name; the operator's service leads to port 8888."""
    pod = placing.pod_spec(filled, filled.name)
    spec = {"template": {"spec": pod}}
    return [_root("kubeflow.org/v1", "Notebook", filled, spec), *placing.code_map(filled)]


def inference(filled: Filled) -> list[Create]:
    """A model by its format and place; the cluster's serving runtimes know how to serve it."""
    model = placing.compact(
        modelFormat={"name": filled.text("format")},
        storageUri=filled.text("model"),
        env=placing.env(filled),
        resources=placing.resources(filled),
    )
    predictor = {
        "model": model,
        **placing.compact(minReplicas=filled.number("nodes")),
        **placing.placement(filled),
    }
    predictor |= placing.compact(maxReplicas=filled.number("max-nodes"), timeout=filled.number("timeout"))
    return [_root("serving.kserve.io/v1beta1", "InferenceService", filled, {"predictor": predictor})]


def _root(version: str, kind: str, filled: Filled, spec: dict[str, Any]) -> Create:
    return Create({"apiVersion": version, "kind": kind, "metadata": placing.metadata(filled), "spec": spec})


TRAINJOB = Submission(
    name="trainjob",
    type="trainjob",
    help="A distributed program on a training runtime of the cluster, as a TrainJob of Kubeflow's Trainer.",
    make=trainjob,
    fields=(
        Field(
            name="runtime",
            default="torch-distributed",
            help="The training runtime (`kubectl get clustertrainingruntimes`).",
        ),
        Field(
            name="runtime-kind",
            default="ClusterTrainingRuntime",
            choices=("ClusterTrainingRuntime", "TrainingRuntime"),
            help="Whether the runtime is the cluster's or this namespace's.",
        ),
        Field(name="processes", help="Processes on each node: auto, cpu, gpu or a number."),
    ),
    logs=("node", "launcher"),
    cannot=dict.fromkeys(
        (
            "code",
            "volume",
            "env-from",
            "service-account",
            "pull-secret",
            "pool",
            "priority",
            "timeout",
            "retries",
        ),
        f"it {RUNTIME}",
    ),
    examples=("hub submit trainjob --nodes 4 --gpus 8 --image ghcr.io/me/train:1 -- torchrun train.py",),
)
NOTEBOOK = Submission(
    name="notebook",
    type="notebook",
    help="A notebook to work in, as a Notebook of Kubeflow.",
    make=notebook,
    defaults={
        "image": "ghcr.io/kubeflow/kubeflow/notebook-servers/jupyter-scipy:v1.10.0",
        "cpu": "1",
        "memory": "2Gi",
    },
    cannot={
        "nodes": "a notebook is one pod",
        "gang-minimum": "a notebook is one pod",
        "timeout": "a notebook stays until it is stopped; Kubeflow's culler stops idle ones",
        "retries": "a notebook is started again as often as it fails",
    },
    examples=("hub submit notebook --name bench --volume home:/home/jovyan --gpus 1",),
)
INFERENCE = Submission(
    name="inferenceservice",
    type="inferenceservice",
    help="A model to ask, as an InferenceService of KServe.",
    make=inference,
    fields=(
        Field(
            name="model",
            required=True,
            word=True,
            section="What runs",
            help="Where the model is: s3://, gs://, pvc://, https://.",
        ),
        Field(
            name="format",
            required=True,
            help="What it is saved as: sklearn, xgboost, mlflow, huggingface, onnx …",
        ),
        Field(name="max-nodes", kind="whole", minimum=1, unit="pods", help="Let KServe go up to so many."),
    ),
    cannot={
        "image": "the serving runtime of the format brings it",
        "command": "the serving runtime of the format brings it",
        "code": "a model server fetches its model; it runs no code of yours",
        "volume": "name a claim in the model's address: pvc://CLAIM/path",
        "env-from": "KServe hands Secrets to the model's store through its service account",
        "retries": "a model server is replaced as often as it fails",
    },
    examples=(
        "hub submit inferenceservice gs://kfserving-examples/models/sklearn/1.0/model --format sklearn",
    ),
)
SUBMISSIONS = (*TRAINING, TRAINJOB, NOTEBOOK, INFERENCE, KATIB)
