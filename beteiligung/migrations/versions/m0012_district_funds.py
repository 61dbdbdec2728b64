"""District funds: rules by year, meetings, applications, decisions; pots; ideas passed on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Document, Moment

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "fund",
    "fund_year",
    "fund_meeting",
    "fund_application",
    "fund_decision",
    "fund_contact",
    "passed_on",
    "pot",
)


def upgrade() -> None:
    """Change the database."""
    _fund()
    _application()
    _decision()
    _contact()
    _passed_on()
    _pot()


def downgrade() -> None:
    """Take the change back."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _number() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _cents(name: str, *, known: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=not known)


def _of(name: str, table: str, *, known: bool = True, gone: str | None = None) -> sa.Column[int]:
    target = sa.ForeignKey(f"{table}.id", ondelete=gone)
    return sa.Column(name, sa.Integer(), target, nullable=not known)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _document(name: str) -> sa.Column[object]:
    return sa.Column(name, Document, nullable=False)


def _fund() -> None:
    op.create_table(
        "fund",
        _number(),
        _of("district_id", "district"),
        sa.Column("slug", sa.String(), nullable=False, unique=True),
        *(_document(name) for name in ("name", "about", "body", "apply")),
        _of("area_id", "area", known=False, gone="SET NULL"),
        _text("programme"),
        _whole("keep_months"),
        sa.Column("published_at", Moment()),
        sa.Column("created_at", Moment(), nullable=False),
    )
    op.create_index(op.f("ix_fund_district_id"), "fund", ["district_id"])
    op.create_table(
        "fund_year",
        _number(),
        _of("fund_id", "fund", gone="CASCADE"),
        _whole("year"),
        _cents("amount"),
        _cents("cap"),
        _cents("cap_exception", known=False),
        *(_whole(name) for name in ("own_share", "hour_rate", "deadline_days")),
        sa.UniqueConstraint("fund_id", "year"),
    )
    op.create_table(
        "fund_meeting",
        _number(),
        _of("fund_id", "fund", gone="CASCADE"),
        sa.Column("at", Moment(), nullable=False),
        _text("place"),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("cancelled_at", Moment()),
    )
    op.create_index(op.f("ix_fund_meeting_fund_id"), "fund_meeting", ["fund_id"])


def _application() -> None:
    op.create_table(
        "fund_application",
        _number(),
        _of("fund_id", "fund"),
        sa.Column("reference", sa.String(), nullable=False, unique=True),
        _of("meeting_id", "fund_meeting", known=False),
        _of("year_id", "fund_year", known=False),
        *(_document(name) for name in ("title", "about")),
        *(_text(name) for name in ("applicant", "applicant_kind")),
        sa.Column("investive", sa.Boolean(), nullable=False),
        *(_cents(name) for name in ("total", "requested", "own_money")),
        *(_whole(name) for name in ("own_hours", "hour_rate")),
        _cents("others"),
        *(_text(name) for name in ("exception", "status")),
        *(_cents(name, known=False) for name in ("granted", "paid")),
        _document("seen"),
        sa.Column("handed_in_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment()),
        _of("measure_id", "measure", known=False, gone="SET NULL"),
        _text("idea"),
    )
    for name in ("fund_id", "meeting_id", "year_id"):
        op.create_index(op.f(f"ix_fund_application_{name}"), "fund_application", [name])


def _decision() -> None:
    op.create_table(
        "fund_decision",
        _number(),
        _of("application_id", "fund_application", gone="CASCADE"),
        _of("meeting_id", "fund_meeting"),
        _text("outcome"),
        _cents("amount", known=False),
        *(
            _whole(name)
            for name in ("present", "votes_for", "votes_against", "abstained", "excluded")
        ),
        *(_document(name) for name in ("conditions", "reason")),
        sa.Column("at", Moment(), nullable=False),
    )
    for name in ("application_id", "meeting_id"):
        op.create_index(op.f(f"ix_fund_decision_{name}"), "fund_decision", [name])


def _contact() -> None:
    application = sa.ForeignKey("fund_application.id", ondelete="CASCADE")
    op.create_table(
        "fund_contact",
        sa.Column("application_id", sa.Integer(), application, primary_key=True),
        *(_text(name) for name in ("name", "address", "mail", "phone")),
        sa.Column("delete_on", sa.Date()),
    )
    op.create_index(op.f("ix_fund_contact_delete_on"), "fund_contact", ["delete_on"])


def _passed_on() -> None:
    op.create_table(
        "passed_on",
        _number(),
        _of("district_id", "district", gone="CASCADE"),
        *(_text(name) for name in ("idea", "way", "office")),
        _of("meeting_id", "fund_meeting", known=False, gone="SET NULL"),
        sa.Column("due_on", sa.Date()),
        sa.Column("passed_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment()),
        _text("answer"),
    )
    op.create_index(op.f("ix_passed_on_district_id"), "passed_on", ["district_id"])
    op.create_index(op.f("ix_passed_on_idea"), "passed_on", ["idea"])


def _pot() -> None:
    op.create_table(
        "pot",
        _number(),
        sa.Column("name", sa.String(), nullable=False, unique=True),
        _text("giver"),
        *(_document(name) for name in ("areas", "applicants")),
        *(_cents(name, known=False) for name in ("lowest", "highest")),
        sa.Column("investive", sa.Boolean()),
        sa.Column("own_share", sa.Integer()),
        *(_text(name) for name in ("conditions", "ask", "deadlines", "source")),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        _text("fund"),
    )
