"""What people paste: plain words out of a word processor's markup, a list out of lines, codes."""

import html
import re
from collections.abc import Collection

import nh3

from beteiligung.districts.slugs import slug_of
from beteiligung.text import readable

_MARKUP = re.compile(r"<(?:!--|!\[|\?xml|/?[A-Za-z][\w:-]*(?:\s[^<>]*)?/?>)")
_BLOCKS = re.compile(r"</(?:p|div|li|h[1-6]|tr)\s*>|<br\s*/?>", re.IGNORECASE)
_WITHOUT_WORDS = re.compile(
    r"<(style|xml|script|head|title)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_OFFICE = re.compile(r"<!--.*?-->|<!\[.*?\]>", re.DOTALL)
_BULLET = re.compile(r"^\s*(?:[·•▪◦‣⁃*–-]|o(?=\s{2})|\d{1,3}[.)]|[A-Za-z]\))\s+")
_BLANK_LINES = re.compile(r"\n\s*\n\s*(?:\n\s*)+")
LONGEST_CODE, WORDS_IN_CODE = 30, 3


def plain(text: str | None) -> str:
    """What was typed or pasted: no markup, no characters that are none, no spaces around it.

    ``5 < 7`` and ``<3`` stay: only what looks like a tag counts as markup.
    """
    kept = readable(text or "")
    if _MARKUP.search(kept):
        kept = _BLOCKS.sub("\n", _OFFICE.sub("", _WITHOUT_WORDS.sub("", kept)))
        # In HTML a lone "<" before a blank is a character; nh3 writes it as one.
        kept = readable(html.unescape(nh3.clean(kept, tags=set())))
        kept = _BLANK_LINES.sub("\n\n", kept)
    return kept.strip()


def had_markup(text: str | None) -> bool:
    """Whether `plain` had to take formatting away, so that the page can say so."""
    return bool(_MARKUP.search(text or ""))


def lines(text: str | None) -> list[str]:
    """Pasted answers, one in each line; signs of enumeration in front of them are no words."""
    found = (_BULLET.sub("", line).strip() for line in plain(text).splitlines())
    return [line for line in found if line]


def code_of(label: str, taken: Collection[str], stem: str = "a") -> str:
    """A code for an answer, made from its words, that none in ``taken`` has.

    Words in another script than ours give no readable code: such answers are numbered.
    """
    slug = slug_of(label) if re.search(r"[A-Za-z0-9ÄÖÜäöüß]", label) else ""
    base = "_".join(slug.split("-")[:WORDS_IN_CODE])[:LONGEST_CODE].strip("_")
    used = {code.lower() for code in taken}
    if base and base not in used:
        return base
    number = 2 if base else 1
    while f"{base or stem}{number}" in used:
        number += 1
    return f"{base or stem}{number}"
