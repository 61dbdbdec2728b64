"""Staff pages that make one-time codes: as letters, as cards or as a table, in this one answer."""

import secrets
from collections.abc import Sequence
from typing import cast

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.abuse.entry import FEWEST, MOST
from beteiligung.access import Role, staff
from beteiligung.config import Settings
from beteiligung.districts.models import District
from beteiligung.errors import NotFound, Refusal
from beteiligung.prints import letters
from beteiligung.prints.actions import keep_batch
from beteiligung.prints.letter_forms import LettersForm
from beteiligung.prints.letters import Batch
from beteiligung.prints.making import PREVIEW, template
from beteiligung.prints.order import Order, address_of, order_of
from beteiligung.qrcodes.actions import new_codes
from beteiligung.qrcodes.printing import screens
from beteiligung.surveys.entry_codes import free_codes
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import newest_version, survey_of
from beteiligung.web.hosts import base
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("letters", __name__, url_prefix="/verwaltung/codes/briefe")

TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}
EXAMPLE = Batch("–", ("23456789",), "23456")  # on the small picture: nobody ever had it


@blueprint.route("/<slug>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def order(slug: str) -> ResponseReturnValue:
    """What is asked for letters; their file, once somebody has chosen: the only time it is made."""
    survey = survey_of(db.session(), slug, signed_in(), Role.MANAGER)
    locales = _order(db.session(), survey).locales
    form = LettersForm(_districts(survey), locales, data={"languages": list(locales)})
    refusal: Refusal | None = None
    if checked(form):
        try:
            return _made(slug, form)
        except Refusal as found:
            refusal = found
            survey = survey_of(db.session(), slug, signed_in(), Role.MANAGER)
    return _page(survey, form, refusal), refusal.status if refusal else form.status


@blueprint.get("/<slug>/vorschau-<kind>.png")
@staff(Role.MANAGER)
def picture(slug: str, kind: str) -> Response:
    """What a letter or a card will look like, with a code that lets nobody in."""
    survey = survey_of(db.session(), slug, signed_in(), Role.MANAGER)
    if kind not in letters.TEMPLATES:
        raise NotFound
    wanted = tuple(part for part in request.args.get("sprachen", "").split(",") if part)
    data = letters.contents(kind, _order(db.session(), survey, wanted), EXAMPLE)
    made = screens(template(letters.TEMPLATES[kind]), data, PREVIEW)
    return Response(made[0], mimetype="image/png")


def _page(survey: Survey, form: LettersForm, refusal: Refusal | None) -> str:
    version = newest_version(db.session(), survey)
    document = version.document if version else survey.draft
    kind = form.kind.data if form.kind.data in letters.TEMPLATES else letters.LETTERS
    chosen = ",".join(form.languages.data or ())
    return render_template(
        "prints/letters.html",
        survey=survey,
        form=form,
        refusal=refusal,
        by_code=document.get("access") == "code",
        fewest=FEWEST,
        most=MOST,
        picture=url_for("letters.picture", slug=survey.slug, kind=kind, sprachen=chosen),
    )


def _made(slug: str, form: LettersForm) -> Response:
    """The file comes first: while it is drawn, nobody else waits for the turn to write."""
    db.session().rollback()
    kind, locales = form.kind.data, tuple(form.languages.data)
    with db.store().reading() as session:
        survey = survey_of(session, slug, signed_in(), Role.MANAGER)
        letters.require_open(survey, moment())
        batch = Batch(
            form.occasion.data,
            free_codes(session, survey, form.number.data, secret=_secret()),
            new_codes(session, 1, secrets.SystemRandom())[0],
        )
        content = letters.made(kind, _order(session, survey, locales), batch)
    own = survey_of(db.session(), slug, signed_in(), Role.MANAGER)
    keep_batch(
        db.session(),
        signed_in(),
        own,
        batch,
        district=_chosen(own, form),
        locale=locales[0] if len(locales) == 1 else None,
        secret=_secret(),
        at=moment(),
    )
    return _file(content, f"{slug}-{kind}.{letters.ENDINGS[kind]}")


def _chosen(survey: Survey, form: LettersForm) -> District:
    mine = _districts(survey)
    wanted = form.district.data if form.district else mine[0].id
    return next(each for each in mine if each.id == wanted)


def _districts(survey: Survey) -> Sequence[District]:
    allowed = signed_in().districts(Role.MANAGER)
    return [each for each in survey.districts if allowed is None or each.id in allowed]


def _order(session: Session, survey: Survey, locales: tuple[str, ...] = ()) -> Order:
    settings = cast("Settings", current_app.extensions["settings"])
    address_of(settings)
    return order_of(session, survey, settings, locales=locales, base=base())


def _file(content: bytes, name: str) -> Response:
    head = {
        "Content-Disposition": f'attachment; filename="codes-{name}"',
        "Cache-Control": "no-store",  # no browser and nobody in between keeps them
    }
    return Response(content, content_type=TYPES[name.rpartition(".")[2]], headers=head)


def _secret() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()
