"""What kind of tablet each is, when it was tested last, and what was wrong with it then."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from beteiligung.db import Moment

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {  # nullable ones
    "platform": sa.String(),
    "tested_at": Moment(),
    "test_faults": sa.String(),
}


def upgrade() -> None:
    """Change the database."""
    for name, kind in COLUMNS.items():
        op.add_column("tablet", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    """Take the change back."""
    for name in COLUMNS:
        op.drop_column("tablet", name)
