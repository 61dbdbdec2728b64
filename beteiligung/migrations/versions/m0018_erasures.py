"""Marks of what people took back, for restored copies; recordings of the words of idea boards."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Document

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the database."""
    op.create_table(
        "erasure",
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("mark", sa.String(), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False),
    )
    op.create_index(op.f("ix_erasure_day"), "erasure", ["day"])
    op.add_column("board", sa.Column("sounds", Document))


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("board", "sounds")
    op.drop_table("erasure")
