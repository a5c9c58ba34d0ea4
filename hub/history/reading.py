"""What is asked of a history: a page of steps, a workload that is gone, events, actions, gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Select

from hub.core.samples import Sample
from hub.model import Workload

from . import endings, sampling, tallying
from .filtering import OF_EVENTS, OF_STEPS, Field, condition
from .opening import engine, troubles
from .records import Gap, Past, Told, instant, maybe, millis
from .schema import actions, clusters, events, recordings, transitions, workloads
from .tallying import Asked, Share

PAGE = 500
"""Entries of one answer, unless somebody asks for more or less."""
_w, _t, _e, _a, _r = workloads.c, transitions.c, events.c, actions.c, recordings.c


class Question(NamedTuple):
    """What is asked for. ``key`` may be ``KEY@uid``; ``after`` is the cursor that the page before gave."""

    key: str = ""
    filter: str = ""
    search: str = ""
    namespaces: tuple[str, ...] = ()
    since: datetime | None = None
    limit: int = PAGE
    after: tuple[int, int] | None = None


class Page(NamedTuple):
    """Some steps, newest first, and where the next page begins."""

    items: list[Told]
    next: tuple[int, int] | None


class History:
    """One cluster's history, for whoever reads. Each method raises `Trouble`, `Usage` for a wrong filter."""

    def __init__(self, url: str, server: str) -> None:
        self._engine = engine(url)
        self._server = server

    def close(self) -> None:
        self._engine.dispose()

    def steps(self, question: Question, now: datetime) -> Page:
        """A page of the steps of all workloads, or of one."""
        asked = sa.select(transitions, _w.key, _w.uid, _w.type).join(workloads)
        asked = self._narrowed(asked, question, OF_STEPS, (_w.key, _t.reason, _t.message, _t.phase), now)
        if question.since is not None:
            asked = asked.where(_t["at"] >= millis(question.since))
        if question.after is not None:
            asked = asked.where(sa.tuple_(_t["at"], _t.id) < sa.tuple_(*question.after))
        rows = self._all(asked.order_by(_t["at"].desc(), _t.id.desc()).limit(question.limit + 1))
        more = len(rows) > question.limit
        shown = rows[: question.limit]
        following = (shown[-1].at, shown[-1].id) if more else None
        return Page([_told(row) for row in shown], following)

    def past(self, key: str) -> Past | None:
        """The workload of this key that was there last, or the one that ``KEY@uid`` names."""
        name, _, uid = key.partition("@")
        asked = self._mine(sa.select(workloads)).where(_w.key == name)
        if uid:
            asked = asked.where(_w.uid == uid)
        there = sa.case((_w.gone.is_(None), 1), else_=0)
        return next(iter(self._pasts(asked.order_by(there.desc(), _w.seen.desc()).limit(1))), None)

    def gone(self, question: Question, now: datetime) -> list[Past]:
        """Workloads that are no longer there, the last first."""
        asked = sa.select(workloads).where(_w.gone.is_not(None))
        asked = self._narrowed(asked, question, OF_STEPS[:0], (_w.key,), now)
        return self._pasts(asked.order_by(_w.gone.desc()).limit(question.limit))

    def events(self, question: Question, now: datetime) -> list[dict[str, Any]]:
        """What Kubernetes said, each once with its count, oldest first."""
        asked = sa.select(events).join(workloads, isouter=True)
        asked = self._narrowed(asked, question, OF_EVENTS, (_e.object, _e.reason, _e.message, _e.type), now)
        if question.since is not None:
            asked = asked.where(_e.last >= millis(question.since))
        rows = self._all(asked.order_by(_e.last.desc(), _e.id.desc()).limit(question.limit))
        return [_event(row) for row in reversed(rows)]

    def actions(self, question: Question) -> list[Told]:
        """What people did, newest first."""
        asked = sa.select(actions).join(clusters).where(clusters.c.server == self._server)
        if question.key:
            name, _, uid = question.key.partition("@")
            asked = asked.where(_a.key == name, *([_a.uid == uid] if uid else []))
        if question.since is not None:
            asked = asked.where(_a["at"] >= millis(question.since))
        rows = self._all(asked.order_by(_a["at"].desc(), _a.id.desc()).limit(question.limit))
        return [_action(row) for row in rows]

    def cluster(self) -> str:
        """The uid by which the cluster is known; empty where nothing was recorded."""
        rows = self._all(sa.select(clusters.c.uid).where(clusters.c.server == self._server))
        return str(rows[0].uid) if rows else ""

    def series(self, past: Past, begin: datetime, end: datetime) -> list[Sample]:
        """What a workload used, oldest first."""
        with troubles(self._engine), self._engine.connect() as connection:
            number = int(connection.execute(sa.select(self._number())).scalar() or 0)
            span = millis(begin) // 1000, millis(end) // 1000
            return sampling.series(connection, past.id, number, *span)

    def lately(self, key: str, begin: datetime, end: datetime) -> list[Sample]:
        """The same, of a key; nothing where it is not known."""
        past = self.past(key)
        return self.series(past, begin, end) if past else []

    def tally(self, asked: Asked, now: datetime) -> list[Share]:
        """What workloads used and held together. Raises `Usage` for a word that is none to sum up by."""
        with troubles(self._engine), self._engine.connect() as connection:
            number = int(connection.execute(sa.select(self._number())).scalar() or 0)
            return tallying.tally(connection, number, asked, now)

    def recorded(self, since: datetime | None = None) -> list[Gap]:
        """The times in which somebody recorded, oldest first."""
        asked = sa.select(_r.began, _r.beat).join(clusters).where(clusters.c.server == self._server)
        if since is not None:
            asked = asked.where(_r.beat >= millis(since))
        return [
            Gap(begin=instant(row.began), end=instant(row.beat))
            for row in self._all(asked.order_by(_r.began))
        ]

    def _narrowed(
        self, asked: Select[Any], question: Question, fields: Sequence[Field], words: Any, now: datetime
    ) -> Select[Any]:
        asked = self._mine(asked) if fields is not OF_EVENTS else asked.where(_e.cluster_id == self._number())
        if question.key:
            past = self.past(question.key)
            asked = asked.where(_w.id == (past.id if past else -1))
        if question.namespaces:
            place = _e.namespace if fields is OF_EVENTS else _w.namespace
            asked = asked.where(place.in_(question.namespaces))
        if question.filter.strip():
            asked = asked.where(condition(question.filter, fields, now))
        for word in question.search.split():
            asked = asked.where(sa.or_(*(column.icontains(word, autoescape=True) for column in words)))
        return asked

    def _pasts(self, asked: Select[Any]) -> list[Past]:
        with troubles(self._engine), self._engine.connect() as connection:
            rows = connection.execute(asked).all()
            ended = endings.endings(connection, rows)
        return [_past(row, endings.workload(row, ended.get(row.id))) for row in rows]

    def _mine(self, asked: Select[Any]) -> Select[Any]:
        return asked.where(_w.cluster_id == self._number())

    def _number(self) -> Any:
        return sa.select(clusters.c.id).where(clusters.c.server == self._server).scalar_subquery()

    def _all(self, asked: Select[Any]) -> Sequence[Any]:
        with troubles(self._engine), self._engine.connect() as connection:
            return connection.execute(asked).all()


def gaps(recorded: Sequence[Gap], least: float = 30.0) -> Iterator[Gap]:
    """What lies between recordings. Less than ``least`` seconds hide nothing that objects do not tell."""
    for before, after in pairwise(recorded):
        if (after.begin - before.end).total_seconds() >= least:
            yield Gap(begin=before.end, end=after.begin)


def _told(row: Any) -> Told:
    words = {name: getattr(row, name) for name in _STEP_WORDS}
    return Told(at=instant(row.at), evidence=tuple(msgspec.json.decode(row.evidence)), **words)


_STEP_WORDS = (
    "kind",
    "key",
    "uid",
    "type",
    "phase",
    "reason",
    "message",
    "native",
    "attempt",
    "gang_state",
)


def _past(row: Any, workload: Workload) -> Past:
    return Past(id=row.id, seen=instant(row.seen), gone=maybe(row.gone), workload=workload)


def _event(row: Any) -> dict[str, Any]:
    words = {name: getattr(row, name) for name in ("type", "reason", "message", "object", "count", "source")}
    return {"time": instant(row.last), "namespace": row.namespace, **words}


def _action(row: Any) -> Told:
    by = f"{row.who}, by {row.origin}" if row.origin else row.who
    return Told(
        at=instant(row.at),
        kind="action",
        key=row.key,
        uid=row.uid,
        reason=row.verb,
        message=f"{row.verb} by {by}: {row.result}",
    )
