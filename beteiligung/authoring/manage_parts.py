"""The editor's pages that write one part of a draft: introduction, question, scale, heading."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring import actions, order, queries, sheets, standards
from beteiligung.authoring.forms import PartForm, part_form, scale_in_words
from beteiligung.authoring.labels import manner
from beteiligung.authoring.outline import outline_side, placed_in
from beteiligung.authoring.parts import Part, Values, copied, position, source_of, words_of
from beteiligung.authoring.rule_sentences import called, sentence_of
from beteiligung.authoring.workbench import (
    A_DAY,
    forget_ready_pages,
    in_hand,
    kept_fields,
    locked,
    outline_of,
    save_part,
)
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.surveys.document import check
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import newest_version
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import StaffForm, checked

blueprint = Blueprint("editor_parts", __name__, url_prefix="/verwaltung/umfragen/<slug>/fragebogen")


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    forget_ready_pages()


@blueprint.route("/einleitung", methods=["GET", "POST"])
@staff(Role.MANAGER)
def frame(slug: str) -> ResponseReturnValue:
    """What people read before and after the questions, and what they must be told."""
    survey, part = in_hand(slug), sheets.frame()
    form = part_form(part, survey.draft)
    here = url_for("editor_parts.frame", slug=slug)
    wanted = request.form.get("do", "").removeprefix("suggest.")
    if wanted in standards.TEXTS:
        part = _with_suggestion(part, wanted)

    def page(form: PartForm) -> str:
        findings = check(survey.draft)
        return render_template(
            "authoring/frame.html",
            survey=survey,
            form=form,
            findings=[
                found
                for name in sheets.FRAME
                for found in placed_in(survey.draft, findings, name, whole=True)
            ],
            suggestions=standards.TEXTS,
        )

    return save_part(survey, part, form, page, lambda _values: here)


@blueprint.route("/frage/<name>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def question(slug: str, name: str) -> ResponseReturnValue:
    """One question: its words, its answers, what it can be."""
    survey = in_hand(slug)
    fixed = locked(survey)
    part = sheets.question(survey.draft, name, fixed)
    if part is None:
        if not checked(StaffForm()):
            raise NotFound
        if not request.form.get("again"):
            return _gone(survey, name)
        part = _brought_back(survey, name, fixed)
    at = position(survey.draft, name) or 0
    asked = survey.draft["questions"][at]
    form = part_form(part, survey.draft, asked.get("kind"))

    def page(form: PartForm) -> str:
        return _question_page(survey, name, part, form)

    return save_part(
        survey,
        part,
        form,
        page,
        lambda values: url_for(
            "editor_parts.question", slug=slug, name=name if name in fixed else values["id"]
        ),
    )


@blueprint.route("/teil/<int:at>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def heading(slug: str, at: int) -> ResponseReturnValue:
    """The heading of a group of questions, changed for all of them at once."""
    survey, part = in_hand(slug), sheets.heading(at)
    if part.read(survey.draft) is None:
        raise NotFound
    form = part_form(part, survey.draft, "note")

    def page(form: PartForm) -> str:
        return render_template("authoring/heading.html", survey=survey, form=form)

    return save_part(survey, part, form, page, lambda _values: outline_of(slug))


@blueprint.route("/skalen", methods=["GET", "POST"])
@staff(Role.MANAGER)
def scales(slug: str) -> ResponseReturnValue:
    """The scales of a survey, and ready ones to take."""
    survey, form = in_hand(slug), StaffForm()
    source, question = source_of(survey.draft), request.values.get("fuer", "")
    if checked(form):
        return _with_scale(survey, request.form.get("scale", ""), question)
    ready = standards.ready_scales()
    page = render_template(
        "authoring/scales.html",
        survey=survey,
        scales={
            name: _points(scale, source)
            for name, scale in (survey.draft.get("scales") or {}).items()
        },
        ready={name: _points(scale, source) for name, scale in ready.items()},
        question=question,
    )
    return page, form.status


@blueprint.route("/skala/<name>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def scale(slug: str, name: str) -> ResponseReturnValue:
    """The points of a scale, best first."""
    survey = in_hand(slug)
    version = newest_version(db.session(), survey)
    fixed = sheets.scale_locked_by(version.document if version else None, name)
    part = sheets.scale(name, fixed)
    if part.read(survey.draft) is None:
        raise NotFound
    form = part_form(part, survey.draft, "scale")
    here = url_for("editor_parts.scale", slug=slug, name=name)

    def page(form: PartForm) -> str:
        findings = check(survey.draft)
        return render_template(
            "authoring/scale.html",
            survey=survey,
            name=name,
            title=scale_in_words((survey.draft["scales"])[name], source_of(survey.draft)) or name,
            form=form,
            rows=part.rows[0],
            findings=placed_in(survey.draft, findings, f"scales.{name}"),
            used=[
                called(survey.draft, str(asked.get("id")))
                for asked in survey.draft["questions"]
                if asked.get("scale") == name
            ],
        )

    return save_part(survey, part, form, page, lambda _values: here)


def _with_suggestion(part: Part, name: str) -> Part:
    """The frame, saved together with a text of ours in every language."""

    def write(document: Mapping[str, Any], values: Values) -> dict[str, Any]:
        suggestion = standards.suggested(name, source_of(document))
        return {**part.write(document, values), name: suggestion}

    return replace(part, write=write)


def _question_page(survey: Survey, name: str, part: Part, form: PartForm) -> str:
    at = position(survey.draft, name) or 0
    asked = survey.draft["questions"][at]
    return render_template(
        "authoring/question.html",
        survey=survey,
        at=at,
        name=name,
        asked=asked,
        number=called(survey.draft, name),
        manner=manner(asked.get("kind")),
        form=form,
        part=part,
        rule=sentence_of(asked.get("show_if"), survey.draft),
        findings=placed_in(survey.draft, check(survey.draft), f"questions.{at}"),
        questions=outline_side(survey.draft),
        headings=order.headings(survey.draft),
        last=queries.last_step(db.session(), survey),
        next=queries.next_step(db.session(), survey),
        version=newest_version(db.session(), survey),
    )


def _with_scale(survey: Survey, wanted: str, question: str) -> ResponseReturnValue:
    document, ready = survey.draft, standards.ready_scales()
    if wanted not in {*ready, "own", *(document.get("scales") or {})}:
        raise NotFound
    name = wanted
    if wanted == "own":
        document, name = order.with_scale(document, {"codes": [], "labels": []}, _own(survey))
    elif wanted in ready and wanted not in (document.get("scales") or {}):
        document, name = order.with_scale(document, standards.ready_scale(wanted), wanted)
    at = position(document, question)
    if at is not None:
        document = copied(document)
        document["questions"][at]["scale"] = name
    actions.change_draft(
        db.session(),
        survey,
        document,
        what=N_("A scale was added"),
        place=question,
        asker=signed_in(),
        at=moment(),
    )
    if at is not None and wanted != "own":
        return redirect(url_for("editor_parts.question", slug=survey.slug, name=question), 303)
    return redirect(url_for("editor_parts.scale", slug=survey.slug, name=name), 303)


def _own(survey: Survey) -> str:
    number = len(survey.draft.get("scales") or {}) + 1
    return f"scale{number}"


def _points(scale: Mapping[str, Any], source: str) -> list[str]:
    labels = scale.get("labels")
    return [words_of(label, source) for label in labels] if isinstance(labels, list) else []


def _gone(survey: Survey, name: str) -> ResponseReturnValue:
    """What somebody typed into a question that somebody else has deleted meanwhile."""
    if not any(position(draft, name) is not None for draft in _earlier(survey)):
        raise NotFound
    seen = request.form.get("seen", "")
    page = render_template("authoring/gone.html", survey=survey, sent=kept_fields(), seen=seen)
    return page, 409


def _brought_back(survey: Survey, name: str, fixed: sheets.Locked) -> Part:
    session = db.session()
    for draft in _earlier(survey):
        if position(draft, name) is not None:
            actions.change_draft(
                session,
                survey,
                order.restored(survey.draft, draft, name),
                what=N_("A deleted question was brought back"),
                place=name,
                asker=signed_in(),
                at=moment(),
            )
            flash(_("The question is here again."), "ok")
            break
    part = sheets.question(survey.draft, name, fixed)
    if part is None:
        raise NotFound
    return part


def _earlier(survey: Survey) -> list[dict[str, object]]:
    return queries.earlier_drafts(db.session(), survey, moment() - A_DAY)
