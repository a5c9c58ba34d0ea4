"""What is asked of the history: by a face that has a hub, or by one that has only settings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.core.chronicle import steps
from hub.core.times import EPOCH
from hub.errors import NotFound, Usage
from hub.model import Key, Workload
from hub.settings import Settings, history

if TYPE_CHECKING:
    from hub.history.reading import History, Question
    from hub.history.records import Past, Told

STALE = timedelta(minutes=1)
"""A recorder that has not written for so long is gone."""


@contextmanager
def opened(settings: Settings) -> Iterator[History]:
    """The history of the cluster that the settings name, which is not asked itself. Raises `HubError`."""
    from hub.cluster.kubeconfig import target
    from hub.history.reading import History

    server = target(settings.kubeconfig or None, settings.context or None).server
    reader = History(history(settings), server)
    try:
        yield reader
    finally:
        reader.close()


def kept(settings: Settings) -> bool:
    """Whether there is a history at all; looks at the file alone, so that asking costs nothing."""
    from pathlib import Path

    url = history(settings)
    return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()


def namespaces(settings: Settings) -> tuple[str, ...]:
    """The namespaces that are asked about; none means all."""
    from hub.cluster.kubeconfig import target

    if settings.all_namespaces:
        return ()
    here = target(settings.kubeconfig or None, settings.context or None).namespace
    return settings.namespaces or (here,)


def story(reader: History, question: Question, now: datetime) -> list[Told]:
    """Steps, actions and gaps, oldest first. Raises `NotFound` for a key that nobody ever recorded."""
    from hub.history.reading import gaps
    from hub.history.records import Told

    checked(question.key)
    if question.key and reader.past(question.key) is None:
        raise NotFound(f"nothing is recorded of {question.key}; `hub history -A` shows what is")
    found = reader.steps(question, now).items[::-1]  # in order, also within one second
    if not question.filter and not question.search:
        found += reader.actions(question)[::-1]
        first = min((one.at for one in found), default=now)
        missing = [
            Told(at=gap.begin, until=gap.end, kind="gap", message=NOBODY) for gap in gaps(reader.recorded())
        ]
        found += [gap for gap in missing if gap.until and gap.until > first]
    return sorted(found, key=lambda one: one.at)[-question.limit :]


NOBODY = "nothing was recorded in this time"


def stale(reader: History, now: datetime) -> datetime | None:
    """Since when nobody records; ``None`` while somebody does."""
    recorded = reader.recorded(now - timedelta(days=3660))
    last = recorded[-1].end if recorded else EPOCH
    return last if now - last > STALE else None


def gone(settings: Settings, key: str) -> Past | None:
    """A workload that is no longer on the cluster, as it was last; ``None`` where nobody recorded it."""
    if not kept(settings):
        return None
    with opened(settings) as reader:
        return reader.past(key)


def told(workloads: Sequence[Workload], now: datetime) -> list[Told]:
    """What objects tell of their own past where nobody records."""
    from hub.history.records import Told

    found = []
    for one in workloads:
        for step in steps(one, None, now, missed=True):
            words = {name: getattr(step, name) for name in ("kind", "phase", "reason", "message", "native")}
            found.append(
                Told(at=step.at, key=one.key, uid=one.uid, type=one.type, evidence=step.evidence, **words)
            )
    return sorted(found, key=lambda each: each.at)


def checked(key: str) -> None:
    """Raises `Usage` for what is no key."""
    try:
        if key:
            Key.parse(key.partition("@")[0])
    except ValueError as error:
        raise Usage(f"{error}; `hub history -A` shows keys") from None
