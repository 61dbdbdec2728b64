"""The measures of a district as a feed (RSS 2.0), for readers of news, in one language."""

from collections.abc import Callable, Sequence
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from beteiligung.i18n import current, gettext, phrase
from beteiligung.measures.models import Measure
from beteiligung.measures.path import WORDS

NEWEST = 50


def feed(
    title: str, measures: Sequence[Measure], *, link: str, address: Callable[[Measure], str]
) -> bytes:
    """The feed: each measure once, with its status; it comes anew whenever that changes."""
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _say(channel, "title", f"{gettext('You said, we did')}: {title}")
    _say(channel, "link", link)
    _say(channel, "description", gettext("What becomes of what people said here."))
    _say(channel, "language", current().html_lang)
    newest = sorted(measures, key=lambda measure: measure.status_at, reverse=True)
    for measure in newest[:NEWEST]:
        item = ET.SubElement(channel, "item")
        status = gettext(WORDS[measure.stands])
        said = [phrase(measure.text(name)).text for name in ("note", "reason")]
        _say(item, "title", f"{phrase(measure.named).text} ({status})")
        _say(item, "link", address(measure))
        _say(item, "guid", f"{measure.reference} {measure.status}", isPermaLink="false")
        _say(item, "description", "\n\n".join(words for words in said if words))
        _say(item, "pubDate", format_datetime(measure.status_at))
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _say(parent: ET.Element, name: str, words: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = words
