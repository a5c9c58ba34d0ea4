"""Submitting to Seldon Core: a model with its server (v1), a model into the servers that are there (v2).

Fields are those of Seldon Core 1.18.2 (`seldondeployment_types.go`) and 2.10.2 (`model_types.go`).
"""

from __future__ import annotations

from typing import Any

from hub.adapter import Create, Field, Filled, Submission, placing

STAYS = "it serves until it is deleted"
REPLACED = "Seldon replaces its pods as often as they fail"
MODEL = Field(
    name="model",
    required=True,
    word=True,
    section="What runs",
    help="Where the model is: s3://, gs://, pvc://.",
)
SERVERS = (
    "SKLEARN_SERVER",
    "XGBOOST_SERVER",
    "TENSORFLOW_SERVER",
    "MLFLOW_SERVER",
    "TRITON_SERVER",
    "HUGGINGFACE_SERVER",
)


def deployment(filled: Filled) -> list[Create]:
    """One predictor of one model; what its container is beside that, under the model's own name."""
    graph = placing.compact(
        name="model",
        type="MODEL",
        implementation=filled.text("implementation"),
        modelUri=filled.text("model"),
    )
    pod = placing.pod_spec(filled, "model")
    says = len(pod["containers"][0]) > 1 or len(pod) > 1
    component = {"spec": pod, **placing.compact(metadata=placing.compact(labels=filled.pairs("label")))}
    predictor = {"name": "default", "graph": graph, "replicas": filled.number("nodes") or 1}
    predictor |= {"componentSpecs": [component]} if says else {}
    head = {"apiVersion": "machinelearning.seldon.io/v1", "kind": "SeldonDeployment"}
    return [Create({**head, "metadata": placing.metadata(filled), "spec": {"predictors": [predictor]}})]


def model(filled: Filled) -> list[Create]:
    """Seldon's scheduler loads it into a server that has what it needs."""
    spec: dict[str, Any] = placing.compact(
        storageUri=filled.text("model"),
        requirements=list(filled.words("needs")),
        memory=filled.text("memory"),
        replicas=filled.number("nodes"),
        server=filled.text("on"),
    )
    head = {"apiVersion": "mlops.seldon.io/v1alpha1", "kind": "Model"}
    return [Create({**head, "metadata": placing.metadata(filled), "spec": spec})]


SELDON = Submission(
    name="seldon",
    type="seldondeployment",
    help="A model to ask, with its own server, as a SeldonDeployment (Seldon Core 1).",
    make=deployment,
    fields=(
        MODEL,
        Field(
            name="implementation",
            default="SKLEARN_SERVER",
            choices=SERVERS,
            help="The server for its kind of model.",
        ),
    ),
    cannot={
        "command": "the server starts by itself; name another with --implementation or --image",
        "code": "a model server fetches its model; it runs no code of yours",
        "timeout": STAYS,
        "retries": REPLACED,
    },
    examples=("hub submit seldon gs://seldon-models/v1.19.0-dev/sklearn/iris --name iris",),
)
OWN_SERVER = "a Model has no pods: its Server has, and says so"
SELDON_MODEL = Submission(
    name="seldon-model",
    type="seldon-model",
    help="A model into the servers that are there, as a Model (Seldon Core 2).",
    make=model,
    fields=(
        MODEL,
        Field(name="needs", kind="many", help="What its server must have: sklearn, mlflow, huggingface …"),
        Field(name="on", help="Only this Server."),
    ),
    cannot=dict.fromkeys(
        (
            "image",
            "command",
            "code",
            "env",
            "env-from",
            "volume",
            "gpus",
            "cpu",
            "service-account",
            "pull-secret",
            "pool",
            "priority",
        ),
        OWN_SERVER,
    )
    | {"timeout": STAYS, "retries": REPLACED, "gang-minimum": OWN_SERVER},
    examples=(
        "hub submit seldon-model gs://seldon-models/scv2/samples/mlserver_1.3.5/iris-sklearn --needs sklearn",
    ),
)
SUBMISSIONS = (SELDON, SELDON_MODEL)
