"""The words in braces of an operator's data, and what they stand for in one cluster."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from hub_local.operators.records import Image, Operator, Program
from hub_local.operators.table import OPERATORS

# In the cluster's own network namespace, so that clusters side by side do not meet.
FIRST_PORT, PORTS_EACH = 9400, 20
# Where the cluster's own processes are reached from pods and from the API server.
ADDRESS = "10.244.0.1"
PORTS = ("metrics", "health", "webhook", "other")

Places = Mapping[str, str]


def ports(operator: Operator, program: Program) -> dict[str, str]:
    """Numbers that no other program of the table has."""
    nth = list(OPERATORS).index(operator.name) * PORTS_EACH + operator.programs.index(program) * len(PORTS)
    return {word: str(FIRST_PORT + nth + offset) for offset, word in enumerate(PORTS)}


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
