"""Airflow: API server, scheduler with KubernetesExecutor, DAG processor, triggerer; pods in `airflow`."""

from hub_local.operators.records import Environment, Image, Operator, Program

# What servers and executor pods share. The pods reach the API server by the machine's address; not on
# port 8080, where the MPI operator answers its health checks. The keys guard nothing: whoever is inside
# is admin anyway.
COMMON = {
    "AIRFLOW_HOME": "{own}/home",
    "AIRFLOW__CORE__DAGS_FOLDER": "{own}/dags",
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": "http://{host}:8085/execution/",
    # The API server's first answer comes after many imports; a task would give up on it after seconds.
    "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "120",
    "AIRFLOW__API__SECRET_KEY": "local-cluster",
    "AIRFLOW__API_AUTH__JWT_SECRET": "local-cluster" * 5,
}
SERVER = {
    **COMMON,
    "PATH": "{airflow}/bin:{path}",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "sqlite:///{own}/home/airflow.db",
    "AIRFLOW__CORE__EXECUTOR": "KubernetesExecutor",
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
    "AIRFLOW__API__PORT": "8085",
    "AIRFLOW__API__WORKERS": "1",
    "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "10",
    "AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE": "airflow",
    "AIRFLOW__KUBERNETES_EXECUTOR__IN_CLUSTER": "False",
    "AIRFLOW__KUBERNETES_EXECUTOR__CONFIG_FILE": "{kubeconfig}",
    "AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE": "{files}/airflow-worker.yaml",
    "AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_REPOSITORY": "apache/airflow",
    "AIRFLOW__KUBERNETES_EXECUTOR__WORKER_CONTAINER_TAG": "3.3.2",
    # The triggerer looks after the pods of deferred tasks.
    "KUBECONFIG": "{kubeconfig}",
    # Finished executor pods are kept: the hub shows what became of them.
    "AIRFLOW__KUBERNETES_EXECUTOR__DELETE_WORKER_PODS": "False",
}
FIRST = "mkdir -p $AIRFLOW_HOME {own}/dags && airflow db migrate && exec airflow api-server"

AIRFLOW = Operator(
    name="airflow",
    title="Airflow",
    manifests=("files/airflow-namespace.yaml",),
    programs=(
        Program(
            "airflow-api-server",
            ("/bin/sh", "-c", FIRST),
            env=SERVER,
            ready="8085",
            patience=240,
            serves="8085",
        ),
        Program("airflow-scheduler", ("{airflow}/bin/airflow", "scheduler"), env=SERVER, ready=""),
        Program("airflow-dag-processor", ("{airflow}/bin/airflow", "dag-processor"), env=SERVER, ready=""),
        Program("airflow-triggerer", ("{airflow}/bin/airflow", "triggerer"), env=SERVER, ready=""),
    ),
    hint="DAGs are read from {own}/dags",
    environments=(
        Environment(
            "airflow-3.3.2", ("apache-airflow==3.3.2", "apache-airflow-providers-cncf-kubernetes==10.25.0")
        ),
    ),
    images=(
        # Executor pods read the DAGs where the servers do; what they write of their own goes to /tmp.
        Image(
            "apache/airflow:*",
            path=("{airflow}/bin",),
            share=("{airflow}", "{own}/dags"),
            env={**COMMON, "AIRFLOW_HOME": "/tmp/airflow"},
        ),
    ),
)
