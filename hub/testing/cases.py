"""Cases: recorded objects in time order, and the workloads they must read as.

One YAML file each, in the folder ``cases`` beside the adapter's module::

    source: recorded            # or where else it comes from: "types: github.com/… v1.6.2"
    note: one sentence          # optional
    objects: [...]              # what is there; or, in time order:
    steps:
    - seen: [...]               # objects that are new or changed
      gone: [Pod/team-a/x-0]    # objects deleted
      now: 2026-11-01T12:00:00Z # optional; else the newest time seen so far
      expect: {...}             # optional, after this step
    expect:                     # after the last: every row, each with the fields that matter
      rayjob/team-a/train: {phase: Running, podSets: [{role: head, pods: {ready: 1}}]}

``words.yaml`` in the same folder is the second entry of each native status word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from hub.cluster.documents import Broken, documents
from hub.core.times import newest
from hub.model.objects import moment

Manifest = dict[str, Any]
Expected = Mapping[str, Mapping[str, Any]]
Words = Mapping[str, str | None]

WORDS = "words.yaml"


class CaseError(ValueError):
    """A case that cannot be read; the text says which, what is wrong and what to do."""


class Step(NamedTuple):
    """What was seen at one time, and what the board must show after it."""

    seen: tuple[Manifest, ...]
    gone: tuple[str, ...] = ()
    now: datetime | None = None
    expect: Expected | None = None


class Case(NamedTuple):
    """One recorded course of events."""

    name: str
    source: str
    steps: tuple[Step, ...]
    note: str = ""

    @property
    def types(self) -> frozenset[str]:
        """The types of the rows that it expects."""
        return frozenset(key.partition("/")[0] for step in self.steps for key in step.expect or ())

    @property
    def objects(self) -> Iterator[Manifest]:
        return (manifest for step in self.steps for manifest in step.seen)


def cases(folder: Path) -> tuple[Case, ...]:
    """Every case in a folder, by name. Raises `CaseError`."""
    return tuple(load(path) for path in sorted(folder.glob("*.yaml")) if path.name != WORDS)


def load(path: Path) -> Case:
    """One case. Raises `CaseError`."""
    read = _mapping(path)
    try:
        return case(path.stem, read)
    except CaseError as error:
        raise CaseError(f"{path}: {error}") from None


def case(name: str, read: Mapping[str, Any]) -> Case:
    """A case from plain values. Raises `CaseError`."""
    if odd := read.keys() - {"source", "note", "now", "objects", "steps", "expect"}:
        raise CaseError(f"{', '.join(sorted(odd))} is no part of a case; remove it")
    if ("objects" in read) == ("steps" in read):
        raise CaseError("a case has either objects or steps; give one of them")
    raw = [{"seen": read["objects"], "now": read.get("now")}] if "objects" in read else read["steps"]
    steps = [_step(number, step) for number, step in enumerate(_list(raw, "steps"), 1)]
    if not steps:
        raise CaseError("its steps are empty; record at least one")
    if "expect" in read:
        steps[-1] = steps[-1]._replace(expect=_expect(read["expect"]))
    if all(step.expect is None for step in steps):
        raise CaseError("it expects nothing; add expect: with the rows it must read as")
    return Case(name, str(read.get("source") or ""), tuple(_clocked(steps)), str(read.get("note") or ""))


def words(folder: Path) -> Mapping[str, Words]:
    """Type → native word → phase, as written down a second time. Raises `CaseError`."""
    path = folder / WORDS
    read = _mapping(path) if path.is_file() else {}
    return {type_: table for type_, table in read.items() if isinstance(table, dict)}


def _mapping(path: Path) -> dict[str, Any]:
    try:
        found = [document.value for document in documents(path.read_bytes())]
    except Broken as error:
        raise CaseError(f"{path}, {error}; repair it") from None
    if len(found) != 1 or not isinstance(found[0], dict):
        raise CaseError(f"{path} is not one mapping; see `hub.testing.cases` for the shape of a case")
    return found[0]


def _step(number: int, raw: Any) -> Step:
    where = f"step {number}"
    if not isinstance(raw, dict) or (raw.keys() - {"seen", "gone", "now", "expect"}):
        raise CaseError(f"{where} is not a mapping of seen, gone, now and expect")
    now = raw.get("now")
    if now is not None and moment(now) is None:
        raise CaseError(f"{where}: now: {now!r} is no RFC 3339 time")
    seen = _list(raw.get("seen"), f"{where}, seen")
    if not all(isinstance(each, dict) for each in seen):
        raise CaseError(f"{where}: something seen is no object")
    gone = tuple(str(each) for each in _list(raw.get("gone"), f"{where}, gone"))
    return Step(tuple(seen), gone, moment(now), _expect(raw["expect"]) if "expect" in raw else None)


def _list(raw: Any, where: str) -> Sequence[Any]:
    if raw is not None and not isinstance(raw, list):
        raise CaseError(f"{where} is {type(raw).__name__}, not a list")
    return raw or ()


def _expect(raw: Any) -> Expected:
    if not isinstance(raw, dict) or not all(isinstance(row, dict) for row in raw.values()):
        raise CaseError("expect is not a mapping of keys (TYPE/NAMESPACE/NAME) to fields")
    return raw


def _clocked(steps: Sequence[Step]) -> Iterator[Step]:
    """Each step with its time: as given, or the newest that anything seen so far tells of."""
    seen: list[Manifest] = []
    for step in steps:
        seen += step.seen
        yield step._replace(now=step.now or newest(seen))
