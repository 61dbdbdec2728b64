"""Ideas of a board can be counted by the day since when everybody reads them, however many."""

from collections.abc import Sequence

from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_idea_board_id_state_kind_published_at"


def upgrade() -> None:
    """Change the database."""
    op.create_index(op.f(INDEX), "idea", ["board_id", "state", "kind", "published_at"])


def downgrade() -> None:
    """Take the change back."""
    op.drop_index(op.f(INDEX), "idea")
