"""Codes for a whole list of places: brought as a file, looked over, then made, all or none."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.districts.figure_file import LARGEST, Fault
from beteiligung.districts.models import District
from beteiligung.districts.queries import districts_of
from beteiligung.errors import NotFound
from beteiligung.i18n import ngettext
from beteiligung.qrcodes.actions import MEDIA
from beteiligung.qrcodes.forms import MEDIUM_NAMES, ListForm, SeenListForm
from beteiligung.qrcodes.listing import Foreseen, create_codes_of_list, foreseen
from beteiligung.qrcodes.manage import targets_of
from beteiligung.qrcodes.place_file import BadPlaces, NoPlaces
from beteiligung.web.moment import moment
from beteiligung.web.seams import Target, signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("place_lists", __name__, url_prefix="/verwaltung/codes/liste")

SHOWN_FAULTS, SHOWN_LINES = 20, 100
IN_LETTERS = 4 / 3  # how much longer a file is when it goes along in a form


@dataclass(frozen=True, slots=True)
class Order:
    """For what and where somebody may bring a list."""

    key: str
    target: Target
    districts: Sequence[District]


@blueprint.route("/<path:key>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def bring(key: str) -> ResponseReturnValue:
    """The list as it would be taken over, or what is wrong with it, line by line."""
    request.max_content_length = request.max_form_memory_size = LARGEST
    order, form = _order(db.session(), key), ListForm()
    if checked(form):
        content, media = form.content(), form.media.data
        try:
            found = foreseen(db.session(), content, order.target.path, order.districts, media)
        except NoPlaces as refusal:
            form.refuse("file", refusal)
        except BadPlaces as refusal:
            form.refuse("file", refusal)
            return _form(order, form, refusal.faults)
        else:
            return _preview(order, content, media, found)
    return _form(order, form)


@blueprint.post("/anlegen/<path:key>")
@staff(Role.MANAGER)
def make(key: str) -> ResponseReturnValue:
    """Make the codes of a list that was looked over; if it no longer fits, say so and make none."""
    request.max_content_length = request.max_form_memory_size = int(LARGEST * IN_LETTERS) + 10_000
    order, form = _order(db.session(), key), SeenListForm()
    media = [each for each in (form.media.data or "").split(",") if each in MEDIA]
    again = ListForm()
    if not checked(form):
        return _form(order, again)
    try:
        made = create_codes_of_list(
            db.session(),
            signed_in(),
            form.content(),
            path=order.target.path,
            districts=order.districts,
            media=media or [MEDIA[0]],
            at=moment(),
            rng=secrets.SystemRandom(),
        )
    except (BadPlaces, NoPlaces) as refusal:
        again.refuse("file", refusal)
        return _form(order, again, getattr(refusal, "faults", ()))
    flash(ngettext("%(num)s code is ready.", "%(num)s codes are ready.", len(made)), "ok")
    return redirect(url_for("posters.target", key=key), 303)


def _order(session: Session, key: str) -> Order:
    managed = signed_in().districts(Role.MANAGER)
    found = next((one for name, one in targets_of(session, managed) if name == key), None)
    if found is None:
        raise NotFound
    districts = [each for each in districts_of(session, managed) if each.id in found.districts]
    return Order(key, found, districts)


def _form(order: Order, form: ListForm, faults: Sequence[Fault] = ()) -> ResponseReturnValue:
    page = render_template(
        "qrcodes/list.html",
        order=order,
        form=form,
        faults=faults[:SHOWN_FAULTS],
        more_faults=len(faults[SHOWN_FAULTS:]),
        media={medium: MEDIUM_NAMES[medium] for medium in MEDIA},
    )
    return page, form.status


def _preview(
    order: Order, content: bytes, media: Sequence[str], found: Sequence[Foreseen]
) -> ResponseReturnValue:
    return render_template(
        "qrcodes/list_seen.html",
        order=order,
        lines=found[:SHOWN_LINES],
        more=len(found[SHOWN_LINES:]),
        codes=sum(len(each.line.media) for each in found),
        known=sum(each.known for each in found),
        places=len({each.place for each in found}),
        new=len({each.place for each in found if each.is_new}),
        several=len(order.districts) > 1,
        names=MEDIUM_NAMES,
        seen=b64encode(content).decode(),
        media=",".join(media),
    )
