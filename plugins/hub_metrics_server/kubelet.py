"""The kubelet's ``/metrics/resource`` (kubernetes, ``pkg/kubelet/metrics/collectors/resource_metrics.go``).

Its processors are counters.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence

import msgspec

from hub.errors import HubError
from hub.model import Obj
from hub.plugin import Metering, PodUse

AT_ONCE = 20
"""Kubelets that are asked at a time."""
CPU, MEMORY = "pod_cpu_usage_seconds_total", "pod_memory_working_set_bytes"
_LINE = re.compile(rf"({CPU}|{MEMORY})\{{([^}}]*)\}} (\S+)(?: (\d+))?$", re.MULTILINE)
_LABEL = re.compile(r'(\w+)="([^"]*)"')


async def ask(metering: Metering) -> Sequence[PodUse]:
    """What the pods of all nodes use. One kubelet that does not answer costs its own pods alone."""
    nodes = Obj(msgspec.json.decode(await metering.get("/api/v1/nodes")))
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(node: str) -> list[PodUse] | HubError:
        async with turn:
            try:
                body = await metering.get(f"/api/v1/nodes/{node}/proxy/metrics/resource")
            except HubError as error:
                return error
            return list(read(body.decode(errors="replace")))

    answers = await asyncio.gather(*(one(node.name) for node in nodes.each("items")))
    told = [answer for answer in answers if not isinstance(answer, HubError)]
    for answer in answers:
        if isinstance(answer, HubError) and not told:
            raise answer
    wanted = set(metering.namespaces)
    return [use for uses in told for use in uses if not wanted or use.namespace in wanted]


def read(text: str) -> Iterator[PodUse]:
    """From the Prometheus text of one kubelet; processors as a counter."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for match in _LINE.finditer(text):
        labels = dict(_LABEL.findall(match[2]))
        row = found.setdefault((labels.get("namespace", ""), labels.get("pod", "")), {})
        row[match[1]] = float(match[3])
        row["at"] = int(match[4] or 0) / 1000
    for (namespace, pod), row in found.items():
        yield PodUse(namespace, pod, memory=row.get(MEMORY), cpu_seconds=row.get(CPU), at=row.get("at", 0.0))
