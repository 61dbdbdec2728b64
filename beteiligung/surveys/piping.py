"""Earlier answers inside later texts: how a text names them, and what is wrong with such a name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from beteiligung.locales import BY_ID
from beteiligung.surveys.shape import Finding
from beteiligung.surveys.wording import texts
from beteiligung.text import N_, Translated

REFERENCE = re.compile(r"\$\{([A-Za-z]\w*(?:\.\w+)?)\}")
# What was meant to be one: a sign of another keyboard, a space, a brace that is missing or round.
_MEANT = re.compile(
    r"(?P<sign>[$＄﹩])[\s\u200e\u200f]*[{｛﹛(（]?[\s\u200e\u200f]*(?P<one>[A-Za-z][\w.]*)\s*[}｝﹜)）]?"
    r"|[{｛﹛]\s*(?P<two>[A-Za-z][\w.]*)\s*[}｝﹜]"
)
_PLACEHOLDER = re.compile(r"\{([\w.]+)\}")
BLANKED = "[…]"
PLATFORMS = {"operator", "privacy_link"}  # filled in by the page itself
_OPEN = re.compile(r"[{｛﹛(（}｝﹜)）]")


# Ways of asking with one answer that can be said in a sentence, alike on server and phone.
SAID = {"single", "multiple", "scale", "smiley", "matrix", "number", "text", "date", "time"}


@dataclass(slots=True)
class _Known:
    """The questions before a place: what may be shown there, and why some may not."""

    names: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)  # names of questions that ask who somebody is
    unsaid: set[str] = field(default_factory=set)  # a photo, an order, a budget …
    rows: dict[str, list[str]] = field(default_factory=dict)  # of a matrix: it has no one answer

    def add(self, question: Mapping[str, Any]) -> None:
        """One more question has been asked."""
        name = str(question.get("id") or "")
        if question.get("kind") not in SAID:
            self.unsaid.add(name)
        elif question.get("identifying"):
            self.private.add(name)
        elif items := [str(item.get("code")) for item in question.get("items") or ()]:
            self.rows[name] = items
            self.names.update(f"{name}.{item}" for item in items)
        else:
            self.names.add(name)


def references(words: str) -> set[str]:
    """The answers that a text shows, such as ``q1`` for ``${q1}`` and ``q2.row`` for a row."""
    return set(REFERENCE.findall(words))


def blanked(text: Translated) -> Translated:
    """A text with “[…]” where each person sees an earlier answer: for those who read results."""
    said = {locale: REFERENCE.sub(BLANKED, words) for locale, words in text.texts.items()}
    return Translated(said, text.source)


def placeholders(words: str) -> set[str]:
    """What is filled in when a text is shown, such as ``operator`` for ``{operator}``."""
    return set(_PLACEHOLDER.findall(words))


def faults(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Texts that show an answer which is not there yet, or whose ``${…}`` is written wrongly."""
    everything = _Known()
    for question in document["questions"]:
        everything.add(question)
    meant = everything.names | everything.private | everything.rows.keys()
    known, reached = _Known(), 0
    for path, text in texts(document):
        asked = _question(path)
        while asked is not None and reached < asked:
            known.add(document["questions"][reached])
            reached += 1
        by_locale = text if isinstance(text, Mapping) else {document.get("source") or "de": text}
        yield from _slips(path, by_locale, meant)
        names = {name for words in by_locale.values() for name in references(str(words))}
        for name in sorted(names):
            yield from _misplaced(path, name, known)


def _question(path: str) -> int | None:
    head, _, rest = path.partition(".")
    return int(rest.partition(".")[0]) if head == "questions" else None


def _misplaced(path: str, name: str, known: _Known) -> Iterator[Finding]:
    asked, said = name.partition(".")[0], f"${{{name}}}"
    if _question(path) is None:
        yield Finding(path, N_("Answers cannot be shown in this text: %(said)s."), {"said": said})
    elif asked in known.private:
        yield Finding(
            path, N_("%(said)s asks who somebody is: this is never shown again."), {"said": said}
        )
    elif asked in known.unsaid:
        yield Finding(
            path, N_("%(said)s has no answer that can be said in a text."), {"said": said}
        )
    elif name in known.rows:
        row = f"${{{name}.{known.rows[name][0]}}}"
        yield Finding(
            path,
            N_("%(said)s has several rows. Please name one, such as %(repair)s."),
            {"said": said, "repair": row},
        )
    elif name not in known.names:
        yield Finding(
            path,
            N_("%(said)s does not come before this question."),
            {"said": said},
        )


def _slips(path: str, by_locale: Mapping[str, Any], meant: set[str]) -> Iterator[Finding]:
    for locale, words in by_locale.items():
        for said, repair in slips(str(words or ""), meant):
            yield Finding(
                path,
                N_("%(language)s: please write “%(repair)s” instead of “%(said)s”."),
                {"language": BY_ID[locale].name, "said": said, "repair": repair},
            )


def slips(words: str, meant: set[str]) -> Iterator[tuple[str, str]]:
    """What was meant to show an answer but is written wrongly, each with its repair.

    ``meant`` are the names of questions (and rows): prices and other words in braces are no slips.
    """
    for found in _MEANT.finditer(words):
        said, name = found.group(), (found["one"] or found["two"]).rstrip(".")
        near = next((each for each in meant if each.lower() == name.lower()), "")
        braced = found["sign"] is not None and _OPEN.search(said) is not None
        if REFERENCE.fullmatch(said) or name in PLATFORMS:
            continue  # well written: whether it is there is another matter
        if near or braced:
            yield said.strip(), f"${{{near or name}}}"
