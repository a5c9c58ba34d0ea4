"""Coscheduling of scheduler-plugins: a second scheduler, and the controller of its groups."""

from hub_local.operators.records import Operator, Program

COSCHEDULING = Operator(
    name="coscheduling",
    title="scheduler-plugins",
    module="sigs.k8s.io/scheduler-plugins",
    manifests=("config/crd/bases/*.yaml",),
    programs=(
        Program(
            "coscheduling-scheduler",
            (
                "scheduler",
                "--config={own}/coscheduling.yaml",
                "--secure-port={health}",
                "--cert-dir={own}",
                "--authentication-kubeconfig={kubeconfig}",
                "--authorization-kubeconfig={kubeconfig}",
            ),
        ),
        Program(
            "coscheduling-controller",
            ("controller", "--metricsAddr=:{metrics}", "--probeAddr=:{health}"),
        ),
    ),
    config=("coscheduling.yaml",),
)
