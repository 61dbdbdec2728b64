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

ACCOUNTS = ("first_step", "second_step", "recovery_code")
ABUSE: tuple[str, ...] = ("entry_code", "code_batch")
PRIVACY: tuple[str, ...] = ("deletion",)
DUTIES: tuple[str, ...] = (
    "statement",
    "statement_gap",
    "attention_notice",
    "film_part",
    "film",
)
OPERATION: tuple[str, ...] = ("chore",)
DOORS: tuple[str, ...] = ("policy_report",)
RESULTS: tuple[str, ...] = ("place_area",)
COLUMNS: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {  # nullable ones
    "feedback": (
        ("begun_at", Moment()),
        ("channel", sa.String()),
        ("handled_by", sa.String()),
        ("note", sa.String()),
    ),
    "qr_code": (("closed_at", Moment()),),
    "response": (("marks", sa.Integer()),),
    "survey": (("asks_for_work", sa.Boolean()),),
    "invitation": (("made_by", sa.Integer()),),
    "password_reset": (("made_by", sa.Integer()),),
    "staff_session": (("proved_at", Moment()), ("with_code", sa.Boolean())),
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
    _doors()
    _results()


def downgrade() -> None:
    """Take the change back."""
    _unlock_log()
    for table in (*RESULTS, *DOORS, *OPERATION, *DUTIES, *PRIVACY, *ABUSE, *ACCOUNTS):
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for name, _ in columns:
            op.drop_column(table, name)


def _staff_id(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f(f"fk_{table}_staff_id"), ondelete="CASCADE"
        ),
    )


def _accounts() -> None:
    """The second step at the door; and from here on nobody changes the log."""
    op.create_table(
        "first_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        *_staff_id("first_step"),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_step")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_first_step_token_hash")),
    )
    op.create_table(
        "second_step",
        *_staff_id("second_step"),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("last_period", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("waits_until", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_second_step")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        *_staff_id("recovery_code"),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    _lock_log()


# From here on the database itself refuses to change the log. What may be deleted is what is too old
# to be kept (decision 20), whoever asks: so much older than the newest entry.
LOCKS = {
    "sqlite": (
        """create trigger audit_entry_stays before update on audit_entry
        begin select raise(abort, 'the log is never changed'); end""",
        """create trigger audit_entry_lasts before delete on audit_entry
        when old.at > datetime((select max(at) from audit_entry),
            case when old.action in ('sign_in', 'sign_out', 'refuse_sign_in', 'refuse_code',
                'refuse_proof') then '-180 days' else '-731 days' end) || '.999999'
        begin select raise(abort, 'the log is never changed'); end""",
    ),
    "postgresql": (
        """create function audit_entry_stays() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' then
                if old.at <= (select max(at) from audit_entry) - (case when old.action in
                    ('sign_in', 'sign_out', 'refuse_sign_in', 'refuse_code', 'refuse_proof')
                    then interval '180 days' else interval '731 days' end) then
                    return old;
                end if;
            end if;
            raise exception 'the log is never changed';
        end $$""",
        """create trigger audit_entry_stays before update or delete on audit_entry
        for each row execute function audit_entry_stays()""",
        """create trigger audit_entry_lasts before truncate on audit_entry
        for each statement execute function audit_entry_stays()""",
    ),
}
KEYS = {
    "sqlite": ("drop trigger audit_entry_stays", "drop trigger audit_entry_lasts"),
    "postgresql": (
        "drop trigger audit_entry_lasts on audit_entry",
        "drop trigger audit_entry_stays on audit_entry",
        "drop function audit_entry_stays",
    ),
}


def _lock_log() -> None:
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    for statement in LOCKS[op.get_bind().dialect.name]:
        op.execute(statement)


def _unlock_log() -> None:
    for statement in KEYS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_index("ix_audit_entry_at", "audit_entry")


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
    op.create_table(
        "deletion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("counts", Document, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion")),
    )


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
