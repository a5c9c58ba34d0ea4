# mypy: ignore-errors
# (Airflow is not installed where the hub is; this file is read by the Airflow that `--with airflow` starts.)
"""A task whose work is another framework's: its SparkApplication has a driver and an executor."""

from airflow.providers.cncf.kubernetes.operators.spark_kubernetes import SparkKubernetesOperator
from airflow.sdk import dag

POD = {
    "cores": 1,
    "memory": "512m",
    # The tasks' own account may make pods, so the driver may make its executors.
    "serviceAccount": "default",
    "volumeMounts": [{"name": "code", "mountPath": "/opt/spark/code"}],
}
APPLICATION = {
    "apiVersion": "sparkoperator.k8s.io/v1beta2",
    "kind": "SparkApplication",
    "metadata": {"name": "squares", "namespace": "airflow"},
    "spec": {
        "type": "Python",
        "mode": "cluster",
        "image": "spark:4.0.1",
        "sparkVersion": "4.0.1",
        "mainApplicationFile": "local:///opt/spark/code/squares.py",
        "restartPolicy": {"type": "Never"},
        "volumes": [{"name": "code", "configMap": {"name": "squares"}}],
        "driver": POD,
        "executor": {**POD, "instances": 1},
    },
}


@dag(schedule="@once", is_paused_upon_creation=False, catchup=False)
def e2e_spark():
    SparkKubernetesOperator(
        task_id="application",
        namespace="airflow",
        template_spec={"spark": APPLICATION},
        delete_on_termination=False,
        in_cluster=True,
    )


e2e_spark()
