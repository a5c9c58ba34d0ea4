"""After any order of events the board equals a rebuild from what it holds and remembers (`DESIGN` 1.7)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from hub.core.board import Board, rebuilt
from hub.core.things import Event, event
from hub.model import Kind, Pod
from hub.registry import Registry
from hub.testing.laws.reading import lost, unequal
from hub.testing.laws.saying import misshapen, unlisted

from .objects import START, STATES, Manifest, deployment, job, pod, raycluster, reference, template, thing
from .world import keep, registry

DELIVERIES = 100_000
LOOKS = 12
LIVES = 400


def lives(number: int, dice: Random) -> Iterator[tuple[str, Manifest]]:
    """The events of one workload, in the order in which an API server would tell them."""
    name = f"{dice.choice(('train', 'web', 'ray'))}-{number % 350}"  # some names are used again
    roots, mid, count = root(name, number, dice)
    for each in roots:
        yield "ADDED", each
    for turn in range(dice.randrange(1, 4)):
        for each in roots:
            yield "MODIFIED", turned(each, dice)
        pods = [f"{name}-{number}-{turn}-{n}" for n in range(count)]
        for one in pods:
            for step, state in enumerate(dice.sample(list(STATES), 5)):
                labels = {"ray.io/node-type": "worker", "ray.io/group": "gpu"}
                made = pod(one, mid, state, seconds=step * 60, labels=labels, uid=f"uid-{one}")
                made["metadata"]["namespace"] = f"ns-{number % 3}"
                yield "ADDED" if step == 0 else "MODIFIED", made
            if dice.random() < 0.5:
                yield "DELETED", made
    if dice.random() < 0.3:
        for each in roots:
            yield "DELETED", each


def root(name: str, number: int, dice: Random) -> tuple[list[Manifest], Manifest | None, int]:
    """The objects above the pods, the one right above them, and how many pods there are."""
    count = dice.randrange(1, 5)
    roots: list[Manifest]
    sort = number % 8
    if sort == 0:
        roots = [job(name, count, suspend=dice.random() < 0.2)]
    elif sort == 1:
        top = deployment(name, count)
        roots = [top, thing("ReplicaSet", f"{name}-rs", top, spec={"replicas": count}, status={})]
    elif sort == 2:
        roots = [raycluster(name, count, low=1, elastic=dice.random() < 0.5)]
    elif sort == 3:
        top = thing("RayJob", name, spec={"rayClusterSpec": raycluster(name, count)["spec"]}, status={})
        cluster = raycluster(f"{name}-c", count)
        cluster["metadata"]["ownerReferences"] = [reference(top)]
        roots = [top, cluster]
    elif sort == 4:
        top = thing("CronJob", name, spec={"jobTemplate": {"spec": {"template": template()}}}, status={})
        run = job(f"{name}-1", count)
        run["metadata"]["ownerReferences"] = [reference(top)]
        roots = [top, run]
    elif sort == 5:
        roots = [thing("StatefulSet", name, spec={"replicas": count, "template": template()}, status={})]
    elif sort == 6:
        roots = [thing("Robot", name, spec={"arms": count}, status={"conditions": []})]
    else:
        return [], None, count
    renamed(roots, number)
    return roots, roots[-1], count


def renamed(roots: list[Manifest], number: int) -> None:
    """Uids and a namespace of their own."""
    for each in roots:
        each["metadata"]["uid"] += f"-{number}"
        each["metadata"]["namespace"] = f"ns-{number % 3}"
        for owner in each["metadata"].get("ownerReferences", ()):
            owner["uid"] += f"-{number}"


def turned(manifest: Manifest, dice: Random) -> Manifest:
    """The same object later: suspended, resumed, ended, deleting, relabelled."""
    from .objects import VERSIONS, at

    meta = {**manifest["metadata"], "resourceVersion": str(next(VERSIONS))}
    after = {**manifest, "metadata": meta, "spec": dict(manifest.get("spec", {}))}
    turn = dice.randrange(6)
    if turn == 0:
        after["spec"]["suspend"] = dice.random() < 0.5
    elif turn == 1:
        word = dice.choice(("Complete", "Failed", "Available"))
        met = {"type": word, "status": "True", "lastTransitionTime": at(dice.randrange(900))}
        after["status"] = {
            "conditions": [met],
            "jobDeploymentStatus": dice.choice(("Running", "Complete", "Retrying")),
        }
    elif turn == 2:
        after["spec"]["replicas"] = dice.randrange(4)
    elif turn == 3:
        meta["deletionTimestamp"] = at(dice.randrange(900))
    elif turn == 4:
        meta["labels"] = {"queue": dice.choice("ab")}
    return after


def delivered(seed: int, of: Registry) -> list[Event]:
    """Everything that happened, as decoded watch lines: shuffled, some dropped, some told again and again."""
    dice = Random(seed)
    kept: list[Event] = []
    for number in range(LIVES):
        for type_, manifest in lives(number, dice):
            if dice.random() < 0.9:
                line = json.dumps({"type": type_, "object": manifest}).encode()
                kind = Kind.of(manifest["apiVersion"], manifest["kind"])
                kept.append(event(line, kind, keep(of)))
    told = kept + dice.choices(kept, k=max(DELIVERIES - len(kept), 0))
    dice.shuffle(told)
    return told


@pytest.fixture(scope="module")
def of() -> Registry:
    return registry()


def test_the_board_equals_a_rebuild_at_any_time(of: Registry) -> None:
    told, dice, board = delivered(7, of), Random(8), Board(of)
    assert len(told) >= DELIVERIES
    now, looks = START, set(dice.sample(range(len(told)), LOOKS)) | {len(told) - 1}
    for number, each in enumerate(told):
        assert each.thing is not None
        board.seen(each.type, each.thing)
        if number in looks or dice.random() < 0.01:
            now += timedelta(seconds=dice.randrange(3))
            board.flush(now)
        if number in looks:
            assert list(unequal(rebuilt(board, now), board.workloads)) == []
            assert board.faults == {}
    assert len(board.workloads) > 200
    assert list(lost(board)) == []
    for workload in board.workloads.values():
        assert [*unlisted(workload), *misshapen(workload)] == []


def test_the_newest_of_what_was_told_is_what_counts(of: Registry) -> None:
    """However often and in whatever order states of things are told, the last one of each stays."""
    told = [each for each in delivered(9, of)[:20_000] if each.type != "DELETED" and each.thing]
    board, newest = Board(of), {}
    for each in told:
        assert each.thing is not None
        board.seen(each.type, each.thing)
        known = newest.setdefault(each.thing.uid, each.thing)
        if int(each.thing.version) > int(known.version):
            newest[each.thing.uid] = each.thing
    assert {each.uid: each.version for each in board.store} == {u: each.version for u, each in newest.items()}
    board.flush(START)
    fresh = Board(of)
    for thing_ in newest.values():
        fresh.seen("ADDED", thing_)
    fresh.flush(START)
    assert list(unequal(fresh.workloads, board.workloads)) == []
    assert sum(isinstance(each, Pod) for each in board.store) > 500
