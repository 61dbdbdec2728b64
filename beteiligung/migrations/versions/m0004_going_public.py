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
DUTIES: tuple[str, ...] = (
    "statement",
    "statement_gap",
    "attention_notice",
    "film_part",
    "film",
)
OPERATION: tuple[str, ...] = ()
RESULTS: tuple[str, ...] = ("place_area",)
COLUMNS: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {  # nullable ones
    "feedback": (
        ("begun_at", Moment()),
        ("channel", sa.String()),
        ("handled_by", sa.String()),
        ("note", sa.String()),
    ),
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
    pass


def _privacy() -> None:
    pass


def _duties() -> None:
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        *(_words(name) for name in ("body", "scope", "method_words", "contact", "known")),
        *(_line(name) for name in ("status", "method", "enforcement")),
        *(_line(name) for name in ("enforcement_link", "enforcement_email")),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    op.create_table(
        "statement_gap",
        sa.Column("id", sa.Integer(), nullable=False),
        _words("what"),
        _line("reason"),
        _words("instead"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_gap")),
    )
    _notices()
    _films()


def _notices() -> None:
    op.create_table(
        "attention_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        _line("severity"),
        _words("title"),
        _words("text"),
        _line("link"),
        sa.Column("district_id", sa.Integer(), nullable=True),
        *(
            sa.Column(name, Moment(), nullable=False)
            for name in ("begins_at", "ends_at", "changed_at")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"],
            ["district.id"],
            name=op.f("fk_attention_notice_district_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attention_notice")),
    )
    op.create_index(
        op.f("ix_attention_notice_district_id"), "attention_notice", ["district_id"], unique=False
    )


def _films() -> None:
    op.create_table(
        "film",
        sa.Column("id", sa.Integer(), nullable=False),
        *(_line(name) for name in ("language", "digest", "mime", "poster", "captions")),
        sa.Column("size", sa.Integer(), nullable=False),
        _words("text"),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_film")),
    )
    op.create_table(
        "film_part",
        sa.Column("film_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["film_id"], ["film.id"], name=op.f("fk_film_part_film_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("film_id", "number", name=op.f("pk_film_part")),
    )


def _line(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _words(name: str) -> sa.Column[Any]:
    return sa.Column(name, Document, nullable=False)


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
