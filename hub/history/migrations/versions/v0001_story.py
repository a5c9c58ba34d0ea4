"""Workloads, transitions, events, actions, and when somebody recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def whole(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def number() -> sa.Column[int]:
    return sa.Column("id", ID, primary_key=True)


def cluster() -> sa.Column[int]:
    return sa.Column("cluster_id", ID, sa.ForeignKey("clusters.id"), nullable=False)


def workload(nullable: bool = False) -> sa.Column[int]:
    return sa.Column("workload_id", ID, sa.ForeignKey("workloads.id", ondelete="CASCADE"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "clusters",
        number(),
        sa.Column("uid", sa.Text, nullable=False, unique=True),
        sa.Column("server", sa.Text, nullable=False, server_default=""),
    )
    op.create_table("recordings", number(), cluster(), text("who"), whole("began"), whole("beat"))
    op.create_index("recordings_by_time", "recordings", ["cluster_id", "began"])
    _workloads()
    _transitions()
    _events()
    _actions()


def _workloads() -> None:
    names = ("uid", "key", "type", "framework", "category", "namespace", "name")
    times = ("created", "started", "ended")
    op.create_table(
        "workloads",
        number(),
        cluster(),
        *map(text, names),
        text("submitted_by", True),
        text("queue", True),
        text("phase"),
        *(whole(name, True) for name in times),
        whole("seen"),
        whole("gone", True),
        sa.Column("document", sa.LargeBinary, nullable=False),
        text("home"),
        sa.Column("memory", sa.LargeBinary),
        sa.UniqueConstraint("cluster_id", "uid", "namespace", name="workloads_by_uid"),
    )
    op.create_index("workloads_by_key", "workloads", ["cluster_id", "key"])
    op.create_index("workloads_by_type", "workloads", ["type"])
    op.create_index("workloads_by_namespace", "workloads", ["namespace"])
    op.create_index("workloads_gone", "workloads", ["gone"])


def _transitions() -> None:
    once = ("workload_id", "at", "kind", "phase", "reason", "attempt")
    op.create_table(
        "transitions",
        number(),
        workload(),
        whole("at"),
        *map(text, ("kind", "phase", "reason", "message", "native", "evidence")),
        sa.Column("attempt", sa.Integer, nullable=False),
        text("gang_state"),
        sa.Column("gang_scheduled", sa.Integer, nullable=False),
        sa.Column("gang_minimum", sa.Integer, nullable=False),
        sa.UniqueConstraint(*once, name="transitions_once"),
    )
    op.create_index("transitions_by_time", "transitions", ["at"])
    op.create_index("transitions_by_phase", "transitions", ["phase", "at"])
    op.create_index("transitions_by_reason", "transitions", ["reason", "at"])


def _events() -> None:
    said = ("uid", "namespace", "object", "type", "reason", "message", "source")
    op.create_table(
        "events",
        number(),
        cluster(),
        workload(True),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        *map(text, said),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last_count", sa.Integer, nullable=False),
        whole("first"),
        whole("last"),
        sa.UniqueConstraint("cluster_id", "digest", name="events_once"),
    )
    op.create_index("events_by_workload", "events", ["workload_id", "last"])
    op.create_index("events_by_time", "events", ["last"])


def _actions() -> None:
    op.create_table(
        "actions",
        number(),
        cluster(),
        text("key"),
        text("uid"),
        whole("at"),
        *map(text, ("verb", "who", "origin")),
        sa.Column("done", sa.SmallInteger, nullable=False),
        text("result"),
    )
    op.create_index("actions_by_key", "actions", ["cluster_id", "key", "at"])
    op.create_index("actions_by_time", "actions", ["at"])
