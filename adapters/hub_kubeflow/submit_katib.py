"""Submitting to Katib: an Experiment whose trials are Jobs, each with parameters of its own.

Fields are those of Katib 0.19 (`experiment_types.go`, `common_types.go`); a Job's conditions for success and
failure are Katib's defaults. What stands as ``${trialParameters.NAME}`` in the command, Katib fills in.
"""

from __future__ import annotations

from typing import Any

from hub.adapter import Create, Field, Filled, Submission, placing

CONTAINER = "main"


def experiment(filled: Filled) -> list[Create]:
    spaces = filled.pairs("param")
    spec = {
        "objective": {"type": filled.text("objective"), "objectiveMetricName": filled.text("metric")},
        "algorithm": {"algorithmName": filled.text("algorithm")},
        "parallelTrialCount": filled.number("nodes"),
        "maxTrialCount": filled.number("trials"),
        "maxFailedTrialCount": filled.number("retries") or 0,
        "parameters": [_parameter(name, space) for name, space in spaces.items()],
        "trialTemplate": {
            "primaryContainerName": CONTAINER,
            "trialParameters": [{"name": name, "reference": name} for name in spaces],
            "trialSpec": _trial(filled),
        },
    }
    root = {"apiVersion": "kubeflow.org/v1beta1", "kind": "Experiment", "metadata": placing.metadata(filled)}
    return [Create({**root, "spec": spec}), *placing.code_map(filled)]


def _parameter(name: str, space: str) -> dict[str, Any]:
    """``0.01..0.1`` is a range, of whole numbers where both ends are some; ``a,b`` is one of these words."""
    low, dots, high = space.partition("..")
    if not dots:
        return {"name": name, "parameterType": "categorical", "feasibleSpace": {"list": space.split(",")}}
    whole = low.lstrip("-").isdecimal() and high.lstrip("-").isdecimal()
    kind = "int" if whole else "double"
    return {"name": name, "parameterType": kind, "feasibleSpace": {"min": low, "max": high}}


def _trial(filled: Filled) -> dict[str, Any]:
    pod = {**placing.pod_spec(filled, CONTAINER), "restartPolicy": "Never"}
    template = placing.compact(metadata=placing.compact(labels=filled.pairs("label")), spec=pod)
    limit = placing.compact(activeDeadlineSeconds=filled.number("timeout"))
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "spec": {"backoffLimit": 0, "template": template, **limit},
    }


KATIB = Submission(
    name="katib",
    type="experiment",
    help="A search for the best parameters, as an Experiment of Katib whose trials are Jobs.",
    make=experiment,
    fields=(
        Field(
            name="param",
            short="-P",
            kind="pairs",
            required=True,
            help="What is searched: lr=0.01..0.1, layers=1..5 or optimizer=adam,sgd.",
        ),
        Field(name="metric", required=True, help="The metric that trials print: loss=0.25 on a line."),
        Field(
            name="objective",
            default="minimize",
            choices=("minimize", "maximize"),
            help="Whether less of it is better, or more.",
        ),
        Field(name="algorithm", default="random", help="How it is searched: random, grid, tpe, cmaes …"),
        Field(
            name="trials",
            kind="whole",
            default=12,
            minimum=1,
            unit="trials",
            help="How many at most, in all.",
        ),
        Field(name="nodes", kind="whole", default=2, minimum=1, unit="trials", help="How many at once."),
        Field(name="retries", kind="whole", minimum=0, help="How many may fail before the search does."),
    ),
    defaults={"image": "python:3.11"},
    cannot={"gang-minimum": "each trial is a Job of one pod, which starts by itself"},
    examples=(
        "hub submit katib --code train.py --metric loss -P lr=0.01..0.1 "
        "-- python3 train.py --lr '${trialParameters.lr}'",
    ),
)
