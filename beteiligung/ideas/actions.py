"""What staff do with idea boards: make them, change them, publish, pause, end and copy them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.districts.models import District
from beteiligung.districts.slugs import slug_of
from beteiligung.errors import Refusal
from beteiligung.ideas.gaps import gaps
from beteiligung.ideas.life import Stage, check_phases, standing
from beteiligung.ideas.models import Board, Category, Idea, Phase, Status
from beteiligung.ideas.recordings import drop_outdated, words_of
from beteiligung.ideas.standard import standard_categories, standard_statuses
from beteiligung.text import N_


class NotNow(Refusal):
    """A step that does not follow from where the board is."""

    default = N_("This is not possible in the board's present state.")


class Unfinished(Refusal):
    """A board that residents could not use."""

    default = N_("This board cannot be published yet.")


class DistrictMissing(Refusal):
    """A board that would stand nowhere."""

    default = N_("Please choose where the board stands.")


class InUse(Refusal):
    """A topic or a status that ideas have."""

    default = N_("Ideas have this already. Please give them another first.")


class NoLanguage(Refusal):
    """A board in no language."""

    default = N_("Please choose at least one language.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What staff write about a board, and how it works."""

    title: Mapping[str, str]
    introduction: Mapping[str, str]
    prefix: str = ""
    checks_first: bool = True
    takes_photos: bool = True
    takes_voice: bool = False
    hides_counts: bool = False
    order: str = "newest"
    look_within: int = 5
    reply_within: int = 28


def create_board(
    session: Session,
    plan: Plan,
    *,
    districts: Sequence[District],
    template: Board | None = None,
    asker: Asker | None,
    at: datetime,
) -> Board:
    """A new board in draft, with topics and statuses of a template, else with the usual ones."""
    if not districts:
        raise DistrictMissing
    name = f"{districts[0].slug} {plan.title.get('de', '')}"
    taken = frozenset(session.scalars(select(Board.slug)))
    board = Board(
        slug=slug_of(name[:40].rsplit(" ", 1)[0], taken), locales=[], created_at=at, changed_at=at
    )
    board.districts = list(districts)
    _settle(board, plan)
    board.prefix = plan.prefix or districts[0].slug[:2].upper()
    board.categories = _copies(template.categories) if template else standard_categories()
    board.statuses = _copies(template.statuses) if template else standard_statuses()
    if template is not None:
        board.sounds = template.sounds
        drop_outdated(board, words_of(template))
    session.add(board)
    session.flush()
    audit.note(session, asker, "create_board", f"board:{board.slug}", at=at)
    return board


def clone_board(session: Session, board: Board, *, asker: Asker | None, at: datetime) -> Board:
    """A draft with everything that staff wrote on a board, and nothing that residents gave."""
    plan = Plan(
        title=board.title,
        introduction=board.introduction,
        prefix=board.prefix,
        checks_first=board.checks_first,
        takes_photos=board.takes_photos,
        takes_voice=bool(board.takes_voice),
        hides_counts=board.hides_counts,
        order=board.order,
        look_within=board.look_within,
        reply_within=board.reply_within,
    )
    return create_board(
        session, plan, districts=board.districts, template=board, asker=asker, at=at
    )


def change_board(
    session: Session, board: Board, plan: Plan, *, asker: Asker | None, at: datetime
) -> None:
    """Write a board anew; what people gave stays as it is."""
    before = words_of(board)
    _settle(board, plan)
    drop_outdated(board, before)
    board.prefix = plan.prefix or board.prefix
    _note(session, board, "change_board", asker, at)


def set_phases(
    session: Session, board: Board, phases: Sequence[Phase], *, asker: Asker | None, at: datetime
) -> None:
    """Say when people may do what; refused where phases overlap or end before they begin."""
    if board.published_at is not None and not phases:
        raise NotNow
    check_phases((phase.begins_at, phase.ends_at) for phase in phases)
    board.phases = list(phases)
    _note(session, board, "set_phases", asker, at)


def set_category(
    session: Session,
    board: Board,
    category: Category | None,
    values: Mapping[str, Any],
    *,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Change a topic, or add one at the end."""
    label, before = values["label"], words_of(board)
    if category is None:
        code = slug_of(label["de"], {each.code for each in board.categories})
        category = Category(code=code, position=len(board.categories))
        board.categories.append(category)
    for name, value in values.items():
        setattr(category, name, value)
    drop_outdated(board, before)
    _note(session, board, "set_category", asker, at)


def set_status(
    session: Session,
    board: Board,
    status: Status | None,
    values: Mapping[str, Any],
    *,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Change a status, or add one at the end."""
    label = values["label"]
    if status is None:
        code = slug_of(label["de"], {each.code for each in board.statuses})
        status = Status(code=code, position=len(board.statuses), icon="")
        board.statuses.append(status)
    for name, value in values.items():
        setattr(status, name, value)
    _note(session, board, "set_status", asker, at)


def is_used(session: Session, part: Category | Status) -> bool:
    """Whether ideas have this topic or status."""
    column = Idea.category_id if isinstance(part, Category) else Idea.status_id
    return session.scalar(select(Idea.id).where(column == part.id).limit(1)) is not None


def remove_part(
    session: Session, board: Board, part: Category | Status, *, asker: Asker | None, at: datetime
) -> None:
    """Take a topic or a status away that no idea has."""
    if is_used(session, part):
        raise InUse
    parts: list[Any] = board.categories if isinstance(part, Category) else board.statuses
    before = words_of(board)
    parts.remove(part)
    drop_outdated(board, before)
    _note(session, board, "remove_part", asker, at)


def publish_board(
    session: Session,
    board: Board,
    *,
    locales: Sequence[str],
    asker: Asker | None,
    at: datetime,
) -> None:
    """Show a board to residents, in these languages; refused while anything is missing."""
    if not locales:
        raise NoLanguage
    missing = gaps(board, locales)
    if missing or board.published_at is not None:
        raise (Unfinished if missing else NotNow)
    board.published_at, board.locales = at, list(locales)
    _note(session, board, "publish_board", asker, at, locales=list(locales))


def pause_board(session: Session, board: Board, *, asker: Asker | None, at: datetime) -> None:
    """Take no ideas and no support for a while."""
    if standing(board, at).stage is not Stage.OPEN:
        raise NotNow
    board.paused_at = at
    _note(session, board, "pause_board", asker, at)


def resume_board(session: Session, board: Board, *, asker: Asker | None, at: datetime) -> None:
    """Take ideas and support again."""
    if board.paused_at is None:
        raise NotNow
    board.paused_at = None
    _note(session, board, "resume_board", asker, at)


def close_board(session: Session, board: Board, *, asker: Asker | None, at: datetime) -> None:
    """End the phase that runs, and all that were to come."""
    if standing(board, at).stage not in {Stage.OPEN, Stage.PAUSED, Stage.UPCOMING}:
        raise NotNow
    begun = [phase for phase in board.phases if phase.begins_at < at]
    if not begun:
        raise NotNow
    for phase in begun:
        phase.ends_at = min(phase.ends_at, at)
    board.phases, board.paused_at = begun, None
    _note(session, board, "close_board", asker, at)


def keep_as_template(session: Session, board: Board, *, asker: Asker | None, at: datetime) -> Board:
    """Keep what staff wrote on a board, to begin others with it."""
    template = clone_board(session, board, asker=asker, at=at)
    template.is_template = True
    _note(session, template, "keep_as_template", asker, at)
    return template


def _settle(board: Board, plan: Plan) -> None:
    board.title, board.introduction = dict(plan.title), dict(plan.introduction)
    board.checks_first, board.takes_photos = plan.checks_first, plan.takes_photos
    board.takes_voice = plan.takes_voice
    board.hides_counts, board.order = plan.hides_counts, plan.order
    board.look_within, board.reply_within = plan.look_within, plan.reply_within


def _copies(parts: Sequence[Any]) -> list[Any]:
    """The same topics or statuses, for another board."""
    found = []
    for part in parts:
        columns = {column.name for column in type(part).__table__.columns}
        names = columns - {"id", "board_id"}
        found.append(type(part)(**{name: getattr(part, name) for name in names}))
    return found


def _note(
    session: Session,
    board: Board,
    action: str,
    asker: Asker | None,
    at: datetime,
    **detail: object,
) -> None:
    board.changed_at = at
    session.flush()
    audit.note(session, asker, action, f"board:{board.slug}", at=at, **detail)
