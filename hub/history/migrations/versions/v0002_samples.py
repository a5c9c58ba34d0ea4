"""What workloads used, and how far that is summed up."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
AMOUNTS = (
    *("cpu", "cpu_peak", "cpu_held", "memory", "memory_peak", "memory_held"),
    *("gpu", "gpu_held", "gpu_memory", "gpu_power", "idle"),
)


def cluster() -> sa.Column[int]:
    return sa.Column("cluster_id", ID, sa.ForeignKey("clusters.id"), primary_key=True)


def upgrade() -> None:
    op.create_table(
        "samples",
        sa.Column("workload_id", ID, sa.ForeignKey("workloads.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("step", sa.SmallInteger, primary_key=True),
        sa.Column("at", sa.Integer, primary_key=True),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("pods", sa.Integer, nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in AMOUNTS),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rollups",
        cluster(),
        sa.Column("step", sa.SmallInteger, primary_key=True),
        sa.Column("until", sa.Integer, nullable=False),
    )
