"""What an adapter says: a case for everything, every word on purpose, in the shape that is promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from hub.adapter import Cannot, Status
from hub.claims import Claim, Labelled
from hub.core.reasons import REASONS
from hub.core.steering import not_now
from hub.model import Kind, Obj, Workload
from hub.testing.bench import Bench, Row

from .law import Law

FIELDS = frozenset(
    {"key", "uid", "type", "framework", "category", "root", "anchor", "phase", "reason", "message", "native"}
    | {"evidence", "since", "created", "started", "ended", "submittedBy", "queue", "priorityClass"}
    | {"preemptible", "podSets", "pods", "attempt", "gang", "requests", "usage", "connections", "actions"}
    | {"parent", "children"}
)
"""The fields of a workload's JSON (``INTERFACES`` section 1), written down a second time."""


def shown(bench: Bench) -> Iterator[str]:
    """Every claim is met, and every slot that is filled answers something, in some case."""
    if not bench.cases:
        yield f"no case expects a row of type {bench.adapter.name}; record one with `hub record`"
        return
    yield from (f"case {case.name} does not say its source" for case in bench.cases if not case.source)
    objects = [Obj(manifest) for case in bench.cases for manifest in case.objects]
    yield from (f"no case has {claim}" for claim in map(_unmet(objects), bench.adapter.claims) if claim)
    for part in bench.adapter.parts:
        if not any(obj.kind == Kind.parse(part) for obj in objects):
            yield f"no case has its part {part}"
    for name, slot in bench.own_slots.items():
        if callable(slot) and not any(_answers(name, slot, row) for row in bench.rows):
            yield f"no case shows what {name} does"


def _unmet(objects: Iterable[Obj]) -> Any:
    def missing(claim: Claim) -> str:
        if isinstance(claim, Labelled):
            found = any(all(obj.label(word) for word in claim.labels) for obj in objects)
            return "" if found else f"a pod labelled {', '.join(claim.labels)}"
        return "" if any(obj.kind == claim.kind for obj in objects) else f"the kind it claims, {claim.kind}"

    return missing


def _answers(name: str, slot: Any, row: Row) -> bool:
    """Whether a slot has something to say here, and a verb something to do when it may be done."""
    family = row.subject.family
    if name in ("role", "unit"):
        return any(slot(pod) for pod in family.pods)
    if name in ("stop", "run", "restart", "delete", "scale"):
        answer = slot(family, 2) if name == "scale" else slot(family)
        return not not_now(name, row.workload.phase) and not isinstance(answer, Cannot) and bool(answer)
    answer = slot(family)
    return (
        answer != Status() if name == "status" else bool(answer if isinstance(answer, bool) else list(answer))
    )


def doubly(bench: Bench) -> Iterator[str]:
    """The adapter's table and the list copied from upstream agree, and no other word comes out."""
    own = {word: phase and phase.value for word, phase in bench.adapter.words.items()}
    if bench.words is None:
        yield f"cases/words.yaml has no list of words for {bench.adapter.name}"
        return
    for word in sorted(own.keys() | bench.words.keys()):
        if word not in own or word not in bench.words:
            yield f"{word!r} is only in {'the adapter' if word in own else 'words.yaml'}"
        elif own[word] != bench.words[word]:
            yield f"{word!r} is {own[word]} in the adapter, {bench.words[word]} in words.yaml"
    for row in bench.rows:
        for word in filter(None, row.workload.native.split("/")):
            if word not in own:
                yield f"{row.where}: native word {word!r} is not in its table"


def listed(bench: Bench) -> Iterator[str]:
    for row in bench.rows:
        said = bench.adapter.status(row.subject.family).reason
        if said and said not in REASONS:
            yield f"{row.where}: reason {said!r} is not in the list of reasons"
        yield from (f"{row.where}: {line}" for line in unlisted(row.workload))


def unlisted(workload: Workload) -> Iterator[str]:
    """A reason that is not in the closed list, or not for this phase."""
    phases, _ = REASONS.get(workload.reason, (frozenset(), ""))
    if workload.phase not in phases:
        yield f"reason {workload.reason!r} is not one of phase {workload.phase}"


def shaped(bench: Bench) -> Iterator[str]:
    for row in bench.rows:
        yield from (f"{row.where}: {line}" for line in misshapen(row.workload))


def misshapen(workload: Workload) -> Iterator[str]:
    """Fields that JSON lacks, or that do not come back from it as they went."""
    try:
        raw = msgspec.json.encode(workload)
        back = msgspec.json.decode(raw, type=Workload)
    except (TypeError, ValueError, msgspec.MsgspecError) as error:
        yield f"its JSON is not what is promised: {error}"
        return
    if back != workload:
        yield "its JSON reads back as another workload"
    if odd := FIELDS ^ msgspec.json.decode(raw).keys():
        yield f"fields {', '.join(sorted(odd))} are missing or not promised"


LAWS = (
    Law("shown", "every claim, part and slot is shown by a case", shown),
    Law("words", "its table of native words is that of upstream, and it says no other", doubly),
    Law("reasons", "every reason is one of the closed list", listed),
    Law("json", "every row is the JSON that is promised", shaped),
)
