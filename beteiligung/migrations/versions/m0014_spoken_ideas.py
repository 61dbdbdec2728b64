"""Ideas that are spoken, and numbers of groups that outlive the devices behind them."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Moment

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {  # nullable ones
    "board": (("takes_voice", sa.Boolean()),),
    "idea": (
        ("voice", sa.String()),
        ("voice_until", sa.Date()),
        ("voice_written_at", Moment()),
        ("group_supporters", sa.Integer()),
    ),
}


def upgrade() -> None:
    """Change the database."""
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """Take the change back; a recording that nobody has written down goes with it."""
    op.execute("delete from medium where sort = 'voice'")
    for table, columns in COLUMNS.items():
        for name, _ in columns:
            op.drop_column(table, name)
