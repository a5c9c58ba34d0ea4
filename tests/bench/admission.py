"""What admission costs: a review's time at 500 a second, and creations with the hub beside those without.

A real etcd and API server on this machine, and `hub operate` as a process of its own:

- reviews: pods of Jobs are reviewed over TLS at an even pace, as the API server asks, straight at the hub;
- creates: the same pods are created through the API server, without the hub and with it, in turn.

    python -m tests.bench.admission --reviews 5000 --pods 1000
"""

from __future__ import annotations

import argparse
import asyncio
import os
import ssl
import subprocess
import sys
import tempfile
import time
from base64 import b64decode
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
from hub_local.binaries import provide

from hub.cluster.session import Session, connect
from hub.faces.operator.registering import WEBHOOKS
from tests.cluster.plane import Plane
from tests.e2e.user import BIN
from tests.operator.conftest import GROUPS, JOBS, PODS, items, job, pod_of, post, until

RATE = 500
AT_ONCE = 16
JOBS_OF_THE_BENCH = 20
SPACE = "bench"


def review(pod: dict[str, Any]) -> bytes:
    """As the API server writes it."""
    asked = {
        "uid": "bench",
        "operation": "CREATE",
        "namespace": SPACE,
        "userInfo": {"username": "system:serviceaccount:kube-system:job-controller"},
        "object": {"apiVersion": "v1", "kind": "Pod", **pod},
        "oldObject": None,
    }
    return msgspec.json.encode(
        {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": asked}
    )


async def reviews(url: str, trust: ssl.SSLContext, bodies: list[bytes], count: int) -> list[float]:
    """Seconds that each took, the least first; asked for at `RATE`, whatever is not answered yet."""
    taken: list[float] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust, limit=25)) as client:

        async def one(number: int) -> None:
            begin = time.perf_counter()
            async with client.post(url, data=bodies[number % len(bodies)]) as answer:
                told = await answer.read()
            assert b'"patch"' in told, told
            taken.append(time.perf_counter() - begin)

        begin, asked = time.perf_counter(), []
        while len(asked) < count:
            due = min(count, int((time.perf_counter() - begin) * RATE))
            asked += [asyncio.create_task(one(number)) for number in range(len(asked), due)]
            await asyncio.sleep(0.001)
        await asyncio.gather(*asked)
    return sorted(taken)


async def creates(session: Session, owners: list[dict[str, Any]], word: str, count: int) -> float:
    """Pods created per second."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        async with gate:
            pod = pod_of(owners[number % len(owners)], f"{word}-{number}")
            await session.post(PODS.format(SPACE), pod)

    begin = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(count)))
    return count / (time.perf_counter() - begin)


def cpu(process: subprocess.Popen[bytes]) -> float:
    """Seconds of processor time that it has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Operated:
    """`hub operate` while this is entered."""

    def __init__(self, plane: Plane, session: Session) -> None:
        self._plane, self._session = plane, session

    async def __aenter__(self) -> subprocess.Popen[bytes]:
        env = os.environ | {"KUBECONFIG": self._plane.kubeconfig}
        words = [BIN / "hub", "operate", "--port", "0"]
        self._process = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL)
        await until(self._groups, "every Job has its group")
        await asyncio.sleep(2)  # and the API server has heard of the webhooks
        return self._process

    async def __aexit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    async def _groups(self) -> bool:
        return len(await items(self._session, GROUPS.format(SPACE))) == JOBS_OF_THE_BENCH


async def bench(plane: Plane, wanted: argparse.Namespace) -> None:
    async with connect(plane.kubeconfig, "admin") as session:
        await session.post("/api/v1/namespaces", {"metadata": {"name": SPACE}})
        names = [f"job-{number}" for number in range(JOBS_OF_THE_BENCH)]
        owners = [await post(session, JOBS.format(SPACE), job(name, 50)) for name in names]
        await creates(session, owners, "warm", 200)
        rates: list[tuple[float, float]] = []
        for turn in range(wanted.turns):
            without = await creates(session, owners, f"without-{turn}", wanted.pods)
            async with Operated(plane, session) as process:
                begin = cpu(process)
                rates.append((without, await creates(session, owners, f"with-{turn}", wanted.pods)))
                cost = (cpu(process) - begin) / wanted.pods
                print(f"creates: {1000 * cost:.2f} ms of one core in the hub for each pod, its watching too")
                if turn == 0:
                    await _reviewed(session, owners, process, wanted.reviews)
        for without, there in rates:
            print(f"creates: {without:.0f}/s without the hub, {there:.0f}/s with it: {there / without:.2f}x")


async def _reviewed(
    session: Session, owners: list[dict[str, Any]], process: subprocess.Popen[bytes], count: int
) -> None:
    told = msgspec.json.decode(await session.get(WEBHOOKS.path("", "workload-hub")))
    client = told["webhooks"][0]["clientConfig"]
    trust = ssl.create_default_context(cadata=b64decode(client["caBundle"]).decode())
    bodies = [review(pod_of(owner, "x")) for owner in owners]
    begin = cpu(process)
    taken = await reviews(client["url"], trust, bodies, count)
    cost = (cpu(process) - begin) / count
    p50, p99 = (1000 * taken[int(len(taken) * share)] for share in (0.5, 0.99))
    print(f"reviews: {RATE}/s, p50 {p50:.2f} ms, p99 {p99:.2f} ms, {1000 * cost:.2f} ms of one core each")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--reviews", type=int, default=5000)
    parser.add_argument("--pods", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        plane = Plane(Path(folder) / "control", provide(print))
        try:
            plane.start()
            asyncio.run(bench(plane, wanted))
        finally:
            plane.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
