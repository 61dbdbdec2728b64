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
PRIVACY: tuple[str, ...] = ()
DUTIES: tuple[str, ...] = ()
OPERATION: tuple[str, ...] = ("chore",)
DOORS: tuple[str, ...] = ("policy_report",)
RESULTS: tuple[str, ...] = ("place_area",)
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
    _doors()
    _results()


def downgrade() -> None:
    """Take the change back."""
    for table in (*RESULTS, *DOORS, *OPERATION, *DUTIES, *PRIVACY, *ABUSE, *ACCOUNTS):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for name, _ in columns:
            op.drop_column(table, name)


def _accounts() -> None:
    pass


def _abuse() -> None:
    pass


def _privacy() -> None:
    pass


def _duties() -> None:
    pass


def _operation() -> None:
    op.create_table(
        "chore",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("failed", sa.String(), nullable=False),
        sa.Column("detail", Document, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_chore"),
    )


def _doors() -> None:
    op.create_table(
        "policy_report",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_policy_report")),
    )


def _results() -> None:
    """In which areas a place lies, beside the one its district owns."""
    op.create_table(
        "place_area",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], op.f("fk_place_area_area_id_area"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], op.f("fk_place_area_place_id_place"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("place_id", "area_id", name=op.f("pk_place_area")),
    )
    op.create_index(op.f("ix_place_area_area_id"), "place_area", ["area_id"])
