"""What must hold before the first poster hangs: second factors, abuse, duties, operation."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Document, Moment

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ACCOUNTS: tuple[str, ...] = ()
ABUSE: tuple[str, ...] = ()
PRIVACY: tuple[str, ...] = ("deletion",)
DUTIES: tuple[str, ...] = ()
OPERATION: tuple[str, ...] = ()
COLUMNS: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {}  # nullable ones


def upgrade() -> None:
    """Change the database."""
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _accounts()
    _abuse()
    _privacy()
    _duties()
    _operation()


def downgrade() -> None:
    """Take the change back."""
    for table in (*OPERATION, *DUTIES, *PRIVACY, *ABUSE, *ACCOUNTS):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for name, _ in columns:
            op.drop_column(table, name)


def _accounts() -> None:
    pass


def _abuse() -> None:
    pass


def _privacy() -> None:
    op.create_table(
        "deletion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("counts", Document, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion")),
    )


def _duties() -> None:
    pass


def _operation() -> None:
    pass
