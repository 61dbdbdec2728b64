"""Writing surveys: history of drafts, translations, comments, media, quotas, saved answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Document, Moment

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "change",
    "comment",
    "draft_step",
    "medium",
    "quota",
    "receipt",
    "review",
    "saved",
    "spoken_phrase",
    "test_link",
    "translation",
)
COLUMNS = {  # new columns of tables that are there already; nullable, so that SQLite can add them
    "survey": (
        ("archived_at", Moment()),
        ("target", sa.Integer()),
        ("wave_of", sa.String()),
    ),
}


def upgrade() -> None:
    """Change the database."""
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _media()
    _drafts()
    _translations()
    _trying()
    _life()
    _answering()


def downgrade() -> None:
    """Take the change back."""
    for table in TABLES:
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for name, _ in columns:
            op.drop_column(table, name)


def _survey_id(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["survey.id"],
            name=op.f(f"fk_{table}_survey_id"),
            ondelete="CASCADE",
        ),
    )


def _media() -> None:
    op.create_table(
        "medium",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_medium")),
    )
    op.create_table(
        "spoken_phrase",
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("locale", "name", name=op.f("pk_spoken_phrase")),
    )


def _drafts() -> None:
    op.create_table(
        "draft_step",
        sa.Column("id", sa.Integer(), nullable=False),
        *_survey_id("draft_step"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("document", Document, nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_step")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_draft_step_survey_id_number")),
    )


def _translations() -> None:
    op.create_table(
        "translation",
        *_survey_id("translation"),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("source_words", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "key", "locale", name=op.f("pk_translation")),
    )
    op.create_table(
        "review",
        sa.Column("pair", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("pair", name=op.f("pk_review")),
    )


def _trying() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        *_survey_id("comment"),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_table(
        "test_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        *_survey_id("test_link"),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_test_link_token_hash")),
    )


def _life() -> None:
    op.create_table(
        "quota",
        sa.Column("id", sa.Integer(), nullable=False),
        *_survey_id("quota"),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
        sa.UniqueConstraint(
            "survey_id", "question", "code", name=op.f("uq_quota_survey_id_question_code")
        ),
    )
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        *_survey_id("change"),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_who", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_who", sa.String(), nullable=False),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )


def _answering() -> None:
    op.create_table(
        "saved",
        sa.Column("code_hash", sa.String(), nullable=False),
        *_survey_id("saved"),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("answers", Document, nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_saved")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["survey_version.id"],
            name=op.f("fk_saved_version_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "receipt",
        sa.Column("code_hash", sa.String(), nullable=False),
        *_survey_id("receipt"),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_receipt")),
        sa.UniqueConstraint("key", name=op.f("uq_receipt_key")),
    )
