"""LeaderWorkerSet."""

from hub_local.operators.records import Operator, Program, Serving

LWS = Operator(
    name="lws",
    title="LeaderWorkerSet",
    module="sigs.k8s.io/lws",
    manifests=("config/default",),
    serving=Serving(names=("lws-webhook-service.lws-system.svc",)),
    # The package's folder is called `cmd`, and so is what is built from it.
    programs=(Program("lws", ("cmd", "--config={own}/lws.yaml"), ready="{webhook}"),),
    config=("lws.yaml",),
)
