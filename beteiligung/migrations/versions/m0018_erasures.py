"""What people took back, in marks, so that a restored copy does not bring it back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

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


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("erasure")
