"""What pilots count outside, and the lists from which they choose."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Document

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("field_count", "field_seen", "field_choice")


def upgrade() -> None:
    """Change the database."""
    _count()
    op.create_table(
        "field_seen",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_field_seen")),
    )
    op.create_index(op.f("ix_field_seen_week"), "field_seen", ["week"])
    op.create_table(
        "field_choice",
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", Document, nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        _of_a_district("field_choice"),
        sa.PrimaryKeyConstraint("district_id", "sort", "code", name=op.f("pk_field_choice")),
    )


def downgrade() -> None:
    """Take the change back."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _count() -> None:
    keys = ("district_id", "week", "block", "place", "occasion", "what", "which")
    op.create_table(
        "field_count",
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("which", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        _of_a_district("field_count"),
        sa.PrimaryKeyConstraint(*keys, name=op.f("pk_field_count")),
    )


def _of_a_district(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_district_id")
    return sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=name, ondelete="CASCADE")
