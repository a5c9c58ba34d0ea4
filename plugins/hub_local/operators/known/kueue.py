"""Kueue: quota for whole workloads, which it holds suspended until there is enough of it."""

from hub_local.operators.records import Operator, Program, Serving

KUEUE = Operator(
    name="kueue",
    title="Kueue",
    module="sigs.k8s.io/kueue",
    manifests=("config/default",),
    # Its API of pending workloads is served from a fixed folder, `/visibility`; the settings turn it off.
    without=(
        "v1beta1.visibility.kueue.x-k8s.io",
        "v1beta2.visibility.kueue.x-k8s.io",
        "kueue-manager-config",
        "kueue-webhook-server-cert",
    ),
    serving=Serving(
        names=("kueue-webhook-service.kueue-system.svc",),
        secret="kueue-system/kueue-webhook-server-cert",
        authority="kueue-ca",
    ),
    programs=(
        Program(
            "kueue",
            ("kueue", "--config={own}/kueue.yaml", "--zap-log-level=2", "--kubeconfig={kubeconfig}"),
            ready="{webhook}",
        ),
    ),
    config=("kueue.yaml",),
)
