"""What an installation holds beside surveys, as the papers of the law describe it; in German."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.config import Settings
from beteiligung.fieldwork.models import Tablet
from beteiligung.funds.models import Fund
from beteiligung.funds.queries import funds_of
from beteiligung.ideas.queries import boards_of
from beteiligung.privacy.papers import plain
from beteiligung.subscriptions.models import Subscription

NONE = "keine"


def holdings(session: Session, settings: Settings, asker: Asker) -> dict[str, str]:
    """Idea boards, district funds, tablets and letters with news: what there is, and how much."""
    boards = [b for b in boards_of(session, asker, Role.MANAGER) if b.published_at is not None]
    mine = asker.districts(Role.MANAGER)
    tablets = _count(session, Tablet, mine)
    addresses = _count(session, Subscription, mine)
    news = f"ja; zurzeit {addresses} Adressen" if settings.mail_url else "aus: kein Postfach"
    return {
        "boards": _several(plain(board.named) for board in boards),
        "board_photos": _several(plain(board.named) for board in boards if board.takes_photos),
        "board_voices": _several(plain(board.named) for board in boards if board.takes_voice),
        "funds": _several(map(_fund, funds_of(session, asker, Role.MANAGER))),
        "tablets": str(tablets) if tablets else NONE,
        "news": news,
    }


def _fund(fund: Fund) -> str:
    return f"{plain(fund.named)} ({fund.keep_months} Monate)"


def _several(found: Iterable[str]) -> str:
    return "; ".join(sorted(found)) or NONE


def _count(
    session: Session, table: type[Tablet | Subscription], districts: Iterable[int] | None
) -> int:
    wanted = select(func.count()).select_from(table)
    if districts is not None:
        wanted = wanted.where(table.district_id.in_(districts))
    return session.scalar(wanted) or 0
