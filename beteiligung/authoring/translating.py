"""What people do with the translations of a draft: write them, and review what others wrote."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker, Role
from beteiligung.accounts.models import Staff
from beteiligung.authoring.actions import change_draft, mend_text
from beteiligung.authoring.models import Review
from beteiligung.authoring.origins import MACHINE, origins
from beteiligung.authoring.pairs import pair_of
from beteiligung.authoring.states import Cell, Mark, Row, rows_of
from beteiligung.authoring.word_table import Change
from beteiligung.errors import Refusal
from beteiligung.surveys import wording
from beteiligung.surveys.models import Survey
from beteiligung.text import N_


class OwnWords(Refusal):
    """Somebody wants to review what she wrote herself."""

    default = N_(
        "You wrote this text yourself. A second person must read it: please ask somebody of your "
        "team."
    )


class NothingToReview(Refusal):
    """A text without words, or one that somebody has just changed."""

    default = N_("This text was changed meanwhile. Please read it once more.")


def write_words(
    session: Session,
    survey: Survey,
    words: Mapping[str, str],
    *,
    locale: str,
    machine: Collection[str] = (),
    asker: Asker | None,
    at: datetime,
) -> None:
    """Write texts of the draft in one language, by path; those of a ``machine`` are marked so."""
    mend_text(session, survey, words, locale=locale, asker=asker, at=at)
    known, keys = origins(session, survey), wording.keys(survey.draft)
    for path in machine:
        row = known.get((keys.get(path, ""), locale))
        if path in words and row is not None:
            row.who, row.staff_id = MACHINE, None
    session.flush()


def take_table(
    session: Session, survey: Survey, changes: Sequence[Change], *, asker: Asker, at: datetime
) -> None:
    """Write what a table brought, all at once; each text keeps the source it was made from."""
    document: dict[str, Any] = dict(survey.draft)
    for change in changes:
        document = wording.with_text(document, change.path, change.locale, change.after)
    change_draft(
        session,
        survey,
        document,
        what=N_("Translations were taken in from a table"),
        asker=asker,
        at=at,
    )
    known = origins(session, survey)
    for change in changes:
        known[change.key, change.locale].source_words = change.made_from
    session.flush()


def review_words(
    session: Session,
    survey: Survey,
    seen: Mapping[str, str],
    *,
    locale: str,
    asker: Asker,
    at: datetime,
) -> int:
    """Note that somebody has read translations beside their sources; how many are new.

    ``seen``: the words that were read, by path. Refused if they are others by now, and if she wrote
    one of them herself, unless nobody else could review it: that is noted.
    """
    rows = {row.path: row for row in rows_of(session, survey, [locale])}
    alone = not others_who_could(session, survey, asker)
    done = 0
    for path, words in seen.items():
        cell = _seen(rows.get(path), locale, words)
        own = cell.staff_id == asker.id
        if own and not alone:
            raise OwnWords
        if cell.mark is Mark.REVIEWED:
            continue
        done += 1
        session.merge(
            Review(
                pair=pair_of(rows[path].source, locale, words),
                locale=locale,
                staff_id=asker.id,
                who=asker.name,
                at=at,
            )
        )
    if done:
        _note(session, survey, locale, done, alone=alone, asker=asker, at=at)
    session.flush()
    return done


def others_who_could(session: Session, survey: Survey, asker: Asker) -> list[str]:
    """The names of those beside her who may review texts of this survey."""
    where: set[int | None] = {district.id for district in survey.districts}
    everybody = session.scalars(select(Staff).where(Staff.active.is_(True), Staff.id != asker.id))
    return [person.name for person in everybody if _may(person, where)]


def _may(person: Staff, where: Collection[int | None]) -> bool:
    return any(
        row.role == Role.ADMIN or (row.role == Role.MANAGER and row.district_id in where)
        for row in person.memberships
    )


def _seen(row: Row | None, locale: str, words: str) -> Cell:
    if row is None or not words or row.cells[locale].words != words:
        raise NothingToReview
    return row.cells[locale]


def _note(
    session: Session,
    survey: Survey,
    locale: str,
    number: int,
    *,
    alone: bool,
    asker: Asker,
    at: datetime,
) -> None:
    detail: dict[str, object] = {"language": locale, "texts": number}
    if alone:
        detail["second_person"] = "none there"
    audit.note(session, asker, "review_words", f"survey:{survey.slug}", at=at, **detail)
