# mypy: ignore-errors
# (Airflow is not installed where the hub is; this file is read by the Airflow that `--with airflow` starts.)
"""A task whose pod goes on while no worker waits for it: the triggerer looks after it."""

from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import dag


@dag(schedule="@once", is_paused_upon_creation=False, catchup=False)
def e2e_deferred():
    KubernetesPodOperator(
        task_id="away",
        name="away",
        namespace="airflow",
        image="busybox:1.36",
        cmds=["sh", "-c", "echo nobody waits for me; sleep 20"],
        deferrable=True,
        poll_interval=2,
        on_finish_action="keep_pod",
        do_xcom_push=False,
    )


e2e_deferred()
