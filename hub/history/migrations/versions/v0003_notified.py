"""How far each notifier has been told."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "notified",
        sa.Column("cluster_id", ID, sa.ForeignKey("clusters.id"), primary_key=True),
        sa.Column("notifier", sa.Text, primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
