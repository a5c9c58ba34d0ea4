"""Which workloads are listed, in which order, with which columns: the same for all faces."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub.core import fields, query
from hub.core.comparing import Predicate
from hub.core.fields import Field
from hub.errors import Usage, nearest
from hub.model import Phase, Workload
from hub.model.objects import stamp

_PHASES = tuple(phase.value for phase in Phase)
_SEARCHED = ("namespace", "name", "type", "submittedBy", "queue", "message", "reason", "phase")


@dataclass(frozen=True, slots=True)
class Order:
    """One field to sort by."""

    field: Field
    falling: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """What to list. Every part that is empty lets everything through; ``labelled`` answers for a key."""

    types: frozenset[str] = frozenset()
    namespaces: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    keep: Predicate | None = None
    words: tuple[str, ...] = ()
    order: tuple[Order, ...] = ()
    labelled: Callable[[str], bool] | None = None
    text: str = ""
    """What was typed of filter and order."""

    def names(self, word: str) -> bool:
        """Whether a filter or an order speaks of a field that begins so."""
        return word in self.text.lower()

    def select(self, workloads: Iterable[Workload], now: datetime) -> list[Workload]:
        """The workloads that are listed, in order."""
        found = [workload for workload in workloads if self.has(workload, now)]
        return sort(found, self.order, now)

    def has(self, workload: Workload, now: datetime) -> bool:
        """Whether this workload is listed."""
        return (
            _in(workload.type, self.types)
            and _in(workload.namespace, self.namespaces)
            and _in(workload.phase, self.phases)
            and (self.keep is None or self.keep(workload, now))
            and (not self.words or _mentions(workload, self.words, now))
            and (self.labelled is None or self.labelled(workload.key))
        )


def listing(
    *,
    types: Collection[str] = (),
    namespaces: Collection[str] = (),
    phase: Collection[str] = (),
    filter: str = "",  # noqa: A002  the word that users type
    search: str = "",
    order: str = "",
) -> Listing:
    """A listing from what somebody typed. Raises `Usage`."""
    return Listing(
        types=frozenset(types),
        namespaces=frozenset(namespaces),
        phases=frozenset(map(_phase, phase)),
        keep=query.parse(filter) if filter.strip() else None,
        words=tuple(search.casefold().split()),
        order=orders(order),
        text=f"{filter} {order}",
    )


def orders(text: str) -> tuple[Order, ...]:
    """``age,-gpu``: fields to sort by, the first one first; ``-`` is the largest first. Raises `Usage`."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    return tuple(Order(_field(name.lstrip("+-"), "sort by"), name.startswith("-")) for name in names)


def columns(text: str) -> tuple[Field, ...]:
    """``key,phase,gpu``: fields to show. Raises `Usage`."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    return tuple(_field(name, "show") for name in names)


def sort(workloads: Sequence[Workload], order: Sequence[Order], now: datetime) -> list[Workload]:
    """Ordered by these fields, then by namespace and key; what lacks a field comes last either way."""
    found = sorted(workloads, key=lambda workload: (workload.namespace, workload.key))
    for one in reversed(order):
        valued = [(one.field.read(workload, now), workload) for workload in found]
        known = sorted((pair for pair in valued if not _absent(pair[0])), key=_value, reverse=one.falling)
        found = [pair[1] for pair in known] + [pair[1] for pair in valued if _absent(pair[0])]
    return found


def cell(field: Field, workload: Workload, now: datetime) -> Any:
    """A field's value for a machine that reads a table: text, number or nothing; spans in whole seconds."""
    value = field.read(workload, now)
    if isinstance(value, datetime):
        return stamp(value)
    if field.sort == "names":
        return " ".join(value)
    if field.sort == "span" and value is not None:
        return int(value)
    return str(value).lower() if isinstance(value, bool) else value


def _field(name: str, doing: str) -> Field:
    found = fields.find(name)
    if found is None:
        raise Usage(f"there is no field {name!r} to {doing}{fields.suggestion(name)}")
    return found


def _phase(text: str) -> str:
    for phase in Phase:
        if phase.lower() == text.strip().lower():
            return phase
    raise Usage(f"{text!r} is no phase{nearest(text.capitalize(), _PHASES)}; there are {', '.join(_PHASES)}")


def _in(word: str, words: frozenset[str]) -> bool:
    return not words or word in words


def _value(pair: tuple[Any, Workload]) -> Any:
    return pair[0]


def _absent(value: Any) -> bool:
    return value is None or value == ""


def _mentions(workload: Workload, words: Iterable[str], now: datetime) -> bool:
    read = (fields.find(name) for name in _SEARCHED)
    text = "\n".join(str(field.read(workload, now) or "") for field in read if field).casefold()
    return all(word in text for word in words)
