"""Staff pages on which conclusions are written in each language, and read by a second person."""

from dataclasses import dataclass, replace

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.locales import LocaleEntry
from beteiligung.releases import conclusion_check, conclusions, preparing, tokens
from beteiligung.releases.conclusion_check import Fault
from beteiligung.releases.forms import ConclusionForm, mark
from beteiligung.releases.manage import LOOKERS, blueprint, found, page
from beteiligung.releases.page import KNOWN
from beteiligung.releases.progress import Progress, Tongue, progress
from beteiligung.releases.released import Released
from beteiligung.releases.released import read as read_released
from beteiligung.releases.tokens import Offered
from beteiligung.surveys.models import Survey
from beteiligung.text import Translated
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

__all__ = ["blueprint"]  # that of all pages on the way to a release


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure in the list beside the text: answers, how it reads, its token."""

    answers: tuple[Translated, ...]
    said: str
    token: str


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one question, or of one row."""

    text: Translated
    item: Translated | None
    choices: tuple[Choice, ...]
    whose: Translated | None = None  # of which group, if not of everybody
    parts: "tuple[Group, ...]" = ()  # the same, group by group


@blueprint.get("/fazit")
@staff(*LOOKERS)
def conclusion(slug: str) -> Response:
    """On to the conclusion in the survey's own language."""
    survey = found(slug, *LOOKERS)
    return redirect(url_for("release_desk.words", slug=slug, locale=survey.source), 303)


@blueprint.get("/fazit/<locale>")
@staff(*LOOKERS)
def words(slug: str, locale: str) -> str:
    """A conclusion in one language, as it is written and as it reads, beside the figures."""
    survey = found(slug, *LOOKERS)
    now, tongue = _looked(survey, locale)
    return _page(survey, now, tongue, ConclusionForm(tongue.text, tongue.entry.name))


@blueprint.post("/fazit/<locale>")
@staff(Role.MANAGER)
def write(slug: str, locale: str) -> ResponseReturnValue:
    """Keep a conclusion whose every figure can be filled."""
    survey = found(slug)
    now, tongue = _looked(survey, locale)
    form = ConclusionForm(tongue.text, tongue.entry.name)
    if not checked(form) or not _right(form, now, tongue):
        return _page(survey, now, tongue, form), 422
    preparing.write_conclusion(
        db.session(), survey, locale, form.text.data or "", asker=signed_in(), at=moment()
    )
    flash(_("Saved."), "ok")
    return redirect(url_for("release_desk.words", slug=slug, locale=locale), 303)


@blueprint.post("/fazit/<locale>/gelesen")
@staff(Role.MANAGER)
def read(slug: str, locale: str) -> Response:
    """Say as a second person that a conclusion is right."""
    check_token()
    survey = found(slug)
    preparing.read_conclusion(db.session(), survey, locale, asker=signed_in(), at=moment())
    flash(_("Thank you. The text counts as read by a second person."), "ok")
    return redirect(url_for("release_desk.words", slug=slug, locale=locale), 303)


def _looked(survey: Survey, locale: str) -> tuple[Progress, Tongue]:
    now = progress(db.session(), survey, moment())
    tongue = next((each for each in now.tongues if each.entry.id == locale), None)
    if tongue is None:
        raise NotFound
    return now, tongue


def _right(form: ConclusionForm, now: Progress, tongue: Tongue) -> bool:
    """Whether the text may be kept; says why not."""
    text = form.text.data or ""
    if form.overtaken(tongue.text):
        form.say(
            [
                _(
                    "Somebody else has changed this text meanwhile. Both stand here: please take "
                    "over what you need and save once more."
                )
            ]
        )
    elif tongue.text and not text and not form.remove.data:
        form.asks = True
        form.say([_("Nothing was saved: the field is empty. Tick the box to remove the text.")])
    elif now.released is None:
        form.say([_("There are no figures yet. Please compute them first.")])
    else:
        form.say(_sentences(conclusion_check.faults(text, now.released, tongue.entry.id)))
    return not form.text.errors


def _page(survey: Survey, now: Progress, tongue: Tongue, form: ConclusionForm) -> str:
    text = form.text.data or ""
    overtaken = form.overtaken(tongue.text)
    reading, hints = Markup(), list[str]()
    figures = now.released or (read_released(now.last.document) if now.last else None)
    if figures is not None and text:
        reading = conclusions.filled(text, figures, tongue.entry.id)
    if now.released is not None and text:
        hints = _sentences(conclusion_check.hints(text, now.released, tongue.entry.id))
    return page(
        "words",
        survey,
        now,
        tongue=tongue,
        form=form,
        theirs=tongue.text if overtaken else None,
        reading=reading,
        hints=hints,
        groups=_groups(now.released, tongue.entry.id) if now.released else [],
        total=conclusions.total(now.released, tongue.entry.id) if now.released else "",
        own=tongue.by == signed_in().id,
        theirs_mark=mark(tongue.text),
        apart=_apart,
    )


def _apart(text: str, entry: LocaleEntry) -> str:
    return tokens.apart(text) if entry.direction == "rtl" else text


def _groups(released: Released, locale: str) -> list[Group]:
    """The figures by question; what was asked of nobody, such as the language, comes last."""
    found = [each for each in tokens.offered(released) if each.offers]
    found.sort(key=lambda each: each.asked.id in KNOWN)
    return [_whole(each, released, locale) for each in found]


def _whole(offered: Offered, released: Released, locale: str) -> Group:
    parts = [
        _group(each, locale)
        for each in tokens.offered_of_groups(offered.asked, released)
        if each.item == offered.item
    ]
    return replace(_group(offered, locale), parts=tuple(parts))


def _group(offered: Offered, locale: str) -> Group:
    asked = offered.asked
    labels = {answer.code: answer.label for answer in asked.answers}
    choices = (
        Choice(
            tuple(labels[code] for code in offer.codes),
            conclusions.spoken(offer.figure, locale),
            f"{{{offer.token}}}",
        )
        for offer in offered.offers
    )
    return Group(asked.text, offered.item, tuple(choices), offered.group)


def _sentences(faults: list[Fault]) -> list[str]:
    return [_(fault.message, **fault.values) for fault in faults]
