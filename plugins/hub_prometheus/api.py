"""Prometheus' HTTP API: instant queries (prometheus.io, "HTTP API")."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from hub.errors import HubError
from hub.plugin import Metering, PodUse

from .queries import QUERIES, Query


class _Sample(msgspec.Struct):
    metric: Mapping[str, str]
    value: tuple[float, str]


class _Data(msgspec.Struct):
    result: list[_Sample] = []


class _Answer(msgspec.Struct):
    status: str
    data: _Data = msgspec.field(default_factory=_Data)
    error: str = ""


async def ask(metering: Metering) -> Sequence[PodUse]:
    """What every pod uses, all queries at once. Raises `HubError`."""
    answers = await asyncio.gather(*(_asked(metering, query) for query in QUERIES))
    found: dict[tuple[str, str], dict[str, float]] = {}
    for query, samples in zip(QUERIES, answers, strict=True):
        for place, value in samples:
            row = found.setdefault(place, {})
            row[query.field] = row.get(query.field, 0.0) + value * query.scale
    wanted = set(metering.namespaces)
    return [
        PodUse(namespace, pod, **row)
        for (namespace, pod), row in found.items()
        if not wanted or namespace in wanted
    ]


async def _asked(metering: Metering, query: Query) -> list[tuple[tuple[str, str], float]]:
    body = await metering.fetch("/api/v1/query", {"query": query.text})
    try:
        answer = msgspec.json.decode(body, type=_Answer)
    except msgspec.DecodeError as error:
        raise HubError(f"what answers at HUB_PROMETHEUS_URL is no Prometheus ({error})") from None
    if answer.status != "success":
        raise HubError(f"Prometheus refuses {query.text!r}: {answer.error}")
    return list(_read(answer.data.result))


def _read(samples: Sequence[_Sample]) -> Iterator[tuple[tuple[str, str], float]]:
    for sample in samples:
        labels = sample.metric
        pod = labels.get("exported_pod") or labels.get("pod")
        namespace = labels.get("exported_namespace") or labels.get("namespace")
        if pod and namespace:
            yield (namespace, pod), float(sample.value[1])
