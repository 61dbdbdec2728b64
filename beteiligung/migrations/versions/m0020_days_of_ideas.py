"""Ideas can be counted by the day since when everybody reads them, and found by translations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from beteiligung.ideas.wording import folded

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_idea_board_id_state_kind_published_at"


def upgrade() -> None:
    """Change the database."""
    op.create_index(op.f(INDEX), "idea", ["board_id", "state", "kind", "published_at"])
    rows = op.get_bind().execute(
        sa.text(
            "select idea.id, idea.folded, idea_translation.text from idea"
            " join idea_translation on idea_translation.idea_id = idea.id"
            " order by idea.id, idea_translation.id"
        )
    )
    lines: dict[int, list[str]] = {}
    for number, own, text in rows:
        lines.setdefault(number, [own]).append(folded(text))
    for number, each in lines.items():
        found = sa.text("update idea set folded = :folded where id = :id")
        op.get_bind().execute(found, {"folded": "\n".join(each), "id": number})


def downgrade() -> None:
    """Take the change back."""
    op.drop_index(op.f(INDEX), "idea")  # by more words than before nobody is misled
