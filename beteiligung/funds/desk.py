"""What the staff's pages of funds share: whose fund it is, forms and their page, the day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Role
from beteiligung.clock import local_date
from beteiligung.errors import Refusal
from beteiligung.funds import queries
from beteiligung.funds.forms import worded
from beteiligung.funds.models import Fund, FundMeeting
from beteiligung.i18n import gettext
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import StaffForm, checked

READERS = (Role.MANAGER, Role.VIEWER)
NEW = "neu"
Made = TypeVar("Made")
Part = Any  # a field that is a card of its own, or a list of fields that share one


def fund_here(slug: str, *roles: Role) -> Fund:
    """The fund, if whoever is signed in works with it; managers by default."""
    return queries.fund_of(db.session(), slug, signed_in(), *(roles or (Role.MANAGER,)))


def may_write(fund: Fund) -> bool:
    """Whether whoever is signed in manages the district of a fund."""
    mine = signed_in().districts(Role.MANAGER)
    return mine is None or fund.district_id in mine


def here(fund: Fund) -> str:
    """The address of a fund's own page."""
    return url_for("fund_desk.fund", slug=fund.slug)


def said(fund: Fund) -> str:
    """The fund's name in the page's language."""
    return i18n.phrase(fund.named).text


def saved(fund: Fund, words: str = "") -> Response:
    """Back to the page of a fund, with a word."""
    return back(here(fund), words)


def back(address: str, words: str = "") -> Response:
    """To another page, with a word."""
    flash(words or gettext("Saved."), "ok")
    return redirect(address, 303)


def timezone() -> str:
    """Where the districts lie."""
    return str(current_app.extensions["settings"].timezone)


def today() -> date:
    """The calendar day where the districts lie."""
    return local_date(moment(), timezone())


def day_of(meeting: FundMeeting) -> date:
    """The calendar day of a meeting."""
    return queries.day_of(meeting, timezone())


def tried(
    form: StaffForm, beside: Mapping[type[Refusal], str], deed: Callable[[], Made]
) -> Made | None:
    """What came of a form that is right; none where it was not sent, or is refused."""
    if not checked(form):
        return None
    try:
        return deed()
    except tuple(beside) as refusal:
        _refuse(form, beside[type(refusal)], worded(refusal))
    return None


def form_page(
    form: StaffForm,
    title: str,
    parts: Sequence[Part],
    back_to: str,
    back_words: str,
    *,
    note: str = "",
) -> ResponseReturnValue:
    """A page that is one form; ``note`` stands above it."""
    page = render_template(
        "funds/manage/form.html",
        form=form,
        title=title,
        parts=[part if isinstance(part, list) else [part] for part in parts],
        back_to=back_to,
        back_words=back_words,
        note=note,
    )
    return page, form.status


def _refuse(form: StaffForm, name: str, refusal: Refusal) -> None:
    """Say a refusal beside its field; of a text in several languages, beside the German one."""
    field = form[name]
    if field.type == "TextsField":
        field.form["de"].errors = [gettext(refusal.message, **refusal.values)]
    else:
        form.refuse(name, refusal)
