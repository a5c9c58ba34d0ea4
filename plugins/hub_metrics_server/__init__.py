"""What pods use, as Kubernetes itself measures it: metrics-server (or whatever serves `metrics.k8s.io`),
and where nothing does, each kubelet's ``/metrics/resource`` through the API server.

Here belong these two sources and the reading of their answers; no sums over pods, no memory of earlier
answers: the hub makes rates of counters.
"""

from collections.abc import Iterable

from hub.plugin import MetricSource, hookimpl

from . import kubelet, resource_metrics

GIVES = ("cpu", "memory")


@hookimpl
def hub_metric_sources() -> Iterable[MetricSource]:
    return (
        MetricSource(name="metrics-server", gives=GIVES, ask=resource_metrics.ask, order=10),
        MetricSource(name="kubelet", gives=GIVES, ask=kubelet.ask, order=20),
    )
