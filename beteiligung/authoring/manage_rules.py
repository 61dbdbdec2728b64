"""The editor's page about when a question is shown."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung.access import Role, staff
from beteiligung.authoring import sheets
from beteiligung.authoring.forms import PartForm
from beteiligung.authoring.outline import first_words, outline_side, placed_in
from beteiligung.authoring.parts import position, source_of
from beteiligung.authoring.rule_conditions import before, built_of
from beteiligung.authoring.rule_forms import question_in_words, rule_form
from beteiligung.authoring.rule_sentences import called, sentence_of
from beteiligung.authoring.workbench import forget_ready_pages, in_hand, save_part
from beteiligung.errors import NotFound
from beteiligung.surveys.document import check

blueprint = Blueprint("editor_rules", __name__, url_prefix="/verwaltung/umfragen/<slug>/fragebogen")


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    forget_ready_pages()


@blueprint.route("/frage/<name>/regel", methods=["GET", "POST"])
@staff(Role.MANAGER)
def rule(slug: str, name: str) -> ResponseReturnValue:
    """When a question is shown: always, or if earlier answers are so and so."""
    survey = in_hand(slug)
    at = position(survey.draft, name)
    if at is None:
        raise NotFound
    part = sheets.rule(name)
    form = rule_form(part, survey.draft, request.args.get("frage", ""))
    here = url_for("editor_rules.rule", slug=slug, name=name)
    asked, source = survey.draft["questions"][at], source_of(survey.draft)

    def page(form: PartForm) -> str:
        names = dict(before(survey.draft, at))
        findings = placed_in(survey.draft, check(survey.draft), f"questions.{at}.show_if")
        written = str(asked.get("show_if") or "")
        return render_template(
            "authoring/rule.html",
            survey=survey,
            name=name,
            form=form,
            here=here,
            number=called(survey.draft, name),
            words=first_words(asked, source),
            sentence=sentence_of(written, survey.draft),
            built=built_of(written) is not None,
            choices=[(key, question_in_words(key, survey.draft)) for key in names],
            findings=findings,
            questions=outline_side(survey.draft),
        )

    return save_part(survey, part, form, page, lambda _values: here)
