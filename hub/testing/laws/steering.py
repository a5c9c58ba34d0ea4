"""The buttons: they touch their own objects alone, undo each other, and say why they cannot."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hub.adapter import Call, Cannot, Create, Delete, Family, Intent, Obj, Patch
from hub.core.steering import VERBS, not_now
from hub.testing.bench import Bench, Row

from .law import Law

ACTS = ("stop", "run", "restart", "delete")
SIZES = (0, 1, 3)
INTENTS = (Create, Patch, Delete, Call)


def answers(row: Row) -> Iterator[tuple[str, Any]]:
    """What every verb would do here."""
    adapter, family = row.subject.adapter, row.subject.family
    for verb in ACTS:
        act = getattr(adapter, verb)
        yield verb, act if isinstance(act, Cannot) else act(family)
    for size in SIZES:
        yield (
            f"scale {size}",
            adapter.scale if isinstance(adapter.scale, Cannot) else adapter.scale(family, size),
        )


def own_objects(bench: Bench) -> Iterator[str]:
    for row in bench.rows:
        for verb, answer in answers(row):
            for intent in () if isinstance(answer, Cannot) else answer:
                if wrong := _foreign(intent, row):
                    yield f"{row.where}: {verb} {wrong}"


def _foreign(intent: Intent, row: Row) -> str:
    """What is wrong with the target, if anything."""
    family = row.subject.family
    if not isinstance(intent, INTENTS):
        return f"answers {type(intent).__name__}, which is no intent"
    if isinstance(intent, Create):
        made = Obj(intent.manifest).namespace
        return "" if made in ("", row.workload.namespace) else f"creates in another namespace, {made}"
    if isinstance(intent, Call):
        known = [connection.name for connection in row.workload.connections]
        return "" if intent.connection in known else f"calls {intent.connection}, which is no connection"
    if intent.target is None:
        return "" if family.root else "is about a root, and there is none"
    objects = [family.root.ref, *(part.ref for part in family.everything()), *(p.ref for p in family.pods)]
    return "" if intent.target in objects else f"touches {intent.target}, which is not its own"


def undone(bench: Bench) -> Iterator[str]:
    """Where stop and run are patches of the root, what stop changed is as it was after run."""
    adapter = bench.adapter
    if isinstance(adapter.stop, Cannot) or isinstance(adapter.run, Cannot):
        return
    for row in bench.rows:
        family = row.subject.family
        down = adapter.stop(family)
        if not row.subject.known or not_now("stop", row.workload.phase) or isinstance(down, Cannot):
            continue
        if not _plain(down, family):
            continue
        stopped = _after(down, family)
        up = adapter.run(stopped)
        if isinstance(up, Cannot):
            yield f"{row.where}: after stop, run says: {up.reason}"
        elif _plain(up, family):
            again = _after(up, stopped).root.raw
            for patch in down:
                yield from (
                    f"{row.where}: {line}" for line in _left(_body(patch), family.root.raw, again, "")
                )


def _plain(intents: Sequence[Intent], family: Family) -> bool:
    own = (None, family.root.ref)
    return all(isinstance(each, Patch) and each.target in own and not each.subresource for each in intents)


def _body(intent: Intent) -> Mapping[str, Any]:
    return intent.body if isinstance(intent, Patch) else {}


def _after(intents: Sequence[Intent], family: Family) -> Family:
    """The family with its root patched."""
    raw = family.root.raw
    for intent in intents:
        raw = merged(raw, _body(intent))
    after = copy.copy(family)
    after.root = Obj(raw)
    return after


def merged(value: Any, patch: Any) -> Any:
    """JSON merge patch (RFC 7386)."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(value) if isinstance(value, Mapping) else {}
    for name, change in patch.items():
        result[name] = merged(result.get(name), change)
    return {name: found for name, found in result.items() if found is not None or name not in patch}


def _left(patch: Mapping[str, Any], before: Any, after: Any, path: str) -> Iterator[str]:
    """Fields that ``patch`` touched and that are not as they were; absent is as good as false."""
    for name, change in patch.items():
        was = before.get(name) if isinstance(before, Mapping) else None
        now = after.get(name) if isinstance(after, Mapping) else None
        here = f"{path}.{name}" if path else name
        if isinstance(change, Mapping):
            yield from _left(change, was, now, here)
        elif (was or None) != (now or None):
            yield f"stop and run leave {here} at {now!r}; it was {was!r}"


def reasoned(bench: Bench) -> Iterator[str]:
    for verb in ("stop", "run", "restart", "delete", "scale"):
        act = getattr(bench.adapter, verb)
        if isinstance(act, Cannot) and not _sentence(act.reason):
            yield f"{verb}: {act.reason!r} tells nobody why; write a sentence"
    for row in bench.rows:
        actions = row.workload.actions
        if set(actions) != set(VERBS):
            yield f"{row.where}: actions are {', '.join(actions)}"
        for verb, answer in answers(row):
            if isinstance(answer, Cannot) and not _sentence(answer.reason):
                yield f"{row.where}: {verb}: {answer.reason!r} tells nobody why; write a sentence"
            if not isinstance(answer, Cannot) and not list(answer):
                yield f"{row.where}: {verb} does nothing and does not say so; answer Cannot(…)"


def _sentence(text: str) -> bool:
    return len(text.split()) > 3


LAWS = (
    Law("own-objects", "what it does touches nothing but its own objects", own_objects),
    Law("undone", "run undoes what stop did", undone),
    Law("reasoned", "what it cannot do it says, in a sentence", reasoned),
)
