"""What posters need once they hang: labels, occasions, an end, and where they led before."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Moment

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CODES: tuple[str, ...] = ("former_target",)
COLUMNS: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {  # nullable ones
    "qr_code": (("label", sa.String()), ("occasion", sa.String()), ("retired_at", Moment())),
}


def upgrade() -> None:
    """Change the database."""
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _codes()


def downgrade() -> None:
    """Take the change back."""
    for table in CODES:
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for name, _ in columns:
            op.drop_column(table, name)


def _codes() -> None:
    """Where codes led before."""
    op.create_table(
        "former_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"], ["qr_code.id"], op.f("fk_former_target_code_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_target")),
    )
    op.create_index(op.f("ix_former_target_code_id"), "former_target", ["code_id"])
