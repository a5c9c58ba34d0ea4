"""What the server tells of itself at ``/metrics``, for Prometheus."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from hub.model import Phase
from hub.service.feed import Feed

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)
MEDIA = "text/plain; version=0.0.4; charset=utf-8"


class Measures:
    """One server's numbers."""

    def __init__(self, feed: Feed) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Board(feed))
        registry = self._registry
        self._requests = Histogram(
            "hub_http_request_seconds",
            "Time to the first byte of an answer.",
            ("method", "route", "status"),
            buckets=BUCKETS,
            registry=registry,
        )
        self.streams = Gauge("hub_streams", "Streams of changes that are open.", registry=registry)
        self.relists = Counter(
            "hub_stream_relists", "Readers that were told to list again.", registry=registry
        )
        self.delivered = Counter("hub_stream_events", "Events sent to readers of changes.", registry=registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request was answered."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Board(Collector):
    """Rows by phase, changes so far, and kinds that are not read well: asked when somebody looks."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def describe(self) -> list[GaugeMetricFamily]:
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        hub = self._feed.hub
        rows = GaugeMetricFamily("hub_workloads", "Workloads by phase.", labels=("phase",))
        found = Tally(one.phase for one in hub.board.workloads.values())
        for phase in Phase:
            rows.add_metric((phase.value,), found[phase])
        yield rows
        yield GaugeMetricFamily("hub_changes", "Changes of workloads since the start.", self._feed.last)
        ailing = sum(not one.well and one.state != "missing" for one in hub.health())
        yield GaugeMetricFamily("hub_kinds_ailing", "Kinds that cannot be read just now.", ailing)
