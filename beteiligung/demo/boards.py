"""The demonstration's idea boards: fourteen ideas in their languages, of which one is not shown."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.accounts.tokens import digest
from beteiligung.demo.asking import Calendar
from beteiligung.districts.models import District
from beteiligung.districts.queries import places_of
from beteiligung.ideas.actions import Plan, create_board, publish_board, set_phases
from beteiligung.ideas.giving import Given, give_idea, secret_of
from beteiligung.ideas.models import (
    Board,
    CountedSupport,
    Idea,
    Phase,
    State,
    Support,
    WorkingTranslation,
)
from beteiligung.ideas.records import IdeaReply, ModerationDecision, StatusChange
from beteiligung.locales import TIER_1

BEGAN, ENDS = -40, 28  # days from the day of filling
PHASE = {
    "de": "Ideen und Unterstützung",
    "en": "Ideas and support",
    "ar": "الأفكار والدعم",
    "uk": "Ідеї та підтримка",
    "ru": "Идеи и поддержка",
}
NAMESPACE = uuid.UUID("5c3c4f0e-6a57-4b3e-9a8b-0d4f2f3b7a11")


@cache
def written() -> dict[str, Any]:
    """Everything that is written, not counted; not to be changed."""
    path = Path(__file__).parent / "boards.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def fill_boards(
    session: Session,
    districts: Mapping[str, District],
    asker: Asker,
    calendar: Calendar,
    rng: Random,
) -> None:
    """Add a board to each district, with the ideas that were given there."""
    by_area = {district.area.code: district for district in districts.values()}
    for entry in written()["boards"]:
        district = by_area[entry["district"]]
        board = _board(session, entry, district, asker, calendar)
        mine = [idea for idea in written()["ideas"] if idea["district"] == entry["district"]]
        for number, said in enumerate(mine):
            given_at = calendar.on(BEGAN + 3 + 4 * number, 10 + number)
            idea = _idea(session, board, district, said, given_at)
            _decided(session, board, idea, said, calendar.on(BEGAN + 5 + 4 * number, 9))
            _supported(session, idea, said, rng)


def _board(
    session: Session,
    entry: Mapping[str, Any],
    district: District,
    asker: Asker,
    calendar: Calendar,
) -> Board:
    at = calendar.on(BEGAN, 8)
    words = {name: entry[name] for name in ("title", "introduction", "prefix")}
    plan = Plan(**words, takes_voice=True)
    board = create_board(session, plan, districts=[district], asker=asker, at=at)
    board.slug = entry["slug"]
    phase = Phase(name=PHASE, begins_at=at, ends_at=calendar.on(ENDS, 20))
    set_phases(session, board, [phase], asker=asker, at=at)
    publish_board(session, board, locales=list(TIER_1), asker=asker, at=at)
    return board


def _idea(
    session: Session, board: Board, district: District, said: Mapping[str, Any], at: datetime
) -> Idea:
    key = str(uuid.uuid5(NAMESPACE, said["id"]))
    places = {place.name: place.id for place in places_of(session, district)}
    is_assisted = said["channel"] == "assisted"
    given = Given(
        key=key,
        secret=secret_of("demonstration", key),
        text=said["text"],
        language=said["language"],
        category_id=next(each.id for each in board.categories if each.code == said["category"]),
        place_id=places.get(said.get("place", "")),
        street=said.get("street", ""),
        channel=said["channel"],
        spoken=said["language"].partition("-")[0] if is_assisted else "",
        has_consent=True if is_assisted else None,
    )
    return give_idea(session, board, given, at=at)


def _decided(
    session: Session, board: Board, idea: Idea, said: Mapping[str, Any], at: datetime
) -> None:
    """What the moderation did: shown or not, translated, given a status, answered."""
    state = State.PUBLISHED if said["status"] else State.REJECTED
    reason = "" if said["status"] else "insult"
    session.add(
        ModerationDecision(
            idea_id=idea.id, from_state=idea.state, to_state=state.value, reason=reason,
            by_id=None, who="Moderation", at=at,
        )
    )  # fmt: skip
    idea.state = state.value
    idea.published_at = at if said["status"] else None
    if said["translation"]:
        idea.translations.append(
            WorkingTranslation(
                language="de", text=said["translation"], origin="staff", changed_at=at
            )
        )
        idea.folded = idea.findable
    status = next((each for each in board.statuses if each.code == said["status"]), None)
    if status is not None:
        idea.status_id = status.id
        session.add(StatusChange(idea_id=idea.id, status_id=status.id, who="Moderation", at=at))
    if "reply" in said:
        reply = IdeaReply(
            idea_id=idea.id, texts=said["reply"], published_at=at, created_at=at, changed_at=at
        )
        session.add(reply)
    session.flush()


def _supported(session: Session, idea: Idea, said: Mapping[str, Any], rng: Random) -> None:
    """Devices that support it; where a pilot wrote it down, a few people at a stall besides."""
    for number in range(said["support"]):
        mark = digest(f"{idea.reference} {number}")
        session.add(Support(idea_id=idea.id, token_hash=mark))
    idea.supporters = said["support"]
    if said["channel"] == "assisted":
        session.add(
            CountedSupport(
                key=str(uuid.uuid5(NAMESPACE, f"stall {said['id']}")),
                idea_id=idea.id,
                channel="stall",
                n=rng.randint(3, 9),
                hour=idea.received_at,
            )
        )
    session.flush()
