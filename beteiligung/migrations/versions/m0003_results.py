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

RELEASES = ("release", "preparation")
TEXTS = ("theme_mark", "text_note", "theme", "context_indicator")
PEOPLE: tuple[str, ...] = ("margin_match",)
COUNTS = ("counted_part",)
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
    _counts()


def downgrade() -> None:
    """Take the change back."""
    for table in (*COUNTS, *DOUBTS, *PEOPLE, *TEXTS, *RELEASES):
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
    op.create_table(
        "preparation",
        *_survey_id("preparation"),
        sa.Column("plan", Document, nullable=False),
        sa.Column("conclusions", Document, nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_preparation")),
    )


def _texts() -> None:
    """What is done with free texts: moderation, themes; figures that offices count."""
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        *_survey_id("theme"),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("name", Document, nullable=False),
        sa.Column("summary", Document, nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
    )
    op.create_index(op.f("ix_theme_survey_id_question"), "theme", ["survey_id", "question"])
    op.create_table(
        "theme_mark",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        *_response_id("theme_mark"),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_mark_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("theme_id", "response_id", "text", name=op.f("pk_theme_mark")),
    )
    op.create_index(op.f("ix_theme_mark_response_id"), "theme_mark", ["response_id"])
    op.create_table(
        "text_note",
        *_response_id("text_note"),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("hidden", Document, nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("response_id", "text", name=op.f("pk_text_note")),
    )
    _context()


def _response_id(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["response.id"],
            name=op.f(f"fk_{table}_response_id"),
            ondelete="CASCADE",
        ),
    )


def _context() -> None:
    op.create_table(
        "context_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_context_indicator_area_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_context_indicator")),
        sa.UniqueConstraint(
            "area_id",
            "code",
            "reference_date",
            name=op.f("uq_context_indicator_area_id_code_reference_date"),
        ),
    )


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


def _counts() -> None:
    """Counted answers, kept as columns."""
    op.create_table(
        "counted_part",
        *_survey_id("counted_part"),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("made_for", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "last_id", name=op.f("pk_counted_part")),
    )
