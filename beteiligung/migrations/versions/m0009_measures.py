"""Measures: plans and goals, what is done and what it costs, what it rests on, its history."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Document, Moment

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "plan",
    "plan_goal",
    "measure",
    "measure_district",
    "measure_area",
    "measure_money",
    "measure_indicator",
    "measure_figure",
    "measure_idea",
    "measure_event",
)


def upgrade() -> None:
    """Change the database."""
    _plan()
    _measure()
    _links()
    _parts()
    _evidence()
    _event()


def downgrade() -> None:
    """Take the change back."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _number() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _of_measure(*, key: bool = False) -> sa.Column[int]:
    measure = sa.ForeignKey("measure.id", ondelete="CASCADE")
    return sa.Column("measure_id", sa.Integer(), measure, nullable=False, primary_key=key)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _document(name: str) -> sa.Column[object]:
    return sa.Column(name, Document, nullable=False)


def _plan() -> None:
    op.create_table(
        "plan",
        _number(),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
    )
    op.create_table(
        "plan_goal",
        _number(),
        sa.Column(
            "plan_id", sa.Integer(), sa.ForeignKey("plan.id", ondelete="CASCADE"), nullable=False
        ),
        _text("code"),
        _text("field"),
        _document("name"),
        sa.UniqueConstraint("plan_id", "code"),
    )


def _measure() -> None:
    op.create_table(
        "measure",
        _number(),
        sa.Column("reference", sa.String(), nullable=False, unique=True),
        *(_document(name) for name in ("title", "description", "note", "reason", "next_step")),
        sa.Column("next_on", sa.Date()),
        _text("topic"),
        sa.Column("goal_id", sa.Integer(), sa.ForeignKey("plan_goal.id")),
        sa.Column("place_id", sa.Integer(), sa.ForeignKey("place.id", ondelete="SET NULL")),
        *(_text(name) for name in ("office", "partners", "priority")),
        sa.Column("begins", sa.Integer()),
        sa.Column("ends", sa.Integer()),
        sa.Column("cost_low", sa.BigInteger()),
        sa.Column("cost_high", sa.BigInteger()),
        _text("paper"),
        _text("status"),
        sa.Column("status_at", Moment(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), sa.ForeignKey("measure.id")),
        sa.Column("published_at", Moment()),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
    )
    op.create_index(op.f("ix_measure_goal_id"), "measure", ["goal_id"])
    op.create_index(op.f("ix_measure_replaced_by_id"), "measure", ["replaced_by_id"])


def _links() -> None:
    op.create_table(
        "measure_district",
        _of_measure(key=True),
        sa.Column("district_id", sa.Integer(), sa.ForeignKey("district.id"), primary_key=True),
    )
    op.create_index(op.f("ix_measure_district_district_id"), "measure_district", ["district_id"])
    area = sa.ForeignKey("area.id", ondelete="CASCADE")
    op.create_table(
        "measure_area",
        _of_measure(key=True),
        sa.Column("area_id", sa.Integer(), area, primary_key=True),
    )
    op.create_index(op.f("ix_measure_area_area_id"), "measure_area", ["area_id"])


def _parts() -> None:
    op.create_table(
        "measure_money",
        _number(),
        _of_measure(),
        _text("programme"),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        *(sa.Column(n, sa.BigInteger()) for n in ("planned", "applied", "granted", "spent")),
    )
    op.create_index(op.f("ix_measure_money_measure_id"), "measure_money", ["measure_id"])
    op.create_table(
        "measure_indicator",
        _number(),
        _of_measure(),
        _document("name"),
        _text("unit"),
        _text("source"),
        sa.Column("baseline", sa.Double()),
        sa.Column("target", sa.Double()),
        _document("values"),
    )
    op.create_index(op.f("ix_measure_indicator_measure_id"), "measure_indicator", ["measure_id"])


def _evidence() -> None:
    op.create_table(
        "measure_figure",
        _number(),
        _of_measure(),
        _text("key"),
        _text("survey"),
        sa.Column("number", sa.Integer()),
        sa.Column("day", sa.Date(), nullable=False),
        *(_document(name) for name in ("title", "question", "answer")),
        *(sa.Column(name, sa.Integer()) for name in ("percent", "count", "base")),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.UniqueConstraint("measure_id", "key"),
    )
    op.create_table(
        "measure_idea",
        _of_measure(key=True),
        sa.Column("reference", sa.String(), primary_key=True),
        _text("kind"),
        _document("reason"),
        sa.Column("taken_at", Moment(), nullable=False),
    )
    op.create_index(op.f("ix_measure_idea_reference"), "measure_idea", ["reference"])


def _event() -> None:
    op.create_table(
        "measure_event",
        _number(),
        _of_measure(),
        sa.Column("at", Moment(), nullable=False),
        _text("who"),
        _text("what"),
        _text("status"),
        _document("words"),
        _document("detail"),
    )
    op.create_index(op.f("ix_measure_event_measure_id"), "measure_event", ["measure_id"])
