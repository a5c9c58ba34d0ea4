"""Cases played to a board: as they happened, shuffled, twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from random import Random
from typing import NamedTuple

from hub.core.board import Board
from hub.core.keep import Keep
from hub.core.things import Thing, thing
from hub.core.times import EPOCH
from hub.model import Change
from hub.registry import Registry

from .cases import Case, CaseError, Step


class Stage(NamedTuple):
    """The board after one step, and what changed by it."""

    step: Step
    now: datetime
    board: Board
    changes: list[Change]


def play(case: Case, registry: Registry, shuffle: Random | None = None) -> Iterator[Stage]:
    """One stage a step, all on the same board; with ``shuffle`` what a step saw comes in any order."""
    board = Board(registry)
    for step, things in zip(case.steps, decoded(case, registry), strict=True):
        events = [("MODIFIED", each) for each in things] + [("DELETED", _named(board, n)) for n in step.gone]
        if shuffle is not None:
            shuffle.shuffle(events)
        for event, each in events:
            board.seen(event, each)
        now = step.now or EPOCH
        yield Stage(step, now, board, board.flush(now))


def played(case: Case, registry: Registry, shuffle: Random | None = None) -> Stage:
    """The last stage."""
    *_, last = play(case, registry, shuffle)
    return last


def decoded(case: Case, registry: Registry) -> list[list[Thing]]:
    """What each step saw, as the store keeps it."""
    keep = keeping(registry)
    return [[thing(manifest, keep) for manifest in step.seen] for step in case.steps]


def keeping(registry: Registry) -> Keep:
    return _keep(registry.annotations, registry.identity)


@lru_cache(maxsize=64)
def _keep(annotations: frozenset[str], identity: frozenset[str]) -> Keep:
    return Keep(annotations, identity)


def _named(board: Board, name: str) -> Thing:
    """The thing on the board that ``Kind/namespace/name`` (or, of no namespace, ``Kind//name``) means."""
    for each in board.store:
        if f"{each.kind.name}/{each.namespace}/{each.name}" == name:
            return each
    raise CaseError(f"gone: {name} was not there; write Kind/namespace/name of something seen before")
