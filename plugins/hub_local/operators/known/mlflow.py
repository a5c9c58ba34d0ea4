"""MLflow's tracking server, for runs that pods report to."""

from hub_local.operators.records import Environment, Image, Operator, Program

SERVE = (
    "{mlflow}/bin/mlflow",
    "server",
    "--host=0.0.0.0",
    "--port=5000",
    "--workers=1",
    "--backend-store-uri=sqlite:///{own}/mlflow.db",
    "--artifacts-destination={own}/artifacts",
    # Pods call it by the machine's name or address; who can reach it is inside already.
    "--allowed-hosts=*",
)

# Without its own background jobs (evaluations of language models), which are half of its memory and more.
ENV = {"PATH": "{mlflow}/bin:{path}", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}

MLFLOW = Operator(
    name="mlflow",
    title="MLflow",
    programs=(Program("mlflow", SERVE, env=ENV, ready="5000", patience=120, serves="5000"),),
    environments=(Environment("mlflow-3.17.2", ("mlflow==3.17.2",)),),
    images=(Image("ghcr.io/mlflow/mlflow:*", path=("{mlflow}/bin",), share=("{mlflow}",), cmd=("python3",)),),
)
