"""A board as a feed (RSS 2.0): its newest ideas with their replies, for readers of news."""

from collections.abc import Callable, Sequence
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from beteiligung.ideas.exporting import Beside
from beteiligung.ideas.models import Board, Idea
from beteiligung.ideas.wording import shortened
from beteiligung.locales import BY_ID, SOURCE

NEWEST = 50
_DC = "http://purl.org/dc/elements/1.1/"
ET.register_namespace("dc", _DC)


def feed(
    board: Board, ideas: Sequence[Idea], more: Beside, *, link: str, address: Callable[[Idea], str]
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
        _say(item, "description", _words(idea, more))
        _say(item, f"{{{_DC}}}language", BY_ID[idea.language].html_lang)
        if idea.published_at is not None:
            _say(item, "pubDate", format_datetime(idea.published_at))
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _words(idea: Idea, more: Beside) -> str:
    reply = more.replies.get(idea.id)
    said = [idea.text or _topic(idea)]
    if reply is not None:
        said.append(f"{reply.office or 'Antwort'}: {reply.words.pick([SOURCE]).text}")
    return "\n\n".join(said)


def _topic(idea: Idea) -> str:
    return idea.category.named.pick([SOURCE]).text if idea.category else ""


def _say(parent: ET.Element, name: str, words: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = words
