"""Time to the first board beside client-go's informer: 20,000 pods on a real API server, run in turns.

`python -m tests.bench.first_board [PODS]` starts an etcd and an API server, fills
them, builds the yardstick (tests/bench/informer, protobuf on) and measures each in
a process of its own, from the first request on: imports and `go build` do not
count. Ratios are of runs beside each other, so a busy machine slows both.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from hub.cluster.follow import Follow
from hub.cluster.inbox import Inbox
from hub.cluster.listing import listing
from hub.cluster.resource import PODS
from hub.cluster.session import Session, connect
from hub.core.board import Board
from hub.core.keep import Keep
from hub.core.wire import PodListWire
from hub.registry import load

ROUNDS = 5
PODS_PER_JOB = 10
HERE = Path(__file__).parent
KNOWN = load()


def job(number: int) -> dict[str, Any]:
    inner = {"restartPolicy": "Never", "containers": [{"name": "main", "image": "python:3.11"}]}
    meta = {"name": f"train-{number:05}", "namespace": "bench"}
    spec = {
        "parallelism": PODS_PER_JOB,
        "completions": PODS_PER_JOB,
        "template": {"spec": inner},
    }
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta, "spec": spec}


def pod(number: int, owner: str) -> dict[str, Any]:
    """About as large as a training pod is: 5 kB of JSON once defaults are filled in."""
    name = f"train-{number // PODS_PER_JOB:05}"
    probe = {"exec": {"command": ["bash", "-c", "ray health-check"]}, "periodSeconds": 5}
    amounts = {"cpu": "4", "memory": "16Gi", "nvidia.com/gpu": "1"}
    main = {
        "name": "main",
        "image": "rayproject/ray:2.50.0",
        "command": ["bash", "-lc", "ulimit -n 65536; ray start --address=head:6379 --num-cpus=4 --block"],
        "env": [{"name": f"VARIABLE_{n}", "value": f"a value of some length, number {n}"} for n in range(14)],
        "resources": {"requests": amounts, "limits": amounts},
        "readinessProbe": probe,
        "livenessProbe": probe,
        "volumeMounts": [{"name": "shm", "mountPath": "/dev/shm"}],
    }
    reference = {"apiVersion": "batch/v1", "kind": "Job", "name": name, "uid": owner, "controller": True}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": f"{name}-{number % PODS_PER_JOB}",
            "labels": {
                "batch.kubernetes.io/job-name": name,
                "app": "train",
                "index": str(number % PODS_PER_JOB),
            },
            "annotations": {"example.dev/note": "n" * 300},
            "ownerReferences": [reference],
        },
        "spec": {
            "restartPolicy": "Never",
            "containers": [main],
            "volumes": [{"name": "shm", "emptyDir": {"medium": "Memory"}}],
        },
    }


async def fill(session: Session, pods: int) -> None:
    """Jobs with their pods, as nobody schedules them: what a queue looks like."""
    await session.post("/api/v1/namespaces", {"metadata": {"name": "bench"}})
    numbers: Iterator[int] = iter(range(0, pods, PODS_PER_JOB))

    async def work() -> None:
        for first in numbers:
            made = await session.post("/apis/batch/v1/namespaces/bench/jobs", job(first // PODS_PER_JOB))
            uid = json.loads(made)["metadata"]["uid"]
            for number in range(first, min(first + PODS_PER_JOB, pods)):
                await session.post("/api/v1/namespaces/bench/pods", pod(number, uid))

    await asyncio.gather(*(work() for _ in range(16)))


@asynccontextmanager
async def board(session: Session) -> AsyncIterator[int]:
    """What `hub ls --watch` does before it shows anything: discover, list, watch, group, read."""
    made = Board(KNOWN)
    inbox = Inbox(made)
    async with Follow(session, KNOWN, inbox) as follow:
        await follow.settled()
        inbox.release()
        made.flush(datetime.now(UTC))
        yield len(made.workloads)


@asynccontextmanager
async def listed(session: Session) -> AsyncIterator[int]:
    """The pods alone, as records."""
    yield len((await listing(session, PODS, "", Keep())).things)


@asynccontextmanager
async def bare(session: Session) -> AsyncIterator[int]:
    """The least that Python can do: one list, one decode into the fields that are read."""
    raw = await session.get("/api/v1/pods")
    yield len(msgspec.json.decode(raw, type=PodListWire).items or ())


WAYS: dict[str, Callable[[Session], AbstractAsyncContextManager[int]]] = {
    "board": board,
    "listed": listed,
    "bare": bare,
}


async def measured(way: str) -> None:
    """In a process of its own: one line of JSON, like the informer's."""
    async with connect() as session:
        started = time.perf_counter()
        async with WAYS[way](session) as found:  # closing connections in order is not what is measured
            seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps({"found": found, "seconds": seconds, "user": used.ru_utime, "rss": used.ru_maxrss * 1024})
    )


def run(argv: list[str], kubeconfig: str) -> dict[str, float]:
    done = subprocess.run(argv, env={**os.environ, "KUBECONFIG": kubeconfig}, capture_output=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


@contextmanager
def server() -> Iterator[str]:
    """A kubeconfig of a control plane that lives as long as this does."""
    from hub_local.binaries import provide

    from tests.cluster.plane import Plane

    with tempfile.TemporaryDirectory() as folder:
        plane = Plane(Path(folder) / "plane", provide(print))
        try:
            plane.start()
            yield plane.kubeconfig
        finally:
            plane.stop()


def compare(kubeconfig: str, informer: str) -> None:
    mine = [sys.executable, "-m", "tests.bench.first_board", "--way"]
    ways = {"informer": [informer], **{way: [*mine, way] for way in WAYS}}
    found: dict[str, list[dict[str, float]]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, argv in ways.items():
            found[way].append(run(argv, kubeconfig))
    yardstick = median(each["seconds"] for each in found["informer"])
    for way, runs in found.items():
        seconds, user, rss = (median(each[what] for each in runs) for what in ("seconds", "user", "rss"))
        ratio = median(m["seconds"] / i["seconds"] for m, i in zip(runs, found["informer"], strict=True))
        print(f"  {way:9} {seconds:6.2f} s = {ratio:.2f}x informer, user {user:.2f} s, {rss / 1e6:4.0f} MB")
    print(f"  target: board at most 1x of the informer's sync ({yardstick:.2f} s)")


def main(pods: int = 20_000) -> None:
    with server() as kubeconfig, tempfile.TemporaryDirectory() as folder:
        informer = str(Path(folder) / "informer")
        subprocess.run(["go", "build", "-o", informer, "."], cwd=HERE / "informer", check=True)

        async def filled() -> None:
            async with connect(kubeconfig) as session:
                await fill(session, pods)

        asyncio.run(filled())
        print(f"first board of {pods} pods from a real API server, median of {ROUNDS} rounds")
        compare(kubeconfig, informer)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        asyncio.run(measured(sys.argv[2]))
    else:
        main(*map(int, sys.argv[1:2]))
