"""Submitting an MLflow project: as a Job whose pod runs it, tracked by the server that is named.

``mlflow run`` itself does it inside (`mlflow/projects`, 3.17), in the image's own environment: no docker
daemon, and no rights in the cluster.
"""

from __future__ import annotations

from hub.adapter import Code, Create, Field, Filled, Submission, placing

VERSION = "v3.17.2"
PLACE = placing.CODE


def project(filled: Filled) -> list[Create]:
    found = filled.values["uri"]
    if isinstance(found, Code):
        filled = Filled({**filled.values, "code": found})
    variables = {"MLFLOW_TRACKING_URI": filled.text("tracking"), **filled.pairs("env")}
    if run := filled.text("run-id"):
        variables["MLFLOW_RUN_ID"] = run
    filled = Filled({**filled.values, "env": variables, "command": command(filled)})
    pod = {**placing.pod_spec(filled, "main"), "restartPolicy": "Never"}
    spec = placing.compact(
        backoffLimit=filled.number("retries") or 0,
        activeDeadlineSeconds=filled.number("timeout"),
        template=placing.compact(metadata=placing.compact(labels=filled.pairs("label")), spec=pod),
    )
    root = {"apiVersion": "batch/v1", "kind": "Job", "metadata": placing.metadata(filled), "spec": spec}
    return [Create(root), *placing.code_map(filled)]


def command(filled: Filled) -> tuple[str, ...]:
    """A file that goes along stands for its folder."""
    found = filled.values["uri"]
    words = ["mlflow", "run", PLACE if isinstance(found, Code) else found, "--env-manager", "local"]
    told = {
        "-e": filled.text("entry-point"),
        "-v": filled.text("version"),
        "--experiment-name": filled.text("experiment"),
        "--run-name": filled.text("run-name"),
        "--run-id": filled.text("run-id"),
    }
    words += [word for flag, value in told.items() if value for word in (flag, value)]
    words += [word for name, value in filled.pairs("param").items() for word in ("-P", f"{name}={value}")]
    return tuple(words)


MLFLOW = Submission(
    name="mlflow",
    type="job",
    help="An MLflow project, as a Job that is tracked.",
    make=project,
    fields=(
        Field(
            name="uri",
            kind="program",
            required=True,
            word=True,
            section="What runs",
            help="The project: a local folder with an MLproject file, which goes along, or its git address.",
        ),
        Field(
            name="tracking",
            required=True,
            help="The tracking server's address, as pods reach it: http://mlflow.mlflow:5000.",
        ),
        Field(name="param", short="-P", kind="pairs", help="Parameter of the project: NAME=VALUE."),
        Field(name="entry-point", short="-e", help="The entry point, where it is not main."),
        Field(name="version", help="The commit or branch of a git project."),
        Field(name="experiment", help="The experiment that the run belongs to."),
        Field(name="run-name", help="The run's name in MLflow."),
        Field(name="run-id", help="A run that is begun already, to go on with; left out, one is begun."),
    ),
    defaults={"image": f"ghcr.io/mlflow/mlflow:{VERSION}"},
    cannot={
        "code": "a project brings its code: name its folder",
        "command": "a project says its commands: --entry-point chooses one",
        "nodes": "a project is run by one pod",
        "gang-minimum": "a project is run by one pod",
    },
    examples=(
        "hub submit mlflow . --tracking http://mlflow.mlflow:5000 -P alpha=0.5 --follow",
        "hub submit mlflow https://github.com/mlflow/mlflow-example --tracking http://mlflow.mlflow:5000",
    ),
)
SUBMISSIONS = (MLFLOW,)
