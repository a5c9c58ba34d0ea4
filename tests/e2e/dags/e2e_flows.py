# mypy: ignore-errors
# (Airflow is not installed where the hub is; this file is read by the Airflow that `--with airflow` starts.)
"""The dag runs of the flows: each runs once, as soon as Airflow finds it."""

from airflow.providers.cncf.kubernetes.operators.job import KubernetesJobOperator
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import dag, task

ONCE = {"schedule": "@once", "is_paused_upon_creation": False, "catchup": False}
IMAGE = "busybox:1.36"


@dag(**ONCE)
def e2e_pods():
    """A task of the executor makes a pod; another makes an indexed Job, of which each pod has to end."""
    pod = KubernetesPodOperator(
        task_id="pod",
        name="pod",
        namespace="airflow",
        image=IMAGE,
        cmds=["sh", "-c", "echo hello from a pod; sleep 5"],
        in_cluster=True,
        on_finish_action="keep_pod",
        do_xcom_push=False,
    )
    job = KubernetesJobOperator(
        task_id="job",
        name="job",
        namespace="airflow",
        image=IMAGE,
        cmds=["sh", "-c", "echo hello from a job; sleep 5"],
        completions=2,
        parallelism=2,
        completion_mode="Indexed",
        in_cluster=True,
        wait_until_job_complete=True,
    )
    pod >> job


@dag(**ONCE)
def e2e_fails():
    """The second task fails, so the third is never begun."""

    @task
    def first() -> None:
        print("well begun")

    @task(retries=0)
    def second() -> None:
        raise ValueError("the data has no column 'label'")

    @task
    def third() -> None:
        print("never said")

    first() >> second() >> third()


e2e_pods()
e2e_fails()
