"""KubeRay: RayCluster, RayJob, RayService, RayCronJob."""

from hub_local.operators.records import Environment, Image, Operator, Program

# The fourth CRD, RayCronJob, is served only behind the gate (ray-operator/pkg/features, v1.6).
GATES = "RayCronJob=true"

RAY = Operator(
    name="ray",
    title="KubeRay",
    module="github.com/ray-project/kuberay/ray-operator",
    manifests=("config/crd/bases/*.yaml",),
    programs=(
        Program(
            "ray-operator",
            (
                "ray-operator",
                "--metrics-addr=:{metrics}",
                "--health-probe-bind-address=:{health}",
                "--enable-leader-election=false",
                "--use-kubernetes-proxy=false",
                f"--feature-gates={GATES}",
            ),
        ),
    ),
    # `serve` is what RayService needs; the job submitter and the head's dashboard come with `default`.
    environments=(Environment("ray-2.60.0", ("ray[default,serve]==2.60.0",)),),
    images=(
        Image(
            "rayproject/ray*",
            path=("{ray}/bin",),
            share=("{ray}",),
            env={"RAY_USAGE_STATS_ENABLED": "0", "RAY_DISABLE_DOCKER_CPU_WARNING": "1"},
            workdir="/home/ray",
        ),
    ),
)
