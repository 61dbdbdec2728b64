"""How somebody looks at a survey's results: whose answers, which small groups, in which frame."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role
from beteiligung.config import Settings
from beteiligung.dashboards import actions, queries
from beteiligung.dashboards.doubted import not_counted
from beteiligung.dashboards.filter_forms import NAMES, FilterForm
from beteiligung.dashboards.forms import PurposeForm
from beteiligung.dashboards.queries import Choices, Selection, TooFewTogether
from beteiligung.dashboards.small_groups import FEWEST
from beteiligung.dashboards.standing import standing
from beteiligung.dashboards.weighted import SWITCH
from beteiligung.dashboards.whose import whose
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_of
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

LOOKERS = (Role.MANAGER, Role.VIEWER)
RESULTS = "/ergebnisse"  # what the addresses of all these pages have in common
KEPT = "small_groups"  # in the cookie: until when, by survey

Parameters = Mapping[str, Any]  # of an address


@dataclass(frozen=True, slots=True)
class Looked:
    """A survey as somebody looks at it: what is chosen, and whether small groups are open."""

    survey: Survey
    form: FilterForm
    selection: Selection
    offered: Choices
    open_until: datetime | None

    @property
    def kept(self) -> dict[str, str]:
        """What stays in every address of these pages beside the filter: whether to weight."""
        return {name: wanted for name, wanted in SWITCH.items() if request.args.get(name) == wanted}

    @property
    def open_(self) -> bool:
        """Whether this person wrote a purpose for seeing small groups."""
        return self.open_until is not None

    def too_small(self, people: int) -> bool:
        """Whether the chosen people are a small group themselves."""
        return self.selection.narrow and 0 < people < FEWEST and not self.open_


def look(slug: str, *roles: Role) -> Looked:
    """The survey with the filter of the address; `NotFound` for those of other districts."""
    asker, session = signed_in(), db.session()
    roles = roles or LOOKERS
    survey = survey_of(session, slug, asker, *roles)
    allowed = asker.districts(*roles)
    districts = [d for d in survey.districts if allowed is None or d.id in allowed]
    offered = queries.choices(session, survey, allowed)
    form = FilterForm(request.args, districts=districts, offered=offered)
    return Looked(survey, form, form.selection(allowed), offered, open_until(survey))


def carried() -> dict[str, list[str]]:
    """The filter of the results as the address says it, for pages that lead back to them."""
    sent = {name: list(filter(None, request.args.getlist(name))) for name in (*NAMES, *SWITCH)}
    return {name: values for name, values in sent.items() if values}


def keep_filter(blueprint: Blueprint) -> None:
    """Let all links to these pages keep the filter of the results, which they do not use."""

    @blueprint.url_defaults
    def _keep(_endpoint: str, values: dict[str, Any]) -> None:
        if RESULTS in request.path:
            for name, wanted in carried().items():
                values.setdefault(name, wanted)


def page(
    looked: Looked,
    template: str,
    filled: Callable[[], Parameters],
    *,
    own: Parameters | None = None,
    right: bool = True,
    **given: object,
) -> ResponseReturnValue:
    """A page of results in its frame; a written purpose opens small groups and leads back here.

    ``filled`` counts what the template needs, and is only asked where something may be shown.
    ``own`` is what the page's address says beside the filter; ``right`` whether that is right;
    ``given`` is there for the template in any case.
    """
    own = {**(own or {}), **looked.kept}
    purpose = PurposeForm()
    if checked(purpose):
        _open_small_groups(looked.survey, purpose.purpose.data)
        flash(_("Small groups are open. Please handle them with care."), "ok")
        address = {**looked.form.address(), **own}
        return redirect(url_for(str(request.endpoint), slug=looked.survey.slug, **address), 303)
    valid = looked.form.validate() and right
    seen = _seen(looked, filled) if valid else {}
    drawn = render_template(template, **_frame(looked, own, purpose), **given, **seen)
    return drawn, purpose.status if valid and "refusal" not in seen else Refusal.status


def timezone() -> str:
    """The district's time zone, by which days are counted."""
    return cast("Settings", current_app.extensions["settings"]).timezone


def _seen(looked: Looked, filled: Callable[[], Parameters]) -> dict[str, Any]:
    """What may be seen of the chosen people, or why nothing."""
    try:
        people = queries.people(db.session(), looked.survey, looked.selection, timezone=timezone())
        said = whose(looked.form, people, looked.offered.total, open_=looked.open_)
        if people == 0 or looked.too_small(people):
            return {"whose": said, "too_small": people > 0}
        return {"whose": said, "people": people, **filled()}
    except TooFewTogether as no:
        return {"refusal": _(no.message, **no.values)}


def _frame(looked: Looked, own: Parameters, purpose: PurposeForm) -> dict[str, Any]:
    return {
        "survey": looked.survey,
        "standing": standing(looked.survey, moment()),
        "filter": looked.form,
        "address": looked.form.address(),
        "own": own,
        "kept": looked.kept,
        "narrow": looked.selection.narrow,
        "everybody": looked.offered.total,
        "not_counted": not_counted(db.session(), looked.survey, looked.selection.allowed),
        "purpose": purpose,
        "open_until": looked.open_until,
    }


def _open_small_groups(survey: Survey, purpose: str) -> None:
    until = actions.look_at_small_groups(
        db.session(), survey, purpose, asker=signed_in(), at=moment()
    )
    cookie[KEPT] = {**cookie.get(KEPT, {}), survey.slug: until.isoformat()}


def open_until(survey: Survey) -> datetime | None:
    """Until when small groups of this survey are open in this browser's session."""
    kept = cookie.get(KEPT, {}).get(survey.slug)
    until = datetime.fromisoformat(kept) if kept else None
    return until if until is not None and until > moment() else None
