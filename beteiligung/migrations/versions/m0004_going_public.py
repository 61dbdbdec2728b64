"""What must hold before the first poster hangs: second factors, abuse, duties, operation."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Moment

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ACCOUNTS: tuple[str, ...] = ()
ABUSE: tuple[str, ...] = ("entry_code", "code_batch")
PRIVACY: tuple[str, ...] = ()
DUTIES: tuple[str, ...] = ()
OPERATION: tuple[str, ...] = ()
RESULTS: tuple[str, ...] = ("place_area",)
COLUMNS: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {  # nullable ones
    "qr_code": (("closed_at", Moment()),),
    "response": (("marks", sa.Integer()),),
    "survey": (("asks_for_work", sa.Boolean()),),
}


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
    _results()


def downgrade() -> None:
    """Take the change back."""
    for table in (*RESULTS, *OPERATION, *DUTIES, *PRIVACY, *ABUSE, *ACCOUNTS):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for name, _ in columns:
            op.drop_column(table, name)


def _accounts() -> None:
    pass


def _abuse() -> None:
    op.create_table(
        "code_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name=op.f("fk_code_batch_survey_id_survey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_batch")),
    )
    op.create_index(op.f("ix_code_batch_survey_id"), "code_batch", ["survey_id"])
    op.create_table(
        "entry_code",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["code_batch.id"],
            name=op.f("fk_entry_code_batch_id_code_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_entry_code")),
    )


def _privacy() -> None:
    pass


def _duties() -> None:
    pass


def _operation() -> None:
    pass


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
