"""Why a workload that is gone ended as it did, from what was recorded: its steps, events and last lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from hub.core.blaming import first
from hub.core.explaining import Explanation, Section, first_cause, last_words, why_phase
from hub.core.trouble import Noted, Trouble, Words
from hub.model import Phase
from hub.model.objects import stamp

from . import past, reading

if TYPE_CHECKING:
    from hub.history.records import Past, Told

    from .hub import Hub

MOST = 12


def explain(hub: Hub, key: str) -> Explanation | None:
    """The same as of one that is there, as far as it is known; ``None`` where nothing was recorded."""
    from hub.cluster.beside import LINES
    from hub.history.reading import Question

    found = past.gone(hub.settings, key) if hub.session is not None else None
    if found is None:
        return None
    with past.opened(hub.settings) as reader:
        steps = reader.steps(Question(key=key), hub.now).items[::-1]
        noted = reader.events(Question(key=key, limit=200), hub.now)
    words = reading.last_words(hub, key, LINES)
    return _told(found, steps, noted, Words(*words) if words else None)


def _told(
    found: Past, steps: list[Told], noted: Sequence[Mapping[str, Any]], words: Words | None
) -> Explanation:
    one = found.workload
    ended = [step for step in steps if step.phase in (Phase.FAILED, Phase.COMPLETED)]
    last = ended[-1] if ended else None
    phase, reason = (Phase(last.phase), last.reason) if last and last.phase else (one.phase, one.reason)
    why = (
        (last.message, *(f"Evidence: {proof}" for proof in last.evidence)) if last else tuple(why_phase(one))
    )
    message, evidence = (last.message, tuple(last.evidence)) if last else (one.message, one.evidence)
    then = msgspec.structs.replace(one, phase=phase, reason=reason, message=message, evidence=evidence)
    said = [Noted(each["object"], each["reason"], each["message"]) for each in noted]
    sections = [*first_cause(first(Trouble(then, noted=said, words=words)))]
    sections += [Section("Why this phase", tuple(line for line in why if line)), *last_words(words)]
    if warned := tuple(_warnings(noted)):
        sections.append(Section("What Kubernetes warned of", warned))
    way = (
        f"{_second(each.at)} {each.phase if each.kind == 'phase' else each.kind}: {each.message}"
        for each in steps[-MOST:]
    )
    sections.append(Section("How it went", tuple(way)))
    gone = f"gone since {_second(found.gone)}" if found.gone else "no longer there"
    return Explanation(
        one.key, phase, reason, f"{one.key} is {gone}; it was {phase}: {reason}", tuple(sections)
    )


def _second(time: datetime) -> str:
    return stamp(time.replace(microsecond=0))


def _warnings(noted: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for event in [one for one in noted if one["type"] == "Warning"][-MOST:]:
        yield f"{event['object']}: {event['reason']}: {event['message']}"
