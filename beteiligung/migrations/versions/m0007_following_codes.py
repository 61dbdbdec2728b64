"""What following codes needs: the team that hands them out, and links of older surveys."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import SystemRandom
from typing import Any

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Moment

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {  # nullable ones
    "qr_code": (("team", sa.String()),),
}
SIGNS, LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 5  # of a code, as they were when this was made


def upgrade() -> None:
    """Change the database."""
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _links_to_pass_on()


def downgrade() -> None:
    """Take the change back; codes that were made stay, for somebody may have passed them on."""
    for table, columns in COLUMNS.items():
        for name, _ in columns:
            op.drop_column(table, name)


def _links_to_pass_on() -> None:
    """Surveys that were published before links had codes of their own get theirs."""
    code = sa.table(
        "qr_code",
        sa.column("code", sa.String()),
        sa.column("path", sa.String()),
        sa.column("district_id", sa.Integer()),
        sa.column("medium", sa.String()),
        sa.column("created_at", Moment()),
    )
    connection = op.get_bind()
    taken = {
        *connection.scalars(sa.text("select code from qr_code")),
        *connection.scalars(sa.text("select web_code from district")),
    }
    for slug, district in connection.execute(sa.text(_MISSING)).all():
        fresh = _fresh(taken)
        taken.add(fresh)
        row = {"code": fresh, "path": f"umfrage/{slug}", "district_id": district}
        at = datetime.now(UTC)
        connection.execute(code.insert().values(**row, medium="shared", created_at=at))


_MISSING = """
select survey.slug, min(survey_district.district_id)
from survey join survey_district on survey_district.survey_id = survey.id
where exists (select 1 from survey_version where survey_version.survey_id = survey.id)
and not exists (
    select 1 from qr_code where medium = 'shared' and path = 'umfrage/' || survey.slug
)
group by survey.id, survey.slug order by survey.id
"""


def _fresh(taken: set[str]) -> str:
    while True:
        found = "".join(SystemRandom().choices(SIGNS, k=LENGTH))
        if found not in taken:
            return found
