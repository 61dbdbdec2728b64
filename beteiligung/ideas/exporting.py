"""The ideas of a board as rows of a file: what everybody sees on its pages, and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.ideas.life import Standing
from beteiligung.ideas.mapping import spot_of
from beteiligung.ideas.models import Board, CountedSupport, Idea
from beteiligung.ideas.records import IdeaLink, IdeaReply
from beteiligung.ideas.visibility import is_visible
from beteiligung.locales import SOURCE
from beteiligung.text import Translated
from beteiligung.web.spreadsheets import Cell, harmless

# Every column with what it means, in the order of the files; the dictionary that comes along.
COLUMNS: Mapping[str, str] = {
    "reference": "öffentliche Nummer der Idee",
    "text": "Wortlaut, wie er gegeben wurde",
    "language": "Sprache des Wortlauts",
    "text_de": "Arbeitsübersetzung ins Deutsche, falls es eine gibt",
    "translated_by": "wer übersetzt hat: author, staff oder machine",
    "category": "Thema",
    "place": "Ort aus der Liste des Stadtteils",
    "street": "Straße",
    "hint": "Hinweis zum Ort",
    "latitude": "geografische Breite, auf 100 m gerundet",
    "longitude": "geografische Länge, auf 100 m gerundet",
    "received": "Tag, an dem die Idee kam",
    "published": "Tag, seit dem alle sie sehen",
    "status": "Stand",
    "is_final": "1: der Stand ist der letzte",
    "channel": (
        "own: eigenes Gerät, assisted: vom Team aufgeschrieben, stall: am Gerät des Teams,"
        " paper: auf Papier"
    ),
    "supports_devices": "Geräte, von denen unterstützt wurde; leer, solange nichts gezeigt wird",
    "supports_assisted": "vom Team in Gesprächen gezählte Unterstützung",
    "supports_stall": "am Stand gezählte Unterstützung",
    "under": "Nummer der Idee, mit der sie zusammensteht",
    "reply": "veröffentlichte Antwort",
    "reply_from": "wer antwortet",
    "reply_on": "Tag der Antwort",
}


class Beside(NamedTuple):
    """What belongs to ideas and stands in other tables, by the idea's id."""

    counted: Mapping[tuple[int, str], int]
    replies: Mapping[int, IdeaReply]
    leads: Mapping[int, str]


def visible_ideas(session: Session, board: Board, *, newest: int | None = None) -> list[Idea]:
    """The ideas of a board that everybody sees, the newest first."""
    wanted = select(Idea).where(Idea.board_id == board.id, is_visible())
    return list(session.scalars(wanted.order_by(Idea.id.desc()).limit(newest)))


def beside(session: Session, board: Board) -> Beside:
    """What is published about the ideas of a board."""
    mine = select(Idea.id).where(Idea.board_id == board.id, is_visible())
    counted = session.execute(
        select(CountedSupport.idea_id, CountedSupport.channel, func.sum(CountedSupport.n))
        .where(CountedSupport.idea_id.in_(mine))
        .group_by(CountedSupport.idea_id, CountedSupport.channel)
    )
    replies = session.scalars(
        select(IdeaReply)
        .where(IdeaReply.idea_id.in_(mine), IdeaReply.published_at.is_not(None))
        .order_by(IdeaReply.published_at)
    )
    leads = session.execute(
        select(IdeaLink.idea_id, Idea.reference)
        .join(Idea, Idea.id == IdeaLink.lead_id)
        .where(IdeaLink.idea_id.in_(mine), is_visible())
    )
    return Beside(
        {(row[0], row[1]): int(row[2]) for row in counted},
        {reply.idea_id: reply for reply in replies},
        {row[0]: row[1] for row in leads},
    )


def rows(ideas: Sequence[Idea], more: Beside, now: Standing) -> Iterator[list[Cell]]:
    """A head and a row for each idea; no cell that a spreadsheet would run."""
    yield list(COLUMNS)
    for idea in ideas:
        row = record(idea, more, now)
        yield [
            harmless(value) if isinstance(value := row[name], str) else value for name in COLUMNS
        ]


def dictionary() -> Iterator[list[Cell]]:
    """What the columns mean."""
    yield ["column", "meaning"]
    for name, meaning in COLUMNS.items():
        yield [name, meaning]


def record(idea: Idea, more: Beside, now: Standing) -> dict[str, Cell]:
    """An idea by the names of the columns."""
    meaning = next((each for each in idea.translations if each.language == SOURCE), None)
    reply = more.replies.get(idea.id)
    return {
        "reference": idea.reference,
        "text": idea.text,
        "language": idea.language,
        "text_de": meaning.text if meaning else "",
        "translated_by": meaning.origin if meaning else "",
        **_where(idea),
        "received": idea.received_at.date().isoformat(),
        "published": idea.published_at.date().isoformat() if idea.published_at else "",
        "status": _german(idea.status.named) if idea.status else "",
        "is_final": int(idea.status.is_final) if idea.status else 0,
        "channel": idea.channel,
        **supports(idea, more, now),
        "under": more.leads.get(idea.id, ""),
        "reply": _german(reply.words) if reply else "",
        "reply_from": reply.office if reply else "",
        "reply_on": reply.published_at.date().isoformat() if reply and reply.published_at else "",
    }


def _where(idea: Idea) -> dict[str, Cell]:
    north, east = spot_of(idea) or ("", "")
    return {
        "category": _german(idea.category.named) if idea.category else "",
        "place": idea.place.name if idea.place else "",
        "street": idea.street,
        "hint": idea.hint,
        "latitude": north,
        "longitude": east,
    }


def supports(idea: Idea, more: Beside, now: Standing) -> dict[str, Cell]:
    """Supports by the way they came: never one sum; empty while nothing is shown."""
    if not now.shows_counts:
        return dict.fromkeys(("supports_devices", "supports_assisted", "supports_stall"), "")
    return {
        "supports_devices": idea.supporters,
        "supports_assisted": more.counted.get((idea.id, "assisted"), 0),
        "supports_stall": more.counted.get((idea.id, "stall"), 0),
    }


def _german(words: Translated) -> str:
    return words.pick([SOURCE]).text
