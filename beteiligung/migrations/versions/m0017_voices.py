"""Texts of surveys that pilots speak outside, until staff have heard them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Moment

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the database."""
    survey = sa.ForeignKey("survey.id", ondelete="CASCADE")
    op.create_table(
        "field_voice",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("tablet_id", sa.Integer(), sa.ForeignKey("tablet.id"), nullable=False),
        sa.Column("survey_id", sa.Integer(), survey, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("text", "locale", "words")),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("fate", sa.String(), nullable=False),
    )
    for name in ("tablet_id", "survey_id"):
        op.create_index(op.f(f"ix_field_voice_{name}"), "field_voice", [name])


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("field_voice")
