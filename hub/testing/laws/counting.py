"""Pod sets: sizes that make sense, roles that exist, and gangs without their own creators."""

from __future__ import annotations

from collections.abc import Iterator

from hub.model import Pod, PodSet
from hub.testing.bench import Bench, Row

from .law import Law


def asked(row: Row) -> list[PodSet]:
    """What the adapter itself says, before the hub corrects it."""
    return list(row.subject.adapter.pod_sets(row.subject.family))


def sizes(bench: Bench) -> Iterator[str]:
    for row in bench.rows:
        yield from (f"{row.where}: {line}" for line in misfits(asked(row)))


def misfits(sets: list[PodSet]) -> Iterator[str]:
    """Sizes that contradict each other."""
    for s in sets:
        floor = s.desired if s.minimum is None else s.minimum
        most = s.desired if s.maximum is None else s.maximum
        if not 0 <= floor <= s.desired <= most:
            yield f"{s.role}: not 0 ≤ minimum {floor} ≤ desired {s.desired} ≤ maximum {most}"
    names = [s.role for s in sets]
    yield from (f"pod set {name!r} is there twice" for name in sorted(set(names)) if names.count(name) > 1)
    if "" in names:
        yield "a pod set has no role; name it"


def roles(bench: Bench) -> Iterator[str]:
    for row in bench.rows:
        names = {s.role for s in asked(row)}
        role_of = bench.adapter.role_in(row.subject.family)
        for pod in row.subject.family.pods if names else ():
            if (role := role_of(pod)) and role not in names:
                yield f"{row.where}: pod {pod.name} has role {role!r}, no set of {', '.join(sorted(names))}"


def creators(bench: Bench) -> Iterator[str]:
    """A gang of a pod and the pods it will create can never start."""
    for row in bench.rows:
        sets = {s.role: s for s in asked(row)}
        for s in sets.values():
            if s.created_after is not None:
                yield from (f"{row.where}: {line}" for line in _chain(s, sets))
        for group in row.workload.gang.groups:
            late = [role for role in group.roles if (found := sets.get(role)) and found.created_after]
            if late and len(group.roles) > len(late):
                yield f"{row.where}: group {group.name} holds {', '.join(late)} with those who create them"
        yield from (f"{row.where}: {line}" for line in _made(bench, row, sets))


def _chain(s: PodSet, sets: dict[str, PodSet]) -> Iterator[str]:
    """``created_after`` leads to a set that is there at the start."""
    seen, here = [s.role], s
    while here.created_after is not None:
        if here.created_after not in sets:
            yield f"{here.role} is created after {here.created_after!r}, which is no pod set"
            return
        here = sets[here.created_after]
        if here.role in seen:
            yield f"{' after '.join([*seen, here.role])}: nobody is first"
            return
        seen.append(here.role)


def _made(bench: Bench, row: Row, sets: dict[str, PodSet]) -> Iterator[str]:
    """Pods that another pod of this workload owns."""
    pods = {pod.uid: pod for pod in row.subject.family.pods}
    role_of = bench.adapter.role_in(row.subject.family)
    for pod in pods.values():
        maker: Pod | None = next((pods[owner.uid] for owner in pod.owners if owner.uid in pods), None)
        made = sets.get(role_of(pod))
        if maker and made and made.created_after is None:
            yield f"pod {pod.name} is made by {maker.name}, but {made.role} has no created_after"


LAWS = (
    Law("sizes", "0 ≤ minimum ≤ desired ≤ maximum in every pod set", sizes),
    Law("roles", "every pod's role is the name of a pod set, or empty", roles),
    Law("creators", "no pod is in one gang with the pods it creates", creators),
)
