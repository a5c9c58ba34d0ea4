"""The cluster of the other schedulers: two nodes with four made-up GPUs, and three schedulers more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from hub_local.cluster import Request, down, up

from tests.gangs.someone import GROUPS, Someone, job

NAME = "e2e-schedulers"


class Way(NamedTuple):
    """A backend, and the groups that are made for it."""

    name: str
    made: str

    def job(self, name: str, pods: int, seconds: int = 0) -> dict[str, Any]:
        return job(name, pods, seconds=seconds, gang_backend=self.name)


WAYS = (
    Way("volcano", "podgroups.scheduling.volcano.sh"),
    Way("coscheduling", "podgroups.scheduling.x-k8s.io"),
)
KUEUE = "workloads.kueue.x-k8s.io"


def running() -> Iterator[Someone]:
    """Somebody on that cluster, which goes with them."""
    operators = ("ray", *(way.name for way in WAYS), "kueue")
    try:
        found = up(Request(NAME, nodes=2, gpus=4, operators=operators), print)
        yield Someone(found, str(found.kubeconfig))
    finally:
        down(NAME, True, print)


def cleared(someone: Someone) -> bool:
    return not someone.got("pods") and not litter(someone)


def litter(someone: Someone) -> list[str]:
    """Whatever the hub, or a backend for it, has made and not taken away."""
    made = (GROUPS, KUEUE, *(way.made for way in WAYS))
    return [one["metadata"]["name"] for kind in made for one in someone.got(kind)]
