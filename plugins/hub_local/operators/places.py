"""The words in braces of an operator's data, and what they stand for in one cluster."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from hub_local.operators.records import HERE, Image, Operator, Program
from hub_local.operators.table import OPERATORS
from hub_local.running import Running

# In the cluster's own network namespace, so that clusters side by side do not meet.
FIRST_PORT, PORTS_EACH = 9400, 20
PORTS = ("metrics", "health", "webhook", "other")

Places = Mapping[str, str]


def ports(operator: Operator, program: Program) -> dict[str, str]:
    """Numbers that no other program of the table has."""
    nth = list(OPERATORS).index(operator.name) * PORTS_EACH + operator.programs.index(program) * len(PORTS)
    return {word: str(FIRST_PORT + nth + offset) for offset, word in enumerate(PORTS)}


def of_cluster(operator: Operator, running: Running) -> dict[str, str]:
    """What is known before anything is built."""
    api_host, _, api_port = running.plan.server.rpartition(":")
    return {
        "files": str(HERE / "files"),
        "own": str(running.folder.path / "operators" / operator.name),
        "host": running.plan.address,
        "api_host": api_host,
        "api_port": api_port,
        "kubeconfig": running.inside_kubeconfig,
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "path": os.environ.get("PATH", os.defpath),
    }


def filled(words: Iterable[str], places: Places) -> tuple[str, ...]:
    return tuple(word.format_map(dict(places)) for word in words)


def filled_map(words: Mapping[str, str], places: Places) -> dict[str, str]:
    return {name: value.format_map(dict(places)) for name, value in words.items()}


def image_entry(image: Image, places: Places) -> dict[str, Any]:
    """The image as the node agent's table has it, without its glob and without empty fields."""
    entry: dict[str, Any] = {}
    for name, value in asdict(image).items():
        if name != "glob" and value:
            entry[name] = filled_map(value, places) if isinstance(value, Mapping) else _plain(value, places)
    return entry


def _plain(value: str | tuple[str, ...], places: Places) -> str | list[str]:
    return filled((value,), places)[0] if isinstance(value, str) else list(filled(value, places))
