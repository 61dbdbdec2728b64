"""What pilots choose from, in every language of the app: tablets take it along."""

from collections.abc import Iterable, Mapping
from typing import TypedDict

from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.districts.models import District
from beteiligung.fieldwork import queries
from beteiligung.fieldwork.choices import LANGUAGES, Offered, Sort
from beteiligung.fieldwork.shell import SPOKEN
from beteiligung.i18n import gettext


class Named(TypedDict):
    """Something to choose: its code, and what it is called, by language."""

    code: str
    names: dict[str, str]


def lists_of(session: Session, district: District) -> Mapping[str, list[Named]]:
    """What the pilots of a district choose from now."""
    found = {
        sort.value: _named(
            each for each in queries.choices(session, district.id, sort) if each.is_offered
        )
        for sort in Sort
    }
    return {**found, "language": _languages()}


def name_of(choice: Offered) -> str:
    """What a choice is called, in the page's language."""
    return gettext(choice.message) if choice.message else i18n.phrase(choice.own).text


def _named(choices: Iterable[Offered]) -> list[Named]:
    rows = [(each, Named(code=each.code, names=dict(each.own.texts))) for each in choices]
    for locale in SPOKEN:
        with i18n.speaking(locale):
            for choice, row in rows:
                if choice.message:
                    row["names"][locale] = gettext(choice.message)
    return [row for _, row in rows]


def _languages() -> list[Named]:
    rows = {code: Named(code=code, names={}) for code in LANGUAGES}
    for locale in SPOKEN:
        with i18n.speaking(locale):
            for code, row in rows.items():
                row["names"][locale] = i18n.language_name(code)
    return list(rows.values())
