"""Results: releases, what is done with free texts, who lives here, figures of the district."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Document, Moment

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

RELEASES = ("release",)
TEXTS: tuple[str, ...] = ()
PEOPLE: tuple[str, ...] = ("margin_match",)
DOUBTS: tuple[str, ...] = ("decision", "rhythm")
COLUMNS: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {  # nullable ones
    "response": (("decision_id", sa.Integer()),),
}


def upgrade() -> None:
    """Change the database."""
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _releases()
    _texts()
    _people()
    _doubts()


def downgrade() -> None:
    """Take the change back."""
    for table in (*DOUBTS, *PEOPLE, *TEXTS, *RELEASES):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for name, _ in columns:
            op.drop_column(table, name)


def _survey_id(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f(f"fk_{table}_survey_id"), ondelete="CASCADE"
        ),
    )


def _releases() -> None:
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        *_survey_id("release"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan", Document, nullable=False),
        sa.Column("conclusion", Document, nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("report", Document, nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("computed_at", Moment(), nullable=False),
        sa.Column("signed_who", sa.String(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("published_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_release_survey_id_number")),
    )


def _texts() -> None:
    """What is done with free texts: moderation, themes."""


def _people() -> None:
    """Who lives here, and what else is known of the district."""
    op.create_table(
        "margin_match",
        sa.Column("id", sa.Integer(), nullable=False),
        *_survey_id("margin_match"),
        sa.Column("variable", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answers", Document, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_margin_match")),
        sa.UniqueConstraint(
            "survey_id", "variable", name=op.f("uq_margin_match_survey_id_variable")
        ),
    )


def _doubts() -> None:
    """Answers that look doubtful."""
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        *_survey_id("decision"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("answers", Document, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_who", sa.String(), nullable=True),
        sa.Column("ended_because", sa.String(), nullable=True),
        sa.CheckConstraint("kind in ('aside', 'kept')", name=op.f("ck_decision_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_table(
        "rhythm",
        *_survey_id("rhythm"),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "code", "since", name=op.f("pk_rhythm")),
    )
