"""A DAG whose tasks are work of two frameworks, submitted by the hub: each ends as its work does."""

from airflow.sdk import DAG
from hub_airflow.operators import HubSubmitOperator

with DAG("hub_shares", schedule=None, tags=["workload-hub"]):
    prepare = HubSubmitOperator(
        task_id="prepare",
        form="kubernetes",
        fields={"command": ["python3", "-c", "print('prepared', 6 * 7)"], "cpu": "100m"},
    )
    work = HubSubmitOperator(
        task_id="work",
        manifest={
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": {"generateName": "shares-"},
            "spec": {
                "backoffLimit": 0,
                "parallelism": 2,
                "completions": 2,
                "template": {
                    "spec": {
                        "restartPolicy": "Never",
                        "containers": [
                            {
                                "name": "main",
                                "image": "python:3.11",
                                "command": ["python3", "-c", "print('a share of', '{{ dag.dag_id }}')"],
                            }
                        ],
                    }
                },
            },
        },
    )
    prepare >> work
