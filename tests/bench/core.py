"""Cold start, memory and event cost of the core, beside bare msgspec on the same bytes."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
import psutil

from hub.core import wire
from hub.core.board import Board
from hub.core.keep import Keep
from hub.core.still import still
from hub.core.things import event, page
from hub.model import Kind
from hub.model.pods import POD
from hub.registry import load

from .bodies import cluster, listing

VERSIONS = {"RayCluster": "ray.io/v1", "Job": "batch/v1", "Deployment": "apps/v1"}
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def timed(work: Callable[[], object]) -> float:
    """Seconds of CPU, taking the answer apart not counted: what the cores' other users do must not count."""
    start = time.process_time()
    answer = work()
    took = time.process_time() - start
    del answer
    return took


def pages(pods: int) -> tuple[list[tuple[Kind, bytes]], list[bytes]]:
    made, bodies = cluster(pods)
    roots = [
        (Kind.of(VERSIONS[kind], kind), listing(kind, VERSIONS[kind], items)) for kind, items in made.items()
    ]
    return roots, [listing("Pod", "v1", chunk) for chunk in bodies]


def bare(roots: list[tuple[Kind, bytes]], lists: list[bytes]) -> None:
    """The anchor: the same bytes into the same records, and nothing else."""
    docs, pods = msgspec.json.Decoder(wire.DocListWire), msgspec.json.Decoder(wire.PodListWire)
    for _, raw in roots:
        docs.decode(raw)
    for raw in lists:
        pods.decode(raw)


def full(roots: list[tuple[Kind, bytes]], lists: list[bytes]) -> Board:
    """Bytes to a board: store, grouping, readings, phases."""
    registry = load()
    board = Board(registry)
    keep = Keep(registry.annotations, registry.identity)
    with still():
        for kind, raw in roots:
            for thing in page(raw, kind, keep).things:
                board.seen("ADDED", thing)
        for raw in lists:
            for thing in page(raw, POD, keep).things:
                board.seen("ADDED", thing)
        board.flush(NOW)
    return board


def cold(pods: int) -> None:
    """The best of three, anchor and board in turn: the machine's other users only ever add time."""
    roots, lists = pages(pods)
    size = sum(map(len, lists)) / pods
    bare(roots, lists)
    start = psutil.Process().memory_info().rss
    held = [full(roots, lists)]
    gc.collect()
    rss = psutil.Process().memory_info().rss - start
    print(f"cold start, {pods} pods of {size:.0f} B, {len(held.pop().workloads)} workloads")
    print(f"  memory {rss / pods:.0f} B a pod (target 2000)")
    took = [(timed(lambda: bare(roots, lists)), timed(lambda: full(roots, lists))) for _ in range(3)]
    anchor, board = (min(times) for times in zip(*took, strict=True))
    print(f"  bare decode {anchor:.2f} s, full board {board:.2f} s = {board / anchor:.2f}x (target 3x)")


def events(pods: int, count: int = 20000) -> None:
    """Cost of one pod event, decoded, applied and read in batches of a few milliseconds."""
    roots, lists = pages(pods)
    board = full(roots, lists)
    raw = [body for page in lists[:4] for body in json.loads(page)["items"]]
    lines = []
    for number in range(count):
        body = raw[number % len(raw)]
        body["metadata"]["resourceVersion"] = str(10_000_000 + number)
        body["status"]["conditions"][2]["status"] = "True" if number // len(raw) % 2 else "False"
        lines.append(json.dumps({"type": "MODIFIED", "object": body}).encode())
    decoder = msgspec.json.Decoder(wire.PodEventWire)
    anchor = timed(lambda: [decoder.decode(line) for line in lines])
    delays: list[float] = []
    start = time.process_time()
    for at in range(0, count, 50):
        began = time.perf_counter()
        for line in lines[at : at + 50]:
            found = event(line, POD, Keep())
            if found.thing is not None:
                board.seen(found.type, found.thing)
        board.flush(NOW)
        delays.append(time.perf_counter() - began)
    took = time.process_time() - start
    delays.sort()
    print(f"events, {pods} pods: {count / took:.0f} events/s, {took / count * 1e6:.0f} µs each")
    print(
        f"  {took / anchor:.2f}x bare decode; batch of 50 p99 {delays[int(len(delays) * 0.99)] * 1e3:.1f} ms"
    )


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    cold(most)
    for pods in (1000, 10_000, most):
        events(pods)


if __name__ == "__main__":
    main()
