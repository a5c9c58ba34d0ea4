"""``metrics.k8s.io/v1beta1`` PodMetrics (kubernetes/metrics, ``pkg/apis/metrics/v1beta1/types.go``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from hub.model import quantity
from hub.plugin import Metering, PodUse

GROUP = "/apis/metrics.k8s.io/v1beta1"


class _Usage(msgspec.Struct, gc=False):
    cpu: str = "0"
    memory: str = "0"


class _Container(msgspec.Struct, gc=False):
    usage: _Usage


class _Meta(msgspec.Struct, gc=False):
    name: str
    namespace: str


class _Pod(msgspec.Struct, gc=False):
    metadata: _Meta
    timestamp: datetime
    containers: list[_Container] = []


class _List(msgspec.Struct, gc=False):
    items: list[_Pod] = []


_DECODER = msgspec.json.Decoder(_List)


async def ask(metering: Metering) -> Sequence[PodUse]:
    """What every pod uses, an average over metrics-server's window. Raises `HubError`."""
    places = [f"{GROUP}/namespaces/{one}/pods" for one in metering.namespaces] or [f"{GROUP}/pods"]
    return [use for place in places for use in read(await metering.get(place))]


def read(body: bytes) -> Iterator[PodUse]:
    """From a PodMetricsList. A pod whose containers have not been measured yet is left out."""
    for pod in _DECODER.decode(body).items:
        if pod.containers:
            cpu = sum(cores(one.usage.cpu) for one in pod.containers)
            memory = sum(amount(one.usage.memory) for one in pod.containers)
            where = pod.metadata
            yield PodUse(where.namespace, where.name, cpu, memory, at=pod.timestamp.timestamp())


def cores(text: str) -> float:
    """A quantity of processors. metrics-server writes nanocores, which need no regular expression."""
    if text[-1:] == "n" and text[:-1].isdecimal():
        return int(text[:-1]) * 1e-9
    return quantity(text)


def amount(text: str) -> float:
    """A quantity of bytes. metrics-server writes KiB."""
    if text[-2:] == "Ki" and text[:-2].isdecimal():
        return int(text[:-2]) * 1024.0
    return quantity(text)
