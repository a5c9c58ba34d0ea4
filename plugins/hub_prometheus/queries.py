"""The queries: for each metric the series that may tell it, and what makes their unit ours.

Exporters name the pod that uses a device ``pod`` and ``namespace``, or ``exported_…`` where the scrape has
labels of the exporter's own pod (``honor_labels: false``, Prometheus' default).

Sources: cAdvisor (``docs/storage/prometheus.md``); NVIDIA's dcgm-exporter (``etc/default-counters.csv``:
utilization in per cent, frame buffer in MiB, power in watts); AMD's device-metrics-exporter
(``docs/configuration/metricslist.md``: gfx activity in per cent, VRAM in MB, power in watts).
"""

from __future__ import annotations

from typing import NamedTuple

MIB, MB, PERCENT = 1024.0**2, 1e6, 0.01


class Query(NamedTuple):
    """``field`` is of `PodUse`; ``scale`` makes the server's unit ours."""

    field: str
    series: str
    scale: float = 1.0

    @property
    def text(self) -> str:
        """One number for each pod, by either spelling of its labels."""
        return f"sum by (namespace, pod, exported_namespace, exported_pod) ({self.series})"


QUERIES = (
    Query("cpu", 'rate(container_cpu_usage_seconds_total{container!="",container!="POD"}[2m])'),
    Query("memory", 'container_memory_working_set_bytes{container!="",container!="POD"}'),
    Query("gpu", "DCGM_FI_DEV_GPU_UTIL", PERCENT),
    Query("gpu_memory", "DCGM_FI_DEV_FB_USED", MIB),
    Query("gpu_power", "DCGM_FI_DEV_POWER_USAGE"),
    Query("gpu", "gpu_gfx_activity", PERCENT),
    Query("gpu_memory", "gpu_used_vram", MB),
    Query("gpu_power", "gpu_package_power"),
)
