# mypy: ignore-errors
# (Airflow is not installed where the hub is; this file is read by the Airflow that `--with airflow` starts.)
"""A DAG that runs once as soon as it is found: two tasks, each a pod of the KubernetesExecutor."""

from airflow.sdk import dag, task


@dag(schedule="@once", is_paused_upon_creation=False, catchup=False)
def greeting():
    @task
    def word() -> str:
        return "hello"

    @task
    def say(what: str) -> None:
        print(what, "from Airflow")

    say(word())


greeting()
