"""In which languages a survey is published: finished ones, and unreviewed ones only knowingly."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.authoring.actions import change_draft
from beteiligung.authoring.origins import said
from beteiligung.authoring.states import LanguageState, Mark, language_states
from beteiligung.errors import Refusal
from beteiligung.locales import BY_ID
from beteiligung.surveys import wording
from beteiligung.surveys.models import Survey, SurveyVersion
from beteiligung.surveys.queries import newest_version
from beteiligung.text import N_
from beteiligung.web.seams import Offer


class NotReviewed(Refusal):
    """A language is to be published that no second person has read."""

    default = N_(
        "Not every text is reviewed in: %(languages)s. Please tick that you publish it so, or "
        "leave the language out."
    )


class NotFinished(Refusal):
    """A language is to be published in which texts are missing."""

    default = N_("Texts are still missing in: %(languages)s.")


def offers(session: Session, survey: Survey) -> list[Offer]:
    """The languages in which a survey could be published beside its source, and how they stand."""
    version, finished = newest_version(session, survey), wording.finished(survey.draft)
    chosen = survey.draft.get("languages")
    return [
        Offer(
            state.entry,
            unreviewed=state.by_mark[Mark.DRAFT],
            outdated=state.by_mark[Mark.OUTDATED],
            chosen=chosen is None or state.entry.id in chosen,
            must_sign=_must_sign(survey, version, state),
        )
        for state in language_states(session, survey, finished)
    ]


def settle_languages(
    session: Session,
    survey: Survey,
    chosen: Collection[str] | None,
    signed: Collection[str],
    *,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Settle in which languages the draft is published, just before it is.

    ``chosen``: those that were ticked; none: as the draft says. Those with texts that nobody has
    reviewed must be ``signed``, one by one; the log says so.
    """
    if chosen is not None:
        choose_languages(session, survey, chosen, asker=asker, at=at)
    unreviewed = [offer for offer in offers(session, survey) if offer.chosen and offer.must_sign]
    if unsigned := [offer.entry.id for offer in unreviewed if offer.entry.id not in signed]:
        raise NotReviewed(languages=_names(unsigned))
    for offer in unreviewed:
        audit.note(
            session,
            asker,
            "publish_unreviewed",
            f"survey:{survey.slug}",
            at=at,
            language=offer.entry.id,
            texts=offer.unreviewed + offer.outdated,
        )


def choose_languages(
    session: Session,
    survey: Survey,
    chosen: Collection[str],
    *,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Let the draft be offered in its source and in these finished languages."""
    possible = offers(session, survey)
    known = {offer.entry.id for offer in possible}
    wanted = [locale for locale in BY_ID if locale in chosen and locale != survey.source]
    if lacking := [locale for locale in wanted if locale not in known]:
        raise NotFinished(languages=_names(lacking))
    if wanted == [offer.entry.id for offer in possible if offer.chosen]:
        return
    document = {**survey.draft, "languages": [survey.source, *wanted]}
    change_draft(session, survey, document, what=N_("Languages were chosen"), asker=asker, at=at)


def _must_sign(survey: Survey, version: SurveyVersion | None, state: LanguageState) -> bool:
    """Whether publishing a language would show people something that nobody has reviewed.

    What was published and signed for before needs no second signature while it stays the same.
    """
    if not state.unreviewed or state.by_mark[Mark.OUTDATED] or version is None:
        return bool(state.unreviewed)
    locale = state.entry.id
    if locale not in version.locales:
        return True
    shown, now = said(version.document), said(survey.draft)
    return any(
        key not in shown or shown[key].others.get(locale) != text.others.get(locale)
        for key, text in now.items()
    )


def _names(locales: Collection[str]) -> str:
    return ", ".join(BY_ID[locale].name for locale in locales)
