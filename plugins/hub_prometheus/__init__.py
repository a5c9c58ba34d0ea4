"""What pods use, as a Prometheus knows it: processors and memory from cAdvisor, GPUs from NVIDIA's and AMD's
exporters, where ``HUB_PROMETHEUS_URL`` says where it is.

Here belong its HTTP API and the queries; each query asks for one number a pod, and what the server has no
series of is simply not told.
"""

from collections.abc import Iterable

from hub.plugin import MetricSource, hookimpl

from .api import ask

GIVES = ("cpu", "memory", "gpu", "gpuMemory", "gpuPower")


@hookimpl
def hub_metric_sources() -> Iterable[MetricSource]:
    return (MetricSource(name="prometheus", gives=GIVES, ask=ask, order=30, keeps=True, needs_server=True),)
