"""Staff page about one idea: shown or not, blackened, translated, answered, put under another."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Asker, Role, staff
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.ideas import grouping, moderating, redaction, replying, similar, waiting
from beteiligung.ideas.deeds import deeds_about
from beteiligung.ideas.manage import board_here
from beteiligung.ideas.manage_queue import HINTS, READERS, may_decide, tried
from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.moderating import Looked
from beteiligung.ideas.moderation_forms import (
    LeadForm,
    RedactForm,
    RejectForm,
    ShowForm,
    TranslationForm,
    WordsForm,
)
from beteiligung.ideas.personal import hints, links
from beteiligung.ideas.queries import idea_called, idea_of
from beteiligung.ideas.reasons import REASONS
from beteiligung.ideas.showing import ORIGINS
from beteiligung.ideas.speaking import needs_words
from beteiligung.ideas.translating import Meaning, Provider, by_machine, translate_idea
from beteiligung.ideas.wording import clean
from beteiligung.locales import BY_ID
from beteiligung.media.models import Sort
from beteiligung.media.queries import medium_of
from beteiligung.text import N_
from beteiligung.web.headers import POLICY
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import StaffForm, check_token, checked

blueprint = Blueprint("idea_desk", __name__, url_prefix="/verwaltung/ideen/<slug>/idee/<reference>")
# A state in a word and the kind of its tag.
STATES = {
    State.RECEIVED: (N_("Waits for a look"), "warn"),
    State.QUARANTINED: (N_("Held back"), "warn"),
    State.PUBLISHED: (N_("Shown"), "ok"),
    State.REJECTED: (N_("Not shown"), "bad"),
    State.WITHDRAWN: (N_("Withdrawn by its giver"), ""),
    State.ERASED: (N_("Erased by its giver"), ""),
}


@dataclass(slots=True)
class Desk:
    """An idea with all its forms; the one that was sent says what is wrong."""

    board: Board
    idea: Idea
    forms: dict[str, StaffForm] = field(default_factory=dict)

    def form(self, name: str, make: Callable[[], StaffForm]) -> StaffForm:
        """The form that was sent, or a fresh one."""
        if name not in self.forms:
            self.forms[name] = make()
        return self.forms[name]


@blueprint.get("")
@staff(*READERS)
def idea(slug: str, reference: str) -> ResponseReturnValue:
    """One idea, and all that can be done with it."""
    return _page(desk_of(slug, reference, *READERS))


@blueprint.post("/zeigen")
@staff(Role.MANAGER)
def show(slug: str, reference: str) -> ResponseReturnValue:
    """Show an idea, or the photo of one that is shown."""
    desk, form = desk_of(slug, reference), ShowForm()
    looked = Looked(
        personal=form.personal.data,
        links=form.links.data,
        photo=form.photo.data,
        photo_text=form.photo_text.data or "",
    )
    photo_only = desk.idea.state == State.PUBLISHED.value
    act = _show_photo if photo_only else moderating.publish_idea

    def put() -> None:
        act(db.session(), signed_in(), desk.idea, looked, at=moment())
        _keep_meaning(desk)

    desk.forms["translation"] = TranslationForm(desk.idea.language, {})
    return done(desk, "show", form, "photo_text" if looked.photo else "personal", put)


@blueprint.post("/foto-verbergen")
@staff(Role.MANAGER)
def hide_photo(slug: str, reference: str) -> Response:
    """Show the photo of an idea no longer."""
    check_token()
    desk = desk_of(slug, reference)
    moderating.hide_photo(db.session(), signed_in(), desk.idea, at=moment())
    return _back(desk)


@blueprint.post("/nicht-zeigen")
@staff(Role.MANAGER)
def reject(slug: str, reference: str) -> ResponseReturnValue:
    """Do not show an idea, for a reason that its giver reads."""
    desk, form = desk_of(slug, reference), RejectForm()
    return done(
        desk, "reject", form, "reason",
        lambda: moderating.reject_idea(
            db.session(), signed_in(), desk.idea, form.reason.data, form.to_giver.data or "",
            at=moment(),
        ),
    )  # fmt: skip


@blueprint.post("/schwaerzen")
@staff(Role.MANAGER)
def redact(slug: str, reference: str) -> ResponseReturnValue:
    """Blacken words."""
    desk, form = desk_of(slug, reference), RedactForm()
    return done(
        desk, "redact", form, "blacken",
        lambda: redaction.redact_idea(
            db.session(), signed_in(), desk.idea, form.lines, at=moment()
        ),
    )  # fmt: skip


@blueprint.post("/wiederherstellen")
@staff(Role.MANAGER)
def restore(slug: str, reference: str) -> Response:
    """Take every blackening back."""
    check_token()
    desk = desk_of(slug, reference)
    redaction.restore_idea(db.session(), signed_in(), desk.idea, at=moment())
    return _back(desk)


@blueprint.post("/uebersetzen")
@staff(*READERS)
def translate(slug: str, reference: str) -> ResponseReturnValue:
    """Write down what an idea says in another language, by hand or by a provider."""
    desk = desk_of(slug, reference, *READERS)
    form = TranslationForm(desk.idea.language, {})
    provider = _provider() if request.form.get("deed") == "machine" else None

    def put() -> None:
        if provider is None:
            meaning = Meaning(form.into.data, clean(form.meaning.data or ""))
        else:
            meaning = by_machine(desk.idea, form.into.data, provider)
        translate_idea(db.session(), signed_in(), desk.idea, meaning, at=moment())

    return done(desk, "translation", form, "into", put)


@blueprint.post("/gruppe")
@staff(Role.MANAGER)
def link(slug: str, reference: str) -> ResponseReturnValue:
    """Put an idea under another one that says the same."""
    desk, form = desk_of(slug, reference), LeadForm()

    def put() -> None:
        lead = idea_called(db.session(), desk.board, form.lead.data or "")
        if lead is None:
            raise grouping.NoLead
        grouping.link_idea(db.session(), signed_in(), desk.idea, lead, at=moment())

    return done(desk, "lead", form, "lead", put)


@blueprint.post("/gruppe-loesen")
@staff(Role.MANAGER)
def unlink(slug: str, reference: str) -> Response:
    """Let an idea stand by itself again."""
    check_token()
    desk = desk_of(slug, reference)
    grouping.unlink_idea(db.session(), signed_in(), desk.idea, at=moment())
    return _back(desk)


@blueprint.get("/foto")
@staff(Role.MANAGER)
def photo(slug: str, reference: str) -> Response:
    """The photo of an idea, also one that nobody has looked at."""
    desk = desk_of(slug, reference)
    medium = medium_of(db.session(), desk.idea.photo, Sort.PHOTO)
    if medium is None:
        raise NotFound
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"{POLICY}; sandbox",
        "Content-Disposition": "inline",
    }
    return Response(medium.content, 200, headers, mimetype=medium.mime)


def desk_of(slug: str, reference: str, *roles: Role) -> Desk:
    """An idea on the desk of whoever may see it; what is erased is on nobody's."""
    board = board_here(slug, *roles)
    found = idea_of(db.session(), board, reference)
    if found.state == State.ERASED.value:
        raise NotFound
    return Desk(board, found)


def done(
    desk: Desk, name: str, form: StaffForm, beside: str, deed: Callable[[], object]
) -> ResponseReturnValue:
    """Back to the idea once a deed is done; else the same page, which says what is wrong."""
    if checked(form) and tried(form, beside, deed):
        return _back(desk)
    desk.forms[name] = form
    return _page(desk)


def _back(desk: Desk) -> Response:
    flash(_("Saved."), "ok")
    here = url_for("idea_desk.idea", slug=desk.board.slug, reference=desk.idea.reference)
    return redirect(here, 303)


def _keep_meaning(desk: Desk) -> None:
    """Keep a translation that was typed when another button was pressed."""
    typed = desk.forms["translation"]
    meaning = Meaning(typed["into"].data or "", clean(typed["meaning"].data or ""))
    known = {each.language: each.text for each in desk.idea.translations}
    if meaning.text and meaning.text not in known.values() and typed.validate():
        translate_idea(db.session(), signed_in(), desk.idea, meaning, at=moment())


def _show_photo(
    session: Session, asker: Asker, idea: Idea, looked: Looked, *, at: datetime
) -> None:
    moderating.show_photo(session, asker, idea, looked.photo_text, at=at)


def _page(desk: Desk) -> ResponseReturnValue:
    idea, board, session = desk.idea, desk.board, db.session()
    found = hints(idea.text, idea.street, idea.hint)
    own = {each.language: each.text for each in idea.translations}
    meaning = {"into": "de", "meaning": own.get("de", "")}
    desk.form("show", lambda: ShowForm(data={"photo_text": idea.photo_text}))
    desk.form("reject", RejectForm)
    personal = [hint.words for hint in found if hint.words in idea.text]
    desk.form("redact", lambda: RedactForm(personal))
    desk.form("translation", lambda: TranslationForm(idea.language, meaning))
    desk.form("lead", LeadForm)
    desk.form("words", lambda: WordsForm({"said_in": idea.language, "said": idea.text}))
    sent = next((form for form in desk.forms.values() if form.errors or form.form_errors), None)
    page = render_template(
        "ideas/manage/idea.html",
        board=board,
        idea=idea,
        state=STATES[State(idea.state)],
        forms=desk.forms,
        faults=sent.faults if sent else [],
        hints=found,
        hint_words=HINTS,
        links=links(idea.text),
        originals=redaction.redactions(session, idea) if may_decide(board) else [],
        decisions=deeds_about(session, idea),
        reports=[row[0] for row in waiting.reports(session, board) if row[1].id == idea.id],
        queue=_waits_beside(board, idea),
        replies=replying.replies_to(session, [idea]),
        others=similar.similar(session, board, similar.About.of(idea), waiting_too=True),
        lead=grouping.lead_of(session, idea),
        members=grouping.members(session, idea, all_of_them=True),
        reasons=REASONS,
        origins=ORIGINS,
        tongues=BY_ID,
        may_decide=may_decide(board),
        may_show=moderating.may_become(idea, State.PUBLISHED) and not needs_words(idea),
        may_reject=moderating.may_become(idea, State.REJECTED),
        has_provider=_provider() is not None,
    )
    return page, sent.status if sent else 200


def _waits_beside(board: Board, idea: Idea) -> list[Idea]:
    """The other ideas of a board that wait for a look, in their order."""
    waits = [each.idea for each in waiting.waiting(db.session(), board, moment())]
    return [each for each in waits if each.id != idea.id]


def _provider() -> Provider | None:
    """What translates, if whoever runs the installation has given it something that does."""
    return cast("Provider | None", current_app.extensions.get("translate"))
