"""Idea boards: what is asked, what people give, and what becomes of it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Document, Moment

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "board",
    "reference_number",
    "board_category",
    "board_phase",
    "board_status",
    "idea_burst",
    "idea_set_aside",
    "board_district",
    "idea",
    "counted_support",
    "idea_link",
    "idea_redaction",
    "idea_reply",
    "idea_report",
    "idea_support",
    "idea_translation",
    "moderation_decision",
    "status_change",
)


def upgrade() -> None:
    """Change the database."""
    _board()
    _reference_number()
    _board_category()
    _board_phase()
    _board_status()
    _idea_burst()
    _idea_set_aside()
    _board_district()
    _idea()
    _counted_support()
    _idea_link()
    _idea_redaction()
    _idea_reply()
    _idea_report()
    _idea_support()
    _idea_translation()
    _moderation_decision()
    _status_change()


def downgrade() -> None:
    """Take the change back."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _board() -> None:
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("title", Document, nullable=False),
        sa.Column("introduction", Document, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("locales", Document, nullable=False),
        sa.Column("is_template", sa.Boolean(), nullable=False),
        sa.Column("checks_first", sa.Boolean(), nullable=False),
        sa.Column("takes_photos", sa.Boolean(), nullable=False),
        sa.Column("hides_counts", sa.Boolean(), nullable=False),
        sa.Column("order", sa.String(), nullable=False),
        sa.Column("look_within", sa.Integer(), nullable=False),
        sa.Column("reply_within", sa.Integer(), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.Column("finished_because", sa.String(), nullable=False),
        sa.Column("archived_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("slug", name=op.f("uq_board_slug")),
    )


def _reference_number() -> None:
    op.create_table(
        "reference_number",
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "year", name=op.f("pk_reference_number")),
    )


def _board_category() -> None:
    op.create_table(
        "board_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", Document, nullable=False),
        sa.Column("icon", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_board_category_board_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_category")),
        sa.UniqueConstraint("board_id", "code", name=op.f("uq_board_category_board_id_code")),
    )


def _board_phase() -> None:
    op.create_table(
        "board_phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("name", Document, nullable=False),
        sa.Column("begins_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("takes_ideas", sa.Boolean(), nullable=False),
        sa.Column("takes_support", sa.Boolean(), nullable=False),
        sa.CheckConstraint("begins_at < ends_at", name=op.f("ck_board_phase_order")),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_board_phase_board_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_phase")),
    )
    op.create_index(op.f("ix_board_phase_board_id"), "board_phase", ["board_id"])


def _board_status() -> None:
    op.create_table(
        "board_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", Document, nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("icon", sa.String(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_board_status_board_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_status")),
        sa.UniqueConstraint("board_id", "code", name=op.f("uq_board_status_board_id_code")),
    )


def _idea_burst() -> None:
    op.create_table(
        "idea_burst",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_idea_burst_board_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_burst")),
    )
    op.create_index(op.f("ix_idea_burst_board_id"), "idea_burst", ["board_id"])


def _idea_set_aside() -> None:
    op.create_table(
        "idea_set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_idea_set_aside_board_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_set_aside")),
    )
    op.create_index(op.f("ix_idea_set_aside_board_id"), "idea_set_aside", ["board_id"])


def _board_district() -> None:
    op.create_table(
        "board_district",
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id"], ["board.id"], name=op.f("fk_board_district_board_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_board_district_district_id")
        ),
        sa.PrimaryKeyConstraint("board_id", "district_id", name=op.f("pk_board_district")),
    )
    op.create_index(op.f("ix_board_district_district_id"), "board_district", ["district_id"])


def _where_and_photo() -> tuple[sa.Column[Any], ...]:
    """Where an idea belongs, and its picture."""
    return (
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("photo", sa.String(), nullable=False),
        sa.Column("photo_text", sa.String(), nullable=False),
        sa.Column("photo_shown_at", Moment(), nullable=True),
    )


def _idea() -> None:
    op.create_table(
        "idea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        *_where_and_photo(),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("status_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("spoken", sa.String(), nullable=False),
        sa.Column("has_consent", sa.Boolean(), nullable=True),
        sa.Column("marks", sa.Integer(), nullable=True),
        sa.Column("burst_id", sa.Integer(), nullable=True),
        sa.Column("links_shown", sa.Boolean(), nullable=False),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.CheckConstraint("kind in ('real', 'test')", name=op.f("ck_idea_kind")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_idea_board_id")),
        sa.ForeignKeyConstraint(["burst_id"], ["idea_burst.id"], name=op.f("fk_idea_burst_id")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["board_category.id"], name=op.f("fk_idea_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_idea_place_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["status_id"], ["board_status.id"], name=op.f("fk_idea_status_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
        sa.UniqueConstraint("key", name=op.f("uq_idea_key")),
        sa.UniqueConstraint("reference", name=op.f("uq_idea_reference")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_idea_secret_hash")),
    )
    op.create_index(
        op.f("ix_idea_board_id_state_kind_id"), "idea", ["board_id", "state", "kind", "id"]
    )
    op.create_index(
        op.f("ix_idea_board_id_state_kind_supporters_id"),
        "idea",
        ["board_id", "state", "kind", "supporters", "id"],
    )
    op.create_index(op.f("ix_idea_category_id"), "idea", ["category_id"])
    op.create_index(op.f("ix_idea_status_id"), "idea", ["status_id"])


def _counted_support() -> None:
    op.create_table(
        "counted_support",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("hour", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_counted_support_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_counted_support")),
    )
    op.create_index(op.f("ix_counted_support_idea_id"), "counted_support", ["idea_id"])


def _idea_link() -> None:
    op.create_table(
        "idea_link",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("idea_id <> lead_id", name=op.f("ck_idea_link_other")),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_link_idea_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["idea.id"], name=op.f("fk_idea_link_lead_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_idea_link")),
    )
    op.create_index(op.f("ix_idea_link_lead_id"), "idea_link", ["lead_id"])


def _idea_redaction() -> None:
    op.create_table(
        "idea_redaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_redaction_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_redaction")),
    )
    op.create_index(op.f("ix_idea_redaction_idea_id"), "idea_redaction", ["idea_id"])


def _idea_reply() -> None:
    op.create_table(
        "idea_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("texts", Document, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_reply_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_reply")),
    )
    op.create_index(op.f("ix_idea_reply_idea_id"), "idea_reply", ["idea_id"])


def _idea_report() -> None:
    op.create_table(
        "idea_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_report_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_report")),
        sa.UniqueConstraint("key", name=op.f("uq_idea_report_key")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_idea_report_secret_hash")),
    )
    op.create_index(
        op.f("ix_idea_report_idea_id_answered_at"), "idea_report", ["idea_id", "answered_at"]
    )


def _idea_support() -> None:
    op.create_table(
        "idea_support",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_support_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("idea_id", "token_hash", name=op.f("pk_idea_support")),
    )
    op.create_index(op.f("ix_idea_support_token_hash"), "idea_support", ["token_hash"])


def _idea_translation() -> None:
    op.create_table(
        "idea_translation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("is_outdated", sa.Boolean(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_translation_idea_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_translation")),
        sa.UniqueConstraint(
            "idea_id", "language", name=op.f("uq_idea_translation_idea_id_language")
        ),
    )


def _moderation_decision() -> None:
    op.create_table(
        "moderation_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"],
            ["idea.id"],
            name=op.f("fk_moderation_decision_idea_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decision")),
    )
    op.create_index(op.f("ix_moderation_decision_idea_id"), "moderation_decision", ["idea_id"])


def _status_change() -> None:
    op.create_table(
        "status_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("status_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_status_change_idea_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["status_id"], ["board_status.id"], name=op.f("fk_status_change_status_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_change")),
    )
    op.create_index(op.f("ix_status_change_idea_id"), "status_change", ["idea_id"])
