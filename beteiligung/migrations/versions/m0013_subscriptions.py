"""Those who asked for news by e-mail: an address, a language, a district, and nothing else."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Moment

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the database."""
    op.create_table(
        "subscription",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=True),
        sa.Column("told_until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"],
            ["district.id"],
            name=op.f("fk_subscription_district_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint(
            "address", "district_id", name=op.f("uq_subscription_address_district_id")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_subscription_district_id"), "subscription", ["district_id"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("subscription")
