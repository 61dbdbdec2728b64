"""Staff pages of the districts: what they are called, what overlaps, where posters hang."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.districts import actions, queries
from beteiligung.districts.actions import AreaKnown, AreaTaken, SlugTaken
from beteiligung.districts.forms import (
    AreaForm,
    DistrictForm,
    NewAreaForm,
    NewDistrictForm,
    PlaceForm,
    label,
)
from beteiligung.districts.models import Area, District
from beteiligung.districts.outlines import lasting
from beteiligung.i18n import gettext as _
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("districts", __name__, url_prefix="/verwaltung/stadtteile")


@blueprint.get("")
@staff(Role.MANAGER)
def overview() -> str:
    """The asker's districts; for administrators also all areas of the city."""
    session, asker = db.session(), signed_in()
    return render_template(
        "districts/overview.html",
        districts=queries.districts_of(session, asker.districts(Role.MANAGER)),
        areas=[(area, label(area)) for area in queries.areas(session)] if asker.admin else [],
        may_add=asker.admin,
    )


@blueprint.route("/<slug>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def district(slug: str) -> ResponseReturnValue:
    """A district: who runs it, its area, its places."""
    found = _own(slug)
    form = DistrictForm(data={"operator": found.operator, "phone": found.phone})
    if checked(form):
        actions.change_district(
            db.session(),
            signed_in(),
            found,
            operator=form.operator.data,
            phone=form.phone.data,
            at=moment(),
        )
        flash(_("Saved."), "ok")
        return redirect(url_for("districts.district", slug=slug), 303)
    return render_template(
        "districts/district.html",
        form=form,
        found=found,
        overlaps=[label(area) for area in found.area.overlaps],
        places=queries.places_of(db.session(), found),
    ), form.status


@blueprint.route("/<slug>/name", methods=["GET", "POST"])
@staff(Role.MANAGER)
def names(slug: str) -> ResponseReturnValue:
    """What a district's area is called in each language, and what it overlaps with."""
    found = _own(slug)
    back = url_for("districts.district", slug=slug)
    return _name(found.area, back)


@blueprint.route("/neu", methods=["GET", "POST"])
@staff(Role.ADMIN)
def create() -> ResponseReturnValue:
    """A district management begins its work."""
    form = NewDistrictForm(queries.free_areas(db.session()))
    if checked(form):
        try:
            made = actions.create_district(
                db.session(),
                signed_in(),
                queries.area(db.session(), form.area.data),
                slug=form.slug.data,
                operator=form.operator.data,
                phone=form.phone.data,
                at=moment(),
            )
        except SlugTaken as refusal:
            form.refuse("slug", refusal)
        except AreaTaken as refusal:
            form.refuse("area", refusal)
        else:
            return redirect(url_for("districts.district", slug=made.slug), 303)
    return render_template("districts/new_district.html", form=form), form.status


@blueprint.route("/gebiete/neu", methods=["GET", "POST"])
@staff(Role.ADMIN)
def create_area() -> ResponseReturnValue:
    """Describe a piece of the city that is not known yet."""
    form = NewAreaForm()
    if checked(form):
        try:
            actions.create_area(
                db.session(),
                signed_in(),
                kind=form.kind.data,
                code=form.code.data,
                name=form.name.data,
                place_phrase=form.place_phrase.data,
                at=moment(),
            )
        except AreaKnown as refusal:
            form.refuse("code", refusal)
        else:
            flash(_("Saved."), "ok")
            return redirect(url_for("districts.overview"), 303)
    return render_template("districts/new_area.html", form=form), form.status


@blueprint.route("/gebiete/<int:number>", methods=["GET", "POST"])
@staff(Role.ADMIN)
def area(number: int) -> ResponseReturnValue:
    """What any area is called, and what it overlaps with."""
    return _name(queries.area(db.session(), number), url_for("districts.overview"))


@blueprint.route("/<slug>/orte/neu", methods=["GET", "POST"])
@staff(Role.MANAGER)
def create_place(slug: str) -> ResponseReturnValue:
    """A new place."""
    found = _own(slug)
    form = PlaceForm(found.area.overlaps)
    if checked(form):
        actions.create_place(
            db.session(),
            signed_in(),
            found,
            name=form.name.data,
            address=form.address.data,
            position=form.position,
            areas=form.chosen,
            at=moment(),
        )
        flash(_("Saved."), "ok")
        return redirect(url_for("districts.district", slug=slug), 303)
    body = render_template("districts/place.html", form=form, found=found, place=None)
    return body, form.status


@blueprint.route("/<slug>/orte/<place>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def place(slug: str, place: str) -> ResponseReturnValue:
    """A place is corrected."""
    found = _own(slug)
    here = queries.place_by_slug(db.session(), found, place)
    form = PlaceForm(found.area.overlaps, here)
    if checked(form):
        actions.change_place(
            db.session(),
            signed_in(),
            here,
            name=form.name.data,
            address=form.address.data,
            position=form.position,
            areas=form.chosen,
            at=moment(),
        )
        flash(_("Saved."), "ok")
        return redirect(url_for("districts.district", slug=slug), 303)
    body = render_template("districts/place.html", form=form, found=found, place=here)
    return body, form.status


def _own(slug: str) -> District:
    """A district of the asker; somebody else's is not found."""
    return queries.district_by_slug(db.session(), slug, signed_in().districts(Role.MANAGER))


def _name(one: Area, back: str) -> ResponseReturnValue:
    session = db.session()
    others = [other for other in queries.areas(session) if other.id != one.id]
    kept = {
        "name": one.name,
        "place_phrase": one.place_phrase,
        "overlaps": [other.id for other in one.overlaps],
    }
    form = AreaForm(others, data=kept)
    if checked(form):
        chosen = [other for other in others if other.id in form.overlaps.data]
        texts = {"name": form.name.data, "place_phrase": form.place_phrase.data}
        actions.name_area(session, signed_in(), one, **texts, at=moment())
        actions.set_overlaps(session, signed_in(), one, chosen, at=moment())
        flash(_("Saved."), "ok")
        return redirect(back, 303)
    body = render_template(
        "districts/names.html",
        form=form,
        title=label(one),
        back=back,
        outlines=lasting(one),
    )
    return body, form.status
