"""Gang scheduling beside Kubernetes' own: Volcano, Coscheduling (second schedulers), Kueue (admission)."""

from hub_local.operators.records import Operator, Program, Serving

SETTINGS = "{own}/module/installer/helm/chart/volcano/config/volcano-scheduler.conf"
VOLCANO_COMMON = (
    "--kubeconfig={kubeconfig}",
    "--leader-elect=false",
    "--enable-healthz=true",
    "--healthz-address=:{health}",
)

VOLCANO = Operator(
    name="volcano",
    title="Volcano",
    module="volcano.sh/volcano",
    # Without its admission webhooks, which only fill in defaults and refuse bad Jobs.
    manifests=("files/volcano-namespace.yaml", "installer/helm/chart/volcano/crd/bases/*.yaml"),
    programs=(
        Program("volcano-scheduler", ("scheduler", *VOLCANO_COMMON, f"--scheduler-conf={SETTINGS}")),
        Program("volcano-controller", ("controller-manager", *VOLCANO_COMMON)),
    ),
)

COSCHEDULING = Operator(
    name="coscheduling",
    title="Coscheduling (scheduler-plugins)",
    module="sigs.k8s.io/scheduler-plugins",
    manifests=("config/crd/bases/*.yaml",),
    programs=(
        Program(
            "coscheduling-scheduler",
            ("scheduler", "--config={own}/coscheduling.yaml", "--secure-port={health}"),
        ),
        Program(
            "coscheduling-controller", ("controller", "--metricsAddr=:{metrics}", "--probeAddr=:{health}")
        ),
    ),
    config=("coscheduling.yaml",),
)

KUEUE = Operator(
    name="kueue",
    title="Kueue",
    module="sigs.k8s.io/kueue",
    manifests=("config/default",),
    serving=Serving(names=("kueue-webhook-service.kueue-system.svc",)),
    programs=(
        # Its own API for pending workloads needs a Service before a Deployment; the hub does not read it.
        Program(
            "kueue",
            ("kueue", "--config={own}/kueue.yaml", "--feature-gates=VisibilityOnDemand=false"),
            ready="{webhook}",
        ),
    ),
    config=("kueue.yaml",),
)
