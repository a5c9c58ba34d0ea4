"""Kubeflow's Spark operator: SparkApplication, ScheduledSparkApplication, SparkConnect."""

from hub_local.operators.records import Environment, Image, Operator, Program, Serving

SPARK_HOME = "{spark}/lib/python{python}/site-packages/pyspark"
COMMON = (
    "--namespaces=",
    "--zap-log-level=info",
    "--leader-election=false",
    "--enable-metrics=false",
    "--health-probe-bind-address=:{health}",
)
LAUNCHED = {"sparkoperator.k8s.io/launched-by-spark-operator": "true"}

SPARK = Operator(
    name="spark",
    title="Kubeflow Spark operator",
    module="github.com/kubeflow/spark-operator/v2",
    manifests=("files/spark-namespace.yaml", "config/crd/bases/*.yaml", "config/webhook/manifests.yaml"),
    # 2.4.0 sends every ScheduledSparkApplication to the validator of SparkApplications too, which cannot
    # read it; the Helm chart has no such entry, nor has 2.5.1 (config/webhook/manifests.yaml).
    without=("mutate-scheduledsparkapplication.sparkoperator.k8s.io",),
    serving=Serving(
        names=("spark-operator-webhook.spark-operator.svc",),
        secret="spark-operator/spark-operator-webhook-certs",
        # The Helm chart has this selector; config/webhook/manifests.yaml would catch every pod.
        selectors={"mutate-pod.sparkoperator.k8s.io": LAUNCHED},
    ),
    programs=(
        Program(
            "spark-operator",
            ("operator", "controller", "start", *COMMON),
            # spark-submit is run by the controller, which takes the API server's address from these.
            env={
                "SPARK_HOME": SPARK_HOME,
                "PATH": "{spark}/bin:{path}",
                "KUBERNETES_SERVICE_HOST": "{api_host}",
                "KUBERNETES_SERVICE_PORT": "{api_port}",
            },
        ),
        Program(
            "spark-operator-webhook",
            (
                "operator",
                "webhook",
                "start",
                *COMMON,
                "--webhook-port={webhook}",
                "--webhook-cert-dir={own}/certs",
                # Ours are in the Secret under cert-manager's names, so it takes them as they are.
                "--enable-cert-manager=true",
                "--webhook-secret-name=spark-operator-webhook-certs",
                "--webhook-secret-namespace=spark-operator",
            ),
            ready="{webhook}",
        ),
    ),
    environments=(Environment("spark-4.0.1", ("pyspark==4.0.1",)),),
    images=tuple(
        Image(
            glob,
            path=("{spark}/bin",),
            share=("{spark}", "{files}"),
            env={"SPARK_HOME": SPARK_HOME},
            entrypoint=("{files}/spark-entry.sh",),
            workdir="/opt/spark/work-dir",
        )
        for glob in ("spark:*", "apache/spark:*", "*/spark:*")
    ),
)
