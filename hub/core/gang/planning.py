"""A workload's plan: one group for each set of its pods that starts together or not at all.

Who makes pods and the pods that it makes are never in one group: the maker would wait for what it alone
can make. So the roles that are there from the start are one group, and those that one role makes another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from hub.adapter import Adapter, Family
from hub.model import Group, Ignored, Key, Obj, Plan, PodSet
from hub.model.resources import GPUS

from . import templates
from .wishes import GANG, MINIMUM, Wishes, wishes

if TYPE_CHECKING:
    from hub.core.reading import Subject

LONGEST = 51
"""Of a group's name: it stays a DNS label, and a label's value with a generation behind it."""
DEFAULT = "default-scheduler"
NOTHING: Mapping[str, str] = MappingProxyType({})


def plan(
    subject: Subject, sets: Sequence[PodSet] | None = None, namespace: Mapping[str, str] = NOTHING
) -> Plan:
    """The plan. ``sets`` are its pod sets where they are known; ``namespace`` its namespace's annotations."""
    adapter, family, root = subject.adapter, subject.family, subject.family.root
    asked = wishes(root, namespace)
    if sets is None:
        sets = tuple(adapter.pod_sets(family))
    found: tuple[Group, ...] = ()
    why, ignored = off(adapter, family, asked), asked.ignored
    if why and asked.minimum:
        ignored = (*ignored, Ignored(MINIMUM, str(asked.minimum), f"its pods are no gang; {why}"))
    elif not why:
        seed = root.uid or str(subject.key)
        found, wrong = groups(adapter, family, sets, asked, subject.key.name, seed)
        ignored = (*ignored, *wrong)
        why = "" if found else "no two of its pods must start together"
    return Plan(
        key=str(subject.key),
        uid=root.uid,
        namespace=subject.key.namespace,
        root=root.ref if root and subject.anchor is None else None,
        generation=root.number("metadata.generation"),
        groups=found,
        why=why,
        backend=asked.backend,
        schedulers=_said(adapter, family, "schedulerName", DEFAULT),
        grouped=adapter.grouped(family),
        queue=asked.queue or adapter.queue(family),
        priorities=_said(adapter, family, "priorityClassName"),
        requests=dict(_requests(adapter, family, sets)),
        topology=asked.topology,
        timeout=asked.timeout,
        ignored=ignored,
    )


def group(made: Plan, role: str, unit: str = "") -> Group | None:
    """The group that a pod of this role (and unit) starts with, if any."""
    found = {one.unit: one for one in made.groups if role in one.roles}
    if (known := found.get(unit)) and not known.pattern:
        return known
    if (pattern := found.get("")) is None or not pattern.pattern or not unit:
        return None
    return _group(pattern.roles, unit, pattern.after, Key.parse(made.key).name, made.uid or made.key)


def on(adapter: Adapter, family: Family) -> bool:
    """Whether its pods start together unless its user says otherwise."""
    return adapter.gang(family) if callable(adapter.gang) else adapter.gang


def off(adapter: Adapter, family: Family, asked: Wishes) -> str:
    """Why it is no gang, or nothing."""
    if asked.gang == "off":
        return f"{GANG} is off"
    if asked.gang == "on" or on(adapter, family):
        return ""
    return f"its pods start one by one unless {GANG} is on"


def groups(
    adapter: Adapter, family: Family, sets: Sequence[PodSet], asked: Wishes, name: str, seed: str
) -> tuple[tuple[Group, ...], tuple[Ignored, ...]]:
    """The groups, and what of the user's wish for their minimum cannot be."""
    minimum, whole = asked.minimum, asked.gang == "on" and not on(adapter, family)
    stages: dict[str | None, dict[str, int]] = {}
    for s in sets:
        if floor := s.desired if s.minimum is None or whole else min(s.minimum, s.desired):
            stages.setdefault(s.created_after, {})[s.role] = floor
    if adapter.units is not None and (units := adapter.units(family)):
        after = {s.role: s.created_after for s in sets}
        found = (one for unit, roles in units.items() for one in _unit(unit, roles, after, name, seed))
        return tuple(found), _refused(minimum, "its groups are alike, and have the size of their template")
    wrong: tuple[Ignored, ...] = ()
    if minimum:
        most = {s.role: s.desired for s in sets if s.created_after is None}
        if not 1 <= minimum <= sum(most.values()):
            wrong = _refused(minimum, f"at most {sum(most.values())} of its pods can start together")
        else:
            stages[None] = resized(stages.get(None, {}), most, minimum)
    several = [(maker, roles) for maker, roles in stages.items() if sum(roles.values()) > 1]
    return tuple([_group(roles, "", maker, name, seed) for maker, roles in several]), wrong


def _refused(minimum: int, why: str) -> tuple[Ignored, ...]:
    return (Ignored(MINIMUM, str(minimum), why),) if minimum else ()


def _unit(
    unit: str, roles: Mapping[str, int], after: Mapping[str, str | None], name: str, seed: str
) -> Iterator[Group]:
    for maker in dict.fromkeys(after.get(role) for role in roles):
        own = {role: count for role, count in roles.items() if after.get(role) == maker and count}
        made = _group(own, unit, maker, name, seed)
        if made.minimum > 1:
            yield made if unit else msgspec.structs.replace(made, pattern=True)


def _group(roles: Mapping[str, int], unit: str, maker: str | None, name: str, seed: str) -> Group:
    part = unit or (next(iter(roles), "") if maker else "")
    called = named(f"{name}-{part}" if part and part != name else name, f"{seed}/{unit}/{maker or ''}")
    return Group(name=called, minimum=sum(roles.values()), roles=dict(roles), unit=unit, after=maker)


@lru_cache(maxsize=65536)
def named(text: str, seed: str) -> str:
    """A DNS label that can be read, and is nobody else's."""
    readable = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    end = sha256(seed.encode()).hexdigest()[:8]
    return f"hub-{readable[: LONGEST - 13].strip('-')}-{end}" if readable else f"hub-{end}"


def resized(floor: Mapping[str, int], most: Mapping[str, int], minimum: int) -> dict[str, int]:
    """Floors that add up to ``minimum``: less is taken from the last roles, more given to the first ones."""
    roles = {role: floor.get(role, 0) for role in most}
    lacking = minimum - sum(roles.values())
    for role in roles:
        if lacking > 0:
            more = min(lacking, most[role] - roles[role])
            roles[role], lacking = roles[role] + more, lacking - more
    for role in reversed(roles):
        if lacking < 0:
            less = min(-lacking, roles[role])
            roles[role], lacking = roles[role] - less, lacking + less
    return {role: count for role, count in roles.items() if count}


def _requests(
    adapter: Adapter, family: Family, sets: Sequence[PodSet]
) -> Iterator[tuple[str, dict[str, str]]]:
    """By role. Which device a GPU is, only a template's containers say."""
    paths = adapter.templates(family)
    for s in sets:
        asked = {"cpu": f"{round(s.requests.cpu * 1000)}m"} if s.requests.cpu else {}
        asked |= {"memory": str(s.requests.memory)} if s.requests.memory else {}
        asked |= {name: f"{amount:g}" for name, amount in s.requests.other.items()}
        if gpus := s.requests.gpu:
            device = _device(templates.at(family.root.raw, paths[s.role]) if s.role in paths else None)
            if not device:
                continue
            asked[device] = f"{gpus:g}"
        yield s.role, asked


def _device(template: Any) -> str:
    """The one kind of GPU that a template's containers ask for."""
    containers = Obj(template).each("spec.containers")
    named = {name for each in containers for name, _ in each.items("resources.limits") if name in GPUS}
    return named.pop() if len(named) == 1 else ""


def _said(adapter: Adapter, family: Family, field: str, usual: str = "") -> tuple[str, ...]:
    """What its pods say in this field of their specification, or where there are none, their templates."""
    if family.pods:
        slot = "scheduler" if field == "schedulerName" else "priority_class"
        found: Iterator[Any] = (getattr(pod, slot) for pod in family.pods)
    else:
        paths = adapter.templates(family).values()
        found = (Obj(templates.at(family.root.raw, path)).text(f"spec.{field}") for path in paths)
    told = dict.fromkeys(value for value in found if value and value != usual)
    return tuple(told)
