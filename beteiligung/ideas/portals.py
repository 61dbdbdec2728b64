"""Boards and ideas as other portals read them: GeoJSON, and the names that DIPAS gives its own."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from beteiligung.ideas.exporting import Beside, record, supports
from beteiligung.ideas.life import Standing
from beteiligung.ideas.mapping import spot_of
from beteiligung.ideas.models import Board, Idea
from beteiligung.ideas.wording import shortened
from beteiligung.locales import SOURCE

Address = Callable[[Idea], str]
Feature = Mapping[str, Any]


def collection(features: Sequence[Feature]) -> Feature:
    """Features as one GeoJSON document."""
    return {"type": "FeatureCollection", "features": list(features)}


def feature(idea: Idea, more: Beside, now: Standing, link: str) -> Feature:
    """An idea on a map: every column of the table, its point if it has one."""
    found = {name: value for name, value in record(idea, more, now).items() if value != ""}
    for name in ("latitude", "longitude"):
        found.pop(name, None)
    return _feature(idea, {**found, "link": link})


def contribution(idea: Idea, more: Beside, now: Standing, link: str) -> Feature:
    """An idea as DIPAS calls its parts."""
    has_reply, counted = idea.id in more.replies, supports(idea, more, now)
    return _feature(
        idea,
        {
            "id": idea.reference,
            "title": shortened(idea.text) or _category(idea),
            "contributionContent": idea.text,
            "contributionType": "Idee",
            "category": _category(idea),
            "dateCreated": _day(idea.published_at or idea.received_at),
            "belongToProject": idea.board.slug,
            "commentsNumber": int(has_reply),
            "commentedBy": [more.replies[idea.id].office] if has_reply else [],
            "votingPro": idea.supporters if now.shows_counts else None,
            "votingContra": None,
            "keywordPicked": [],
            "keywordSuggested": [],
            "dipasLocated": spot_of(idea) is not None,
            "link": link,
            "customAttribute": {
                "language": idea.language,
                "status": _status(idea),
                **{name: value for name, value in counted.items() if value != ""},
            },
        },
    )


def comment(idea: Idea, more: Beside) -> Sequence[Feature]:
    """What an office replied, in the place of comments, of which there are none."""
    reply = more.replies.get(idea.id)
    if reply is None or reply.published_at is None:
        return []
    words = {
        "id": reply.id,
        "commentedContribution": idea.reference,
        "commentContent": reply.words.pick([SOURCE]).text,
        "commentedBy": reply.office,
        "dateCreated": _day(reply.published_at),
    }
    return [{"type": "Feature", "geometry": None, "properties": words}]


def project(board: Board, now: Standing, publisher: str, link: str) -> Feature:
    """A board as DIPAS calls its parts."""
    begins = min((each.begins_at for each in board.phases), default=None)
    ends = max((each.ends_at for each in board.phases), default=None)
    topics = [each.named.pick([SOURCE]).text for each in board.categories]
    words = {
        "id": board.slug,
        "nameFull": board.named.pick([SOURCE]).text,
        "description": board.introduced.pick([SOURCE]).text,
        "dateStart": _day(begins) if begins else None,
        "dateEnd": _day(ends) if ends else None,
        "dipasPhase": str(now.stage),
        "owner": publisher,
        "publisher": publisher,
        "projectOwner": publisher,
        "projectTopics": topics,
        "standardCategories": topics,
        "projectContributionType": ["Idee"],
        "dipasMainDistrict": [each.area.named.pick([SOURCE]).text for each in board.districts],
        "referenceSystem": "EPSG:4326",
        "website": link,
        "hasParticipatoryText": False,
    }
    return {"type": "Feature", "geometry": None, "properties": words}


def _feature(idea: Idea, properties: Mapping[str, Any]) -> Feature:
    point = None
    if (spot := spot_of(idea)) is not None:
        point = {"type": "Point", "coordinates": [spot[1], spot[0]]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _category(idea: Idea) -> str:
    return idea.category.named.pick([SOURCE]).text if idea.category else ""


def _status(idea: Idea) -> str:
    return idea.status.named.pick([SOURCE]).text if idea.status else ""


def _day(at: datetime) -> str:
    return at.date().isoformat()
