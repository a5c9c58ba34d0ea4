"""What the server tells of itself at ``/metrics``, for Prometheus."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hub.model import Change, Phase
from hub.service import Hub
from hub.service.feed import Feed
from hub.service.keeping import Kept

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)
LENGTHS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 4 * 3600.0, 24 * 3600.0, 7 * 24 * 3600.0)
"""Seconds: phases last from one to a week."""
MEDIA = "text/plain; version=0.0.4; charset=utf-8"


class Measures:
    """One server's numbers."""

    def __init__(self, feed: Feed) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Board(feed))
        registry = self._registry
        feed.ears.append(self.changed)
        self._phases = Histogram(
            "hub_phase_seconds",
            "Time that workloads were in a phase which they have left.",
            ("type", "phase"),
            buckets=LENGTHS,
            registry=registry,
        )
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

    def changed(self, changes: Sequence[Change]) -> None:
        """Phases that ended."""
        for before, after in ((each.before, each.after) for each in changes):
            if before is None or before.since is None or (after and after.phase is before.phase):
                continue
            end = (after.since if after else None) or datetime.now(UTC)
            seconds = max((end - before.since).total_seconds(), 0.0)
            self._phases.labels(before.type, before.phase.value).observe(seconds)

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Board(Collector):
    """Rows by phase, changes so far, and kinds that are not read well: asked when somebody looks."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        hub = self._feed.hub
        rows = GaugeMetricFamily("hub_workloads", "Workloads by phase.", labels=("phase",))
        found = Tally(one.phase for one in hub.board.workloads.values())
        for phase in Phase:
            rows.add_metric((phase.value,), found[phase])
        yield rows
        yield CounterMetricFamily("hub_changes", "Changes of workloads since the start.", self._feed.last)
        yield from _kinds(hub)
        yield from _kept(self._feed.kept)
        yield _troubles(self._feed)
        ailing = sum(not one.well and one.state != "missing" for one in hub.health())
        yield GaugeMetricFamily("hub_kinds_ailing", "Kinds that cannot be read just now.", ailing)


def _kinds(hub: Hub) -> Iterator[Metric]:
    """How far behind what is read may be, by kind; the worst of its namespaces."""
    lag = GaugeMetricFamily("hub_watch_lag_seconds", "For how long nothing new was seen.", labels=("kind",))
    objects = GaugeMetricFamily("hub_objects", "Objects that are read.", labels=("kind",))
    relists = CounterMetricFamily("hub_relists", "How often all was listed anew.", labels=("kind",))
    garbled = CounterMetricFamily("hub_garbled", "Objects that were not readable.", labels=("kind",))
    health = hub.health()
    for kind in sorted({one.kind for one in health}, key=str):
        mine = [one for one in health if one.kind == kind]
        lag.add_metric((str(kind),), max(one.lag for one in mine))
        objects.add_metric((str(kind),), sum(one.objects for one in mine))
        relists.add_metric((str(kind),), sum(one.relisted for one in mine))
        garbled.add_metric((str(kind),), sum(one.garbled for one in mine))
    yield from (lag, objects, relists, garbled)


def _kept(kept: Kept | None) -> Iterator[Metric]:
    """What is written, what waits for that, and who was told. Of a recording: nothing."""
    waiting = GaugeMetricFamily("hub_history_waiting", "What is still to be written.", labels=())
    steps = CounterMetricFamily("hub_history_steps", "Steps that were written.", labels=())
    lost = CounterMetricFamily("hub_history_lost", "Changes that were never written.", labels=())
    samples = CounterMetricFamily("hub_history_samples", "Samples that were written.", labels=())
    told = CounterMetricFamily("hub_notices", "Notices that arrived.", labels=("notifier",))
    failed = CounterMetricFamily("hub_notices_failed", "Tries that did not arrive.", labels=("notifier",))
    if kept is not None:
        waiting.add_metric((), kept.recorder.waiting)
        steps.add_metric((), kept.recorder.written)
        lost.add_metric((), kept.recorder.lost)
        samples.add_metric((), kept.sampler.written)
        for line in kept.teller.lines:
            told.add_metric((line.notifier.name,), line.told)
            failed.add_metric((line.notifier.name,), line.failed)
    yield from (waiting, steps, lost, samples, told, failed)


def _troubles(feed: Feed) -> Metric:
    """Which plugins fail just now: adapters and others by their plugin, sources and notifiers by name."""
    found = GaugeMetricFamily("hub_plugin_troubles", "What fails now, by plugin.", labels=("plugin",))
    registry = feed.hub.registry
    names = Tally(each.plugin for each in (*registry.faults, *registry.raised.values()))
    names.update(one.source.name for one in feed.meter.asked if one.trouble)
    if feed.kept is not None:
        names.update(line.notifier.name for line in feed.kept.teller.lines if line.trouble)
    for name, number in sorted(names.items()):
        found.add_metric((name,), number)
    return found
