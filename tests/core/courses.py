"""Courses of events: a function tells what happens, and yields how the row must read at that time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .objects import Manifest, pod
from .world import World

Step = tuple[int, str, str]
"""Seconds since the start; phase and reason; a word of the message."""
Course = Callable[[World], Iterator[Step]]


class Courses(dict[str, Course]):
    """Courses by what they are about."""

    def __call__(self, function: Course) -> Course:
        self[function.__name__.replace("_", " ")] = function
        return function

    def follow(self, name: str) -> None:
        """Play one, and look at the row at each step."""
        world = World()
        for seconds, expected, word in self[name](world):
            row = world.row(seconds)
            assert f"{row.phase} {row.reason}" == expected
            assert word in row.message


def pods(owner: Manifest, *states: str, **more: Any) -> list[Manifest]:
    """One pod in each of these states."""
    return [pod(f"p-{number}", owner, state, **more) for number, state in enumerate(states)]


def head(owner: Manifest, state: str = "ready") -> Manifest:
    return pod("ray-head", owner, state, labels={"ray.io/node-type": "head"})


def worker(owner: Manifest, number: int, state: str) -> Manifest:
    return pod(f"ray-{number}", owner, state, labels={"ray.io/node-type": "worker", "ray.io/group": "gpu"})
