"""Volcano: a second scheduler with gangs, queues and jobs of its own."""

from hub_local.operators.records import Operator, Program

SETTINGS = "{own}/module/installer/helm/chart/volcano/config/volcano-scheduler.conf"
COMMON = (
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
    manifests=("files/volcano-namespace.yaml", "config/crd/*/bases/*.yaml"),
    programs=(
        Program("volcano-scheduler", ("scheduler", *COMMON, f"--scheduler-conf={SETTINGS}")),
        Program("volcano-controller", ("controller-manager", *COMMON)),
    ),
)
