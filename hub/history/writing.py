"""What is written, a transaction at a time. Writing the same twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from hub.core.memory import Memory
from hub.core.steps import Step
from hub.model import Workload

from .records import Action, Said, millis, optional
from .schema import actions, clusters, events, recordings, transitions, workloads


class Entry(NamedTuple):
    """One workload as it is now, and what the board is to remember of it, by its own name for it."""

    workload: Workload
    home: str
    memory: Memory | None
    seen: int


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows what to do on a conflict; both databases spell it alike."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def cluster(connection: Connection, uid: str, server: str) -> int:
    """The number of a cluster, which is known by the uid of its ``kube-system``.

    Its server's address is how readers find it; a cluster that was there before has lost that address.
    """
    others = clusters.c.server == server, clusters.c.uid != uid
    connection.execute(sa.update(clusters).where(*others).values(server=""))
    made = insert(connection, clusters).values(uid=uid, server=server)
    connection.execute(made.on_conflict_do_update(index_elements=["uid"], set_={"server": server}))
    return int(connection.execute(sa.select(clusters.c.id).where(clusters.c.uid == uid)).scalar_one())


def begin(connection: Connection, cluster_id: int, who: str, now: int) -> int:
    """A recording that begins now; its number."""
    made = sa.insert(recordings).values(cluster_id=cluster_id, who=who, began=now, beat=now)
    key = connection.execute(made).inserted_primary_key
    return int(key[0]) if key else 0


def beat(connection: Connection, recording: int, now: int) -> None:
    """It goes on. A clock that was set back does not shorten what was recorded."""
    later = recordings.c.id == recording, recordings.c.beat < now
    connection.execute(sa.update(recordings).where(*later).values(beat=now))


def entries(connection: Connection, cluster_id: int, rows: Iterable[Entry]) -> dict[str, int]:
    """Write workloads as they are now; the number of each by its identity."""
    values = [_values(cluster_id, row) for row in rows]
    if not values:
        return {}
    made = insert(connection, workloads)
    kept = ("cluster_id", "uid", "namespace")
    fresh = {name: made.excluded[name] for name in values[0] if name not in kept}
    upsert = made.on_conflict_do_update(index_elements=list(kept), set_=fresh)
    numbered = upsert.returning(workloads.c.namespace, workloads.c.uid, workloads.c.id)
    return {f"{row.namespace}/{row.uid}": row.id for row in connection.execute(numbered, values)}


def gone(connection: Connection, when: Mapping[int, int]) -> None:
    """These are no longer there since then; their phase and their document stay as they were."""
    mark = (
        sa.update(workloads).where(workloads.c.id == sa.bindparam("number")).values(gone=sa.bindparam("at"))
    )
    if when:
        connection.execute(mark, [{"number": number, "at": at} for number, at in when.items()])


def forget(connection: Connection, cluster_id: int, before: int) -> None:
    """Workloads that went before then, with their steps, events and samples; and what is as old besides."""
    w = workloads.c
    connection.execute(sa.delete(workloads).where(w.cluster_id == cluster_id, w.gone < before))
    for table, time in ((events, events.c.last), (actions, actions.c["at"]), (recordings, recordings.c.beat)):
        connection.execute(sa.delete(table).where(table.c.cluster_id == cluster_id, time < before))


def steps(connection: Connection, of: Iterable[tuple[int, Step]]) -> None:
    """Write steps, each once, whatever was written of them before."""
    values = [_step(number, step) for number, step in of]
    if values:
        connection.execute(insert(connection, transitions).on_conflict_do_nothing(), values)


def action(connection: Connection, cluster_id: int, what: Action) -> None:
    """Write what somebody did."""
    plain = {"at": millis(what.at), "done": int(what.done), "cluster_id": cluster_id}
    words = {name: getattr(what, name) for name in ("key", "uid", "verb", "who", "origin", "result")}
    connection.execute(sa.insert(actions).values(**plain, **clean(words)))


def said(connection: Connection, cluster_id: int, heard: Sequence[Said], numbers: Mapping[str, int]) -> None:
    """Write events: one row for whatever was said of one object in the same words, counted.

    Kubernetes counts while it keeps an event (an hour) and then begins anew under another uid; a repetition
    adds what the count rose by, a new uid adds all of its count.
    """
    latest = {one.uid: one for one in heard}
    values = [_said(cluster_id, one, numbers.get(one.workload)) for one in latest.values()]
    if not values:
        return
    made = insert(connection, events)
    new, old = made.excluded, events.c
    rose = sa.case((new.uid == old.uid, new.last_count - old.last_count), else_=new.last_count)
    rise = sa.case((rose > 0, rose), else_=0)
    upsert = made.on_conflict_do_update(
        index_elements=["cluster_id", "digest"],
        set_={
            "count": old.count + rise,
            "uid": new.uid,
            "last_count": new.last_count,
            "workload_id": sa.func.coalesce(new.workload_id, old.workload_id),
            "first": sa.case((new.first < old.first, new.first), else_=old.first),
            "last": sa.case((new.last > old.last, new.last), else_=old.last),
        },
    )
    connection.execute(upsert, values)


def _values(cluster_id: int, row: Entry) -> dict[str, Any]:
    one = row.workload
    return {
        "cluster_id": cluster_id,
        "uid": one.uid,
        "key": one.key,
        "type": one.type,
        "framework": one.framework,
        "category": str(one.category),
        "namespace": one.namespace,
        "name": one.name,
        "submitted_by": one.submitted_by,
        "queue": one.queue,
        "phase": str(one.phase),
        "created": optional(one.created),
        "started": optional(one.started),
        "ended": optional(one.ended),
        "seen": row.seen,
        "gone": None,
        "document": msgspec.json.encode(one),
        "home": row.home,
        "memory": msgspec.json.encode(row.memory) if row.memory else None,
    }


def _step(number: int, step: Step) -> dict[str, Any]:
    plain = {name: getattr(step, name) for name in step.__struct_fields__ if name != "at"}
    evidence = msgspec.json.encode(step.evidence).decode()
    return clean(plain) | {"workload_id": number, "at": millis(step.at), "evidence": evidence}


def clean(words: Mapping[str, Any]) -> dict[str, Any]:
    """Without NUL, which PostgreSQL's texts cannot hold: one such message must not stop all others."""
    return {
        name: value.replace("\0", "\ufffd") if isinstance(value, str) else value
        for name, value in words.items()
    }


def _said(cluster_id: int, one: Said, number: int | None) -> dict[str, Any]:
    words = (one.object_uid or one.object, one.namespace, one.type, one.reason, one.message, one.source)
    return {
        "cluster_id": cluster_id,
        "workload_id": number,
        "digest": blake2b("\0".join(words).encode(), digest_size=12).digest(),
        **clean({name: getattr(one, name) for name in _WORDS}),
        "count": one.count,
        "last_count": one.count,
        "first": millis(one.first),
        "last": millis(one.last),
    }


_WORDS = ("uid", "namespace", "object", "type", "reason", "message", "source")
