"""Rows for the OpenAPI document, read from cases that were recorded on real clusters."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hub.core.board import Board
from hub.core.keep import Keep
from hub.core.things import thing
from hub.core.times import newest
from hub.registry import load
from hub.testing import cases

CASES = (("hub_ray", "rayjob-running-jobstatus-pending"), ("hub_ray", "raycluster-worker-unschedulable"))


def examples() -> list[dict[str, Any]]:
    """The rows of these cases; none where their package is not installed."""
    return [row for package, name in CASES for row in _rows(package, f"{name}.yaml")]


def _rows(package: str, name: str) -> list[dict[str, Any]]:
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    files = [file for folder in folders or () if (file := Path(folder) / "cases" / name).is_file()]
    return [row for file in files for row in _read(file)]


def _read(file: Path) -> list[dict[str, Any]]:
    registry, objects = load(), list(cases.load(file).objects)
    board, keep = Board(registry), Keep(registry.annotations, registry.identity)
    for each in objects:
        board.seen("ADDED", thing(each, keep))
    board.flush(newest(objects))
    return [one.json() for one in board.workloads.values()]
