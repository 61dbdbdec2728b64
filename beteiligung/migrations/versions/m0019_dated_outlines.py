"""Outlines of areas that hold from a day on; the status that the draft of a reply brings along."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Document

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the database."""
    op.add_column("area", sa.Column("outlines", Document))
    op.add_column("idea_reply", sa.Column("status", sa.String()))


def downgrade() -> None:
    """Take the change back."""
    op.drop_column("idea_reply", "status")
    op.drop_column("area", "outlines")
