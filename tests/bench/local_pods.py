"""How fast the local cluster brings simulated pods to Running, beside what its API server can do at all.

The same pods twice, in one run, on the cluster of ``--kubeconfig``:

- cluster: created by this script, placed by the scheduler, run by the node agent, until a watch has shown
  every one of them Running;
- ceiling: no scheduler and no agent; this script creates, binds and patches the status, as fast as the API
  server answers.

    hub local -- python -m tests.bench.local_pods --pods 500
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import time
from collections.abc import Awaitable, Callable

from hub_local.agent import kubeconfig
from hub_local.agent.api import STRATEGIC, Api, Object
from hub_local.agent.watch import follow

AT_ONCE = 32
NODE = "bench-nobody"
Rates = tuple[float, float]


class Running:
    """Counts the pods that a watch has shown Running."""

    def __init__(self, wanted: int) -> None:
        self._names: set[str] = set()
        self._wanted, self.done = wanted, asyncio.Event()

    def listed(self, objects: list[Object]) -> None:
        for obj in objects:
            self.changed("ADDED", obj)

    def changed(self, kind: str, obj: Object) -> None:
        if obj.get("status", {}).get("phase") == "Running":
            self._names.add(obj["metadata"]["name"])
        if len(self._names) >= self._wanted:
            self.done.set()


def pod(name: str, **spec: str) -> Object:
    container = {"name": "main", "image": "registry.example/bench:1"}
    meta = {"name": name, "annotations": {"workloadhub.dev/simulate": "true"}}
    body = {"containers": [container], "automountServiceAccountToken": False, **spec}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": body}


async def many(count: int, act: Callable[[int], Awaitable[None]]) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with gate:
            await act(number)

    await asyncio.gather(*(one(number) for number in range(count)))


async def through_cluster(api: Api, pods: str, count: int) -> float:
    """Pods per second from the first creation to the last one seen Running."""
    seen = Running(count)
    watching = asyncio.create_task(follow(api, pods, seen))
    begin = time.perf_counter()

    async def create(number: int) -> None:
        await api.request("POST", pods, pod(f"cluster-{number}"))

    await many(count, create)
    await seen.done.wait()
    taken = time.perf_counter() - begin
    watching.cancel()
    return count / taken


async def bare(api: Api, pods: str, count: int) -> float:
    """Pods per second through create, bind and one status patch."""
    node = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": NODE}}
    await api.create("/api/v1/nodes", node)
    begin = time.perf_counter()

    async def create(number: int) -> None:
        path = f"{pods}/ceiling-{number}"
        await api.request("POST", pods, pod(f"ceiling-{number}", schedulerName="nobody"))
        target = {"apiVersion": "v1", "kind": "Node", "name": NODE}
        binding = {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": f"ceiling-{number}"}}
        await api.request("POST", f"{path}/binding", {**binding, "target": target})
        await api.patch(f"{path}/status", {"status": {"phase": "Running"}}, STRATEGIC)

    await many(count, create)
    return count / (time.perf_counter() - begin)


async def clear(api: Api, namespace: str, count: int) -> None:
    async def delete(number: int) -> None:
        path = f"/api/v1/namespaces/{namespace}/pods"
        for name in (f"cluster-{number}", f"ceiling-{number}"):
            await api.delete(f"{path}/{name}", {"gracePeriodSeconds": 0})

    await many(count, delete)
    await api.delete(f"/api/v1/nodes/{NODE}")
    await api.delete(f"/api/v1/namespaces/{namespace}")


async def measure(config: str, count: int) -> Rates:
    namespace = f"bench-{secrets.token_hex(3)}"
    async with Api(kubeconfig.load(config)) as api:
        meta = {"name": namespace}
        await api.request(
            "POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": meta}
        )
        account = f"/api/v1/namespaces/{namespace}/serviceaccounts/default"
        while await api.get(account) is None:
            await asyncio.sleep(0.1)
        pods = f"/api/v1/namespaces/{namespace}/pods"
        try:
            ceiling = await bare(api, pods, count)
            return await through_cluster(api, pods, count), ceiling
        finally:
            await clear(api, namespace, count)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pods", type=int, default=500)
    parser.add_argument(
        "--kubeconfig", default=os.environ.get("KUBECONFIG"), required="KUBECONFIG" not in os.environ
    )
    asked = parser.parse_args()
    cluster, ceiling = asyncio.run(measure(asked.kubeconfig, asked.pods))
    print(f"pods:                       {asked.pods}")
    print(f"creation to Running:        {cluster:.0f} pods/s")
    print(f"API server alone (ceiling): {ceiling:.0f} pods/s")
    print(f"ratio:                      {cluster / ceiling:.2f}")


if __name__ == "__main__":
    main()
