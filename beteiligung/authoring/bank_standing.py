"""How the item bank stands here: which questions are used, and what nobody has reviewed yet."""

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.authoring.bank_contents import Item
from beteiligung.authoring.pairs import pair_of
from beteiligung.authoring.states import reviews
from beteiligung.locales import SOURCE, TIER_1
from beteiligung.surveys.queries import surveys_of


def uses(session: Session, asker: Asker) -> Counter[str]:
    """In how many surveys of this person's districts each question of the bank is."""
    return Counter(
        item_id
        for survey in surveys_of(session, asker)
        for item_id in taken_from_bank(survey.draft)
    )


def taken_from_bank(document: Mapping[str, object]) -> set[str]:
    """The ids of the bank's questions that a draft has taken."""
    questions = document.get("questions")
    listed = questions if isinstance(questions, list) else []
    return {str(question["bank"]) for question in listed if question.get("bank")}


def unreviewed(session: Session, items: Iterable[Item]) -> dict[str, frozenset[str]]:
    """For each question the languages in which nobody has reviewed all of its words.

    A translation counts as reviewed wherever somebody reviewed the same words beside the same
    German: there is no state of the bank's own.
    """
    pairs = {
        (item.id, locale): _pairs(item, locale)
        for item in items
        for locale in TIER_1
        if locale != SOURCE
    }
    known = reviews(session, {pair for several in pairs.values() for pair in several}).keys()
    found: dict[str, set[str]] = {}
    for (item_id, locale), several in pairs.items():
        languages = found.setdefault(item_id, set())
        if not several <= known:
            languages.add(locale)
    return {item_id: frozenset(languages) for item_id, languages in found.items()}


def _pairs(item: Item, locale: str) -> set[str]:
    said = zip(item.said(SOURCE), item.said(locale), strict=True)
    return {pair_of(source, locale, words) for source, words in said}
