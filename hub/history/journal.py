"""The recorder's own end of a history: opened, held, and written to. For one thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection

from hub.core.memory import Memory
from hub.core.samples import Sample
from hub.core.steps import Step

from . import sampling, telling, writing
from .opening import engine, migrate, troubles
from .records import Said, instant, millis
from .schema import transitions, workloads
from .seat import Seat, me
from .writing import Entry


class Known(NamedTuple):
    """A workload that is on record and was there when it was last seen."""

    number: int
    key: str
    home: str
    last: Step | None
    memory: Memory | None


class Journal:
    """One cluster's history, being written. Each method raises `Trouble` and may be called again."""

    def __init__(self, url: str, cluster: str, server: str) -> None:
        self.engine = engine(url)
        self.cluster, self._server = cluster, server
        self._seat = Seat(self.engine)
        self._recording = 0
        self.cluster_id = 0
        self.numbers: dict[str, int] = {}
        """By identity: the workloads that were written and are still there."""

    def open(self, now: datetime) -> dict[str, Known] | None:
        """Take the recorder's seat and begin; what is on record, by identity; ``None``: another records."""
        if not self._seat.take():
            return None
        try:
            migrate(self.engine)
            with troubles(self.engine), self.engine.begin() as connection:
                self.cluster_id = writing.cluster(connection, self.cluster, self._server)
                self._recording = writing.begin(connection, self.cluster_id, me(), millis(now))
                found = _known(connection, self.cluster_id)
        except BaseException:
            self.close()
            raise
        self.numbers = {uid: known.number for uid, known in found.items()}
        return found

    def held(self) -> bool:
        """Whether we still are the one who records."""
        return self._seat.held()

    def beat(self, now: datetime) -> None:
        with troubles(self.engine), self.engine.begin() as connection:
            writing.beat(connection, self._recording, millis(now))

    def write(
        self, entries: Iterable[Entry], steps: Iterable[tuple[str, Step]], gone: Mapping[str, datetime]
    ) -> None:
        """Workloads as they are now, the steps that led there, and which went: together or not at all."""
        rows = list(entries)
        with troubles(self.engine), self.engine.begin() as connection:
            known = self.numbers | writing.entries(connection, self.cluster_id, rows)
            writing.steps(connection, ((known[each], step) for each, step in steps if each in known))
            writing.gone(connection, {known[each]: millis(at) for each, at in gone.items() if each in known})
        self.numbers = {each: number for each, number in known.items() if each not in gone}

    def hear(self, heard: Sequence[Said]) -> None:
        """Events, each about a workload that was written before, or about none."""
        with troubles(self.engine), self.engine.begin() as connection:
            writing.said(connection, self.cluster_id, heard, self.numbers)

    def sample(self, step: int, looks: Sequence[tuple[str, Sample]], now: datetime) -> None:
        """What workloads used, by identity; and what is complete by now is summed up."""
        with troubles(self.engine), self.engine.begin() as connection:
            known = ((self.numbers[each], one) for each, one in looks if each in self.numbers)
            sampling.write(connection, step, known)
            sampling.roll_up(connection, self.cluster_id, millis(now) // 1000)

    def told_until(self, notifier: str) -> int:
        """The last step that somebody outside was told."""
        with troubles(self.engine), self.engine.begin() as connection:
            return telling.until(connection, self.cluster_id, notifier)

    def untold(self, after: int) -> Sequence[telling.Untold]:
        """Steps that were recorded after this one."""
        with troubles(self.engine), self.engine.connect() as connection:
            return telling.untold(connection, self.cluster_id, after)

    def told(self, notifier: str, number: int) -> None:
        """It was told this step, and all before."""
        with troubles(self.engine), self.engine.begin() as connection:
            telling.told(connection, self.cluster_id, notifier, number)

    def forget(self, before: datetime) -> None:
        """Let go of what went before this time, and of all that is known of it."""
        with troubles(self.engine), self.engine.begin() as connection:
            writing.forget(connection, self.cluster_id, millis(before))

    def close(self) -> None:
        self._seat.leave()
        self.engine.dispose()


def _known(connection: Connection, cluster_id: int) -> dict[str, Known]:
    w, t = workloads.c, transitions.c
    here = sa.and_(w.cluster_id == cluster_id, w.gone.is_(None))
    latest = sa.select(sa.func.max(t.id)).join(workloads).where(here).group_by(t.workload_id)
    last = {
        row.workload_id: row for row in connection.execute(sa.select(transitions).where(t.id.in_(latest)))
    }
    rows = connection.execute(sa.select(w.namespace, w.uid, w.id, w.key, w.home, w.memory).where(here))
    return {
        f"{row.namespace}/{row.uid}": Known(
            row.id, row.key, row.home, _step(last.get(row.id)), _memory(row.memory)
        )
        for row in rows
    }


def _step(row: sa.Row[tuple[object, ...]] | None) -> Step | None:
    if row is None:
        return None
    plain = dict(row._mapping)
    words = {name: plain[name] for name in Step.__struct_fields__ if name not in ("at", "evidence")}
    return Step(at=instant(plain["at"]), evidence=tuple(msgspec.json.decode(plain["evidence"])), **words)


def _memory(raw: bytes | None) -> Memory | None:
    return msgspec.json.decode(raw, type=Memory) if raw else None
