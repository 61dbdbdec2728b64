"""A board as a feed (RSS 2.0): its newest ideas with their replies, for readers of news."""

from collections.abc import Callable, Sequence
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from beteiligung.ideas.exporting import Beside, supports
from beteiligung.ideas.life import Standing
from beteiligung.ideas.models import Board, Idea
from beteiligung.ideas.wording import shortened
from beteiligung.locales import BY_ID, SOURCE

NEWEST = 50
WAYS = {
    "supports_devices": "online",
    "supports_stall": "an Ständen",
    "supports_assisted": "mit dem Team",
}
_DC = "http://purl.org/dc/elements/1.1/"
ET.register_namespace("dc", _DC)


def feed(
    board: Board,
    ideas: Sequence[Idea],
    more: Beside,
    *,
    now: Standing,
    link: str,
    address: Callable[[Idea], str],
) -> bytes:
    """The feed; each idea says in which language it is."""
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _say(channel, "title", board.named.pick([SOURCE]).text)
    _say(channel, "link", link)
    _say(channel, "description", board.introduced.pick([SOURCE]).text)
    _say(channel, "language", BY_ID[SOURCE].html_lang)
    for idea in ideas:
        item = ET.SubElement(channel, "item")
        _say(item, "title", shortened(idea.text) or _topic(idea))
        _say(item, "link", address(idea))
        _say(item, "guid", idea.reference, isPermaLink="false")
        _say(item, "description", _words(idea, more, now))
        _say(item, f"{{{_DC}}}language", BY_ID[idea.language].html_lang)
        if idea.published_at is not None:
            _say(item, "pubDate", format_datetime(idea.published_at))
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _words(idea: Idea, more: Beside, now: Standing) -> str:
    reply = more.replies.get(idea.id)
    said = [idea.text or _topic(idea)]
    if now.shows_counts:
        counted = supports(idea, more, now)
        ways = (f"{words} {counted[name]}" for name, words in WAYS.items())
        said.append(f"Unterstützung: {', '.join(ways)}")
    if reply is not None:
        said.append(f"{reply.office or 'Antwort'}: {reply.words.pick([SOURCE]).text}")
    return "\n\n".join(said)


def _topic(idea: Idea) -> str:
    return idea.category.named.pick([SOURCE]).text if idea.category else ""


def _say(parent: ET.Element, name: str, words: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = words
