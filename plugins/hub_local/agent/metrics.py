"""Usage as others ask for it: ``/metrics/resource`` (Prometheus text) and ``metrics.k8s.io/v1beta1``."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from hub_local.agent import clock
from hub_local.agent.api import Api, Object, insist
from hub_local.agent.pod import Pod
from hub_local.agent.pods import Pods
from hub_local.agent.usage import Usage, Use

GROUP = "metrics.k8s.io/v1beta1"
RESOURCES = [
    {
        "name": "nodes",
        "singularName": "",
        "namespaced": False,
        "kind": "NodeMetrics",
        "verbs": ["get", "list"],
    },
    {"name": "pods", "singularName": "", "namespaced": True, "kind": "PodMetrics", "verbs": ["get", "list"]},
]


class Metrics:
    def __init__(self, pods: Pods, usage: Usage, nodes: list[str]) -> None:
        self._pods, self._usage, self._nodes = pods, usage, nodes

    def _containers(self, pod: Pod) -> dict[str, Use]:
        found = {each["name"]: self._usage.of(pod.uid, each["name"]) for each in pod.containers}
        return {name: use for name, use in found.items() if use is not None}

    # ---- Prometheus

    def text(self, node: str) -> str:
        """The names and labels are those of the kubelet's ``/metrics/resource``."""
        return "\n".join([*self._lines(node), ""])

    def _lines(self, node: str) -> Iterator[str]:
        at = int(time.time() * 1000)
        cpu, memory = 0.0, 0
        for pod in self._pods.of(node):
            uses = self._containers(pod)
            where = f'namespace="{pod.namespace}",pod="{pod.name}"'
            for name, use in uses.items():
                labels = f'{{container="{name}",{where}}}'
                yield f"container_cpu_usage_seconds_total{labels} {use.cpu_seconds:.6f} {at}"
                yield f"container_memory_working_set_bytes{labels} {use.memory} {at}"
            if uses:
                pod_cpu, pod_memory = _total(uses)
                cpu, memory = cpu + pod_cpu, memory + pod_memory
                yield f"pod_cpu_usage_seconds_total{{{where}}} {pod_cpu:.6f} {at}"
                yield f"pod_memory_working_set_bytes{{{where}}} {pod_memory} {at}"
        yield f"node_cpu_usage_seconds_total {cpu:.6f} {at}"
        yield f"node_memory_working_set_bytes {memory} {at}"

    # ---- metrics.k8s.io

    async def handle(self, request: web.Request) -> web.Response:
        words = [word for word in request.match_info.get("tail", "").split("/") if word]
        match words:
            case []:
                return web.json_response(_list("APIResourceList", "resources", RESOURCES, groupVersion=GROUP))
            case ["nodes"]:
                return web.json_response(_list("NodeMetricsList", "items", [*map(self._node, self._nodes)]))
            case ["nodes", name] if name in self._nodes:
                return web.json_response(self._node(name))
            case ["pods"]:
                return self._pod_list(None, request)
            case ["namespaces", namespace, "pods"]:
                return self._pod_list(namespace, request)
            case ["namespaces", namespace, "pods", name]:
                pod = self._pods.find(namespace, name)
                if pod is not None and self._containers(pod):
                    return web.json_response(self._pod(pod))
        return web.json_response(_not_found(), status=404)

    def _pod_list(self, namespace: str | None, request: web.Request) -> web.Response:
        selector = request.query.get("labelSelector", "")
        items = [
            self._pod(pod)
            for pod in self._pods.pods.values()
            if namespace in (None, pod.namespace) and _selects(selector, pod.labels) and self._containers(pod)
        ]
        return web.json_response(_list("PodMetricsList", "items", items))

    def _pod(self, pod: Pod) -> Object:
        uses = self._containers(pod)
        meta = {"name": pod.name, "namespace": pod.namespace, "labels": pod.labels}
        window = max((use.window for use in uses.values()), default=0.0)
        containers = [{"name": name, "usage": _usage(use.cores, use.memory)} for name, use in uses.items()]
        return {**_head("PodMetrics", meta, window), "containers": containers}

    def _node(self, name: str) -> Object:
        uses = [use for pod in self._pods.of(name) for use in self._containers(pod).values()]
        window = max((use.window for use in uses), default=10.0)
        usage = _usage(sum(use.cores for use in uses), sum(use.memory for use in uses))
        return {**_head("NodeMetrics", {"name": name}, window), "usage": usage}


def _head(kind: str, meta: Object, window: float) -> Object:
    meta = {**meta, "creationTimestamp": clock.now()}
    timing = {"timestamp": clock.now(), "window": f"{window:.1f}s"}
    return {"kind": kind, "apiVersion": GROUP, "metadata": meta, **timing}


def _usage(cores: float, memory: int) -> dict[str, str]:
    return {"cpu": f"{int(cores * 1e9)}n", "memory": f"{memory // 1024}Ki"}


def _total(uses: dict[str, Use]) -> tuple[float, int]:
    return sum(use.cpu_seconds for use in uses.values()), sum(use.memory for use in uses.values())


def _list(kind: str, field: str, items: list[Any], **more: str) -> Object:
    version = "v1" if kind == "APIResourceList" else GROUP
    return {"kind": kind, "apiVersion": version, "metadata": {}, **more, field: items}


def _not_found() -> Object:
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404,
            "message": "no metrics known for it"}  # fmt: skip


def _selects(selector: str, labels: dict[str, str]) -> bool:
    """Equality selectors (``a=b,c!=d``), which is what ``kubectl top -l`` is used with."""
    for term in filter(None, selector.split(",")):
        name, operator, value = (
            term.partition("!=") if "!=" in term else term.replace("==", "=").partition("=")
        )
        if operator == "!=" and labels.get(name) == value:
            return False
        if operator == "=" and labels.get(name) != value:
            return False
        if not operator and name not in labels:
            return False
    return True


def objects(address: str, port: int) -> list[tuple[str, Object]]:
    """What makes the API server ask this agent for ``metrics.k8s.io``: (path of the collection, object)."""
    meta = {"name": "node-agent-metrics", "namespace": "kube-system"}
    slice_meta = {**meta, "labels": {"kubernetes.io/service-name": meta["name"]}}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": meta,
               "spec": {"ports": [{"port": 443, "targetPort": port}]}}  # fmt: skip
    endpoints = {
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": slice_meta,
        "addressType": "IPv4", "ports": [{"name": "", "port": port}],
        "endpoints": [{"addresses": [address], "conditions": {"ready": True}}],
    }  # fmt: skip
    reference = {"name": meta["name"], "namespace": meta["namespace"]}
    api_service = {
        "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
        "metadata": {"name": "v1beta1.metrics.k8s.io"},
        "spec": {"group": "metrics.k8s.io", "version": "v1beta1", "groupPriorityMinimum": 100,
                 "versionPriority": 100, "insecureSkipTLSVerify": True, "service": reference},
    }  # fmt: skip
    return [
        ("/api/v1/namespaces/kube-system/services", service),
        ("/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices", endpoints),
        ("/apis/apiregistration.k8s.io/v1/apiservices", api_service),
    ]


async def announce(api: Api, address: str, port: int) -> None:
    for path, obj in objects(address, port):
        await insist(lambda path=path, obj=obj: api.create(path, obj))  # type: ignore[misc]
