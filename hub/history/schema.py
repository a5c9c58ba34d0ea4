"""The tables. Times are whole milliseconds since 1970, UTC: exact, small, and alike on every database."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()
AMOUNTS = (
    *("cpu", "cpu_peak", "cpu_held", "memory", "memory_peak", "memory_held"),
    *("gpu", "gpu_held", "gpu_memory", "gpu_power", "idle"),
)
ID = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only where the column is called INTEGER."""

clusters = Table(
    "clusters",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("uid", Text, nullable=False, unique=True),
    Column("server", Text, nullable=False, server_default=""),
)

recordings = Table(
    "recordings",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("cluster_id", ForeignKey("clusters.id"), nullable=False),
    Column("who", Text, nullable=False),
    Column("began", BigInteger, nullable=False),
    Column("beat", BigInteger, nullable=False),
    Index("recordings_by_time", "cluster_id", "began"),
)
"""When somebody recorded: from ``began`` to ``beat``. What lies between two of them is a gap."""

workloads = Table(
    "workloads",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("cluster_id", ForeignKey("clusters.id"), nullable=False),
    Column("uid", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("framework", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("namespace", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("submitted_by", Text),
    Column("queue", Text),
    Column("phase", Text, nullable=False),
    Column("created", BigInteger),
    Column("started", BigInteger),
    Column("ended", BigInteger),
    Column("seen", BigInteger, nullable=False),
    Column("gone", BigInteger),
    Column("document", LargeBinary, nullable=False),
    Column("home", Text, nullable=False),
    Column("memory", LargeBinary),
    UniqueConstraint("cluster_id", "uid", "namespace", name="workloads_by_uid"),
    Index("workloads_by_key", "cluster_id", "key"),
    Index("workloads_by_type", "type"),
    Index("workloads_by_namespace", "namespace"),
    Index("workloads_gone", "gone"),
)
"""``document`` is the row's JSON as it was last; ``memory`` what the board
must know of it after a restart, by its own name for it: ``home``."""

transitions = Table(
    "transitions",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("workload_id", ForeignKey("workloads.id", ondelete="CASCADE"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("native", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("gang_state", Text, nullable=False),
    Column("gang_scheduled", Integer, nullable=False),
    Column("gang_minimum", Integer, nullable=False),
    UniqueConstraint("workload_id", "at", "kind", "phase", "reason", "attempt", name="transitions_once"),
    Index("transitions_by_time", "at"),
    Index("transitions_by_phase", "phase", "at"),
    Index("transitions_by_reason", "reason", "at"),
)
"""``kind`` is phase, gang or gone. The unique words are what makes writing twice harmless."""

events = Table(
    "events",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("cluster_id", ForeignKey("clusters.id"), nullable=False),
    Column("workload_id", ForeignKey("workloads.id", ondelete="CASCADE")),
    Column("digest", LargeBinary, nullable=False),
    Column("uid", Text, nullable=False),
    Column("namespace", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("last_count", Integer, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    UniqueConstraint("cluster_id", "digest", name="events_once"),
    Index("events_by_workload", "workload_id", "last"),
    Index("events_by_time", "last"),
)
"""``digest`` is of what is said and of whom; ``last_count`` that of the event ``uid``."""

actions = Table(
    "actions",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("cluster_id", ForeignKey("clusters.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("uid", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("verb", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("done", SmallInteger, nullable=False),
    Column("result", Text, nullable=False),
    Index("actions_by_key", "cluster_id", "key", "at"),
    Index("actions_by_time", "at"),
)


def _amount(name: str) -> Column[int]:
    return Column(name, BigInteger)


samples = Table(
    "samples",
    METADATA,
    Column("workload_id", ForeignKey("workloads.id", ondelete="CASCADE"), primary_key=True),
    Column("step", SmallInteger, primary_key=True),
    Column("at", Integer, primary_key=True),
    Column("seconds", Integer, nullable=False),
    Column("pods", Integer, nullable=False),
    *map(_amount, AMOUNTS),
    sqlite_with_rowid=False,
)
"""What a workload used, a row for each ``step`` seconds that begin ``at`` (seconds since 1970).

Whole numbers, which both databases keep small: processors, GPUs and watts in thousandths, memory in KiB,
``idle`` in GPU-milliseconds. ``seconds`` are those of the step in which somebody looked.
"""

rollups = Table(
    "rollups",
    METADATA,
    Column("cluster_id", ForeignKey("clusters.id"), primary_key=True),
    Column("step", SmallInteger, primary_key=True),
    Column("until", Integer, nullable=False),
)
"""Until when samples of a step are complete."""

notified = Table(
    "notified",
    METADATA,
    Column("cluster_id", ForeignKey("clusters.id"), primary_key=True),
    Column("notifier", Text, primary_key=True),
    Column("until", BigInteger, nullable=False),
)
"""The last of ``transitions`` that a notifier was told, or that it need not be told."""
