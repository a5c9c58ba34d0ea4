"""acme on Kubernetes, read as workloads: which pods are whose, how its status reads, what its buttons do.

An adapter is facts and pure functions: it imports `hub.adapter` alone, does no I/O and asks no clock.
"""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Adapter, Family, Phase, PodSet, field, hookimpl, owned, requests

WORDS: dict[str, Phase | None] = {
    "Running": None,
    "Succeeded": Phase.COMPLETED,
    "Failed": Phase.FAILED,
}
"""``status.phase``; ``None`` leaves it to the pods."""


def pod_sets(family: Family) -> Iterator[PodSet]:
    """The pods that the object asks for, whether they exist yet or not."""
    spec = family.root.at("spec")
    wanted = requests(spec.at("template.spec"))
    yield PodSet(role="pods", desired=max(spec.number("replicas", 1), 0), requests=wanted)


ACMEJOB = Adapter(
    name="acmejob",
    claims=[owned("acme.example.org/AcmeJob")],
    words=WORDS,
    status=field("status.phase", WORDS),
    pod_sets=pod_sets,
)


@hookimpl
def hub_adapters() -> list[Adapter]:
    return [ACMEJOB]
