"""KServe: InferenceService, which it makes a Deployment, a Service and an autoscaler of."""

from hub_local.operators.records import Operator, Program, Serving

# Where controller-runtime's webhook server looks when it is not told: below TMPDIR, which KServe leaves be.
CERTIFICATES = {"/tmp/k8s-webhook-server/serving-certs": "{own}/certs"}

KSERVE = Operator(
    name="kserve",
    title="KServe",
    module="github.com/kserve/kserve",
    manifests=("files/kserve.yaml", "config/crd/minimal/serving.*.yaml", "config/webhook/manifests.yaml"),
    # Another of KServe's programs answers for caches of models.
    without=("localmodelcache.serving.kserve.io",),
    serving=Serving(names=("kserve-webhook-server-service.kserve.svc",)),
    programs=(
        Program(
            "kserve",
            (
                "manager",
                "--metrics-addr=:{metrics}",
                "--health-probe-addr=:{health}",
                "--webhook-port={webhook}",
            ),
            env={"POD_NAMESPACE": "kserve", "TMPDIR": "/tmp"},
            mounts=CERTIFICATES,
            ready="{webhook}",
        ),
    ),
)
