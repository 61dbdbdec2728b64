"""Staff pages about what people wrote: read, searched, put into themes, names hidden."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.dashboards import coding, moderation, text_forms, written
from beteiligung.dashboards.looking import LOOKERS, carried, keep_filter, open_until
from beteiligung.dashboards.models import Theme
from beteiligung.dashboards.small_groups import FEWEST
from beteiligung.dashboards.text_forms import HideForm, MarkForm, MeaningForm, TextFilter
from beteiligung.dashboards.themes import people_by_theme, theme, themes_of
from beteiligung.dashboards.written import Spot, Text
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext, phrase
from beteiligung.locales import BY_ID
from beteiligung.surveys.models import Survey
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.queries import survey_of
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import StaffForm, checked, stripped

blueprint = Blueprint("themes", __name__, url_prefix="/verwaltung/umfragen/<slug>/ergebnisse/texte")
keep_filter(blueprint)
ON_A_PAGE = 50


@dataclass(frozen=True)
class Read:
    """The texts of a question as somebody reads them."""

    survey: Survey
    spots: tuple[Spot, ...]
    spot: Spot
    themes: list[Theme]
    roles: tuple[Role, ...]  # by which she reads, or works on them

    @cached_property
    def texts(self) -> list[Text]:
        """All texts of this question in her districts."""
        allowed = signed_in().districts(*self.roles)
        return written.texts(db.session(), self.survey, self.spot.name, allowed)

    @property
    def too_few(self) -> bool:
        """Whether so few wrote something that one could guess who; a written purpose helps."""
        return 0 < len(self.texts) < FEWEST and open_until(self.survey) is None

    @cached_property
    def filter(self) -> TextFilter:
        """What she looks for."""
        names = [(spot.name, _spot_words(spot)) for spot in self.spots]
        themes = [(str(theme.id), phrase(theme.named).text) for theme in self.themes]
        form = TextFilter(request.args, spots=names, themes=themes)
        form.frage.data = self.spot.name
        return form

    @cached_property
    def found(self) -> list[Text]:
        """The texts she looks for."""
        texts = self.texts
        wanted = stripped(self.filter.suche.data)
        if wanted:
            texts = written.matching(texts, wanted)
        match self.filter.thema.data or "":
            case "":
                return texts
            case text_forms.WITHOUT:
                return [text for text in texts if not text.themes]
            case text_forms.HIDDEN:
                return [text for text in texts if text.masked]
            case chosen:
                return [text for text in texts if chosen in map(str, text.themes)]


@blueprint.get("")
@staff(*LOOKERS)
def texts(slug: str) -> ResponseReturnValue:
    """What people wrote, question by question; searched and filtered by theme only."""
    survey = survey_of(db.session(), slug, signed_in(), *LOOKERS)
    if not written.spots(survey):
        return render_template("dashboards/no_texts.html", survey=survey)
    read = _read(survey, request.args.get("frage", ""), *LOOKERS)
    return _page(read, MarkForm(_theme_choices(read)))


@blueprint.post("")
@staff(Role.MANAGER)
def mark(slug: str) -> ResponseReturnValue:
    """Put ticked texts into a theme, or take them out of it."""
    survey = survey_of(db.session(), slug, signed_in(), Role.MANAGER)
    read = _read(survey, request.args.get("frage", ""), Role.MANAGER)
    form = MarkForm(_theme_choices(read))
    if read.too_few or not checked(form) or not _marked(read, form):
        return _page(read, form)
    return redirect(_here(read, seite=request.args.get("seite")), 303)


@blueprint.route("/<name>/<reference>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def text(slug: str, name: str, reference: str) -> ResponseReturnValue:
    """One text: hide words or all of it, show it again, write down what it means."""
    survey = survey_of(db.session(), slug, signed_in(), Role.MANAGER)
    read = _read(survey, name, Role.MANAGER)
    if read.too_few:
        raise NotFound
    found = written.text_of(read.texts, reference)
    hide, meaning = HideForm(), MeaningForm(data={"meaning": found.meaning})
    forms = {"translate": meaning, "show": StaffForm()}
    form = forms.get(request.form.get("deed", ""), hide)
    if checked(form):
        try:
            _settle(read, found, hide, meaning)
        except moderation.NotInText as refusal:
            hide.refuse("words", refusal)
        else:
            flash(_("Saved."), "ok")
            here = url_for("themes.text", slug=slug, name=name, reference=reference, **_address())
            return redirect(here, 303)
    body = render_template(
        "dashboards/text.html",
        survey=survey,
        text=found,
        language=BY_ID[found.language],
        question=_spot_words(read.spot),
        themes=[theme for theme in read.themes if theme.id in found.themes],
        hide=hide,
        meaning=meaning,
        back=url_for("themes.texts", slug=slug, **{**_address(), "frage": name}),
        address=_address(),
    )
    return body, form.status


# ---- what is done --------------------------------------------------------------------------------


def _marked(read: Read, form: MarkForm) -> bool:
    """Whether the ticked texts could be put into the theme, or taken out of it."""
    session, survey, spot = db.session(), read.survey, read.spot
    who: dict[str, Any] = {"asker": signed_in(), "at": moment()}
    chosen = read.found if form.everything.data else written.chosen(read.found, form.text.data)
    try:
        if form.new.data:
            question = spot.asked.question.id
            one = coding.make_theme(session, survey, question, form.new.data, **who)
        else:
            one = theme(session, survey, int(form.theme.data))
    except coding.ThemeKnown as refusal:
        form.refuse("new", refusal)
        return False
    if request.form.get("deed") == "unmark":
        n = coding.unmark_texts(session, survey, one, spot, chosen, **who)
        flash(ngettext("%(num)s text taken out.", "%(num)s texts taken out.", n), "ok")
    else:
        n = coding.mark_texts(session, survey, one, spot, chosen, **who)
        flash(ngettext("%(num)s text put in.", "%(num)s texts put in.", n), "ok")
    return True


def _settle(read: Read, found: Text, hide: HideForm, meaning: MeaningForm) -> None:
    session, survey, name = db.session(), read.survey, read.spot.name
    who: dict[str, Any] = {"asker": signed_in(), "at": moment()}
    note = moderation.note_for(found.response_id, name, found.note)
    match request.form.get("deed"):
        case "translate":
            moderation.translate_text(session, survey, note, meaning.meaning.data or "", **who)
        case "show":
            moderation.show_again(session, survey, note, **who)
        case _ if hide.what.data == "whole":
            moderation.hide_text(session, survey, note, reason=hide.reason.data, **who)
        case _:
            whole = written.original(session, found, name)
            moderation.hide_words(
                session, survey, note, whole, hide.lines, reason=hide.reason.data, **who
            )


# ---- the page ------------------------------------------------------------------------------------


def _read(survey: Survey, name: str, *roles: Role) -> Read:
    spots = written.spots(survey)
    first = min(spots, key=lambda spot: spot.option is not None) if spots else None
    spot = next((spot for spot in spots if spot.name == name), None) if name else first
    if spot is None:
        raise NotFound
    themes = themes_of(db.session(), survey, spot.asked.question.id)
    return Read(survey, spots, spot, themes, roles)


def _page(read: Read, form: MarkForm) -> ResponseReturnValue:
    pages = max(1, -(-len(read.found) // ON_A_PAGE))
    page = min(max(1, request.args.get("seite", 1, type=int)), pages)
    first = (page - 1) * ON_A_PAGE
    allowed = signed_in().districts(Role.MANAGER)
    body = render_template(
        "dashboards/texts.html",
        survey=read.survey,
        filter=read.filter,
        question=_spot_words(read.spot),
        too_few=read.too_few,
        total=len(read.texts),
        found=len(read.found),
        rows=[(text, BY_ID[text.language]) for text in read.found[first : first + ON_A_PAGE]],
        first=first,
        names={theme.id: theme.named for theme in read.themes},
        themes=read.themes,
        people=people_by_theme(db.session(), read.survey, signed_in().districts(*read.roles)),
        form=form,
        may_work=allowed is None or any(d.id in allowed for d in read.survey.districts),
        here=_here(read, seite=page if page > 1 else None),
        address=_address(),
        kept=carried(),
        page=page,
        pages=pages,
        previous=_here(read, seite=page - 1) if page > 1 else None,
        following=_here(read, seite=page + 1) if page < pages else None,
    )
    return body, form.status


def _here(read: Read, **more: object) -> str:
    address = {**read.filter.address(), **more}
    return url_for("themes.texts", slug=read.survey.slug, **address)


def _address() -> dict[str, Any]:
    """What the list was asked for, kept on the way to one text and back."""
    kept = ("frage", "suche", "thema", "seite")
    return {name: request.args[name] for name in kept if request.args.get(name)}


def _theme_choices(read: Read) -> list[tuple[str, str]]:
    return [(str(theme.id), phrase(theme.named).text) for theme in read.themes]


def _spot_words(spot: Spot) -> str:
    question = phrase(blanked(spot.asked.question.text)).text
    return f"{question} – {phrase(spot.option.label).text}" if spot.option else question
