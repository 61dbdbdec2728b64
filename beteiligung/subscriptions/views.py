"""Residents' pages around news by e-mail: ask, confirm, end. Off without a mail server."""

from typing import cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.abuse.gate import HOUR, gate
from beteiligung.access import public
from beteiligung.accounts import mail
from beteiligung.clock import local_date
from beteiligung.config import Settings, secret_key
from beteiligung.db import session
from beteiligung.districts.models import District
from beteiligung.districts.queries import district_by_slug
from beteiligung.errors import NotFound, TooMany
from beteiligung.subscriptions import letters, queries
from beteiligung.subscriptions.actions import ask_for_news, confirm_news, end_news
from beteiligung.subscriptions.forms import NewsForm
from beteiligung.subscriptions.letters import Desk
from beteiligung.subscriptions.models import Subscription
from beteiligung.subscriptions.tokens import CONFIRM, END
from beteiligung.web.hosts import base
from beteiligung.web.moment import moment

blueprint = Blueprint("subscriptions", __name__, url_prefix="/<lang:lang>/nachrichten")

A_MINUTE = 5  # for one network
AN_HOUR = 200  # letters of this kind from this installation: nobody uses it to flood others


@blueprint.get("/<district>")
@public
def ask(district: str) -> str:
    """What news there are, and a form for whoever wants them."""
    return _asking(_district(district), NewsForm())


@blueprint.post("/<district>")
@public
def asked(district: str) -> Response | tuple[str, int]:
    """Send a letter with a link to confirm; the answer is the same whether one was sent or not."""
    found, form = _district(district), NewsForm(request.form)
    gate().take("news", request.remote_addr or "", A_MINUTE)
    if not form.validate():
        return _asking(found, form), 422
    answer = redirect(url_for("subscriptions.ask", district=district, gesendet=1), 303)
    if not form.is_of_a_program:
        _send_confirmation(found, form.address.data, answer)
    return answer


@blueprint.get("/bestaetigen/<token>")
@public
def confirm(token: str) -> str:
    """A button with which one says that it was oneself who asked; a link alone does nothing."""
    return _page("confirm", _behind(CONFIRM, token))


@blueprint.post("/bestaetigen/<token>")
@public
def confirmed(token: str) -> str:
    """From now on this person gets the news."""
    found = _behind(CONFIRM, token)
    if found is not None:
        confirm_news(session(), found)
    return _page("confirm", found, done=True)


@blueprint.get("/abbestellen/<token>")
@public
def end(token: str) -> str:
    """A button that deletes the address."""
    return _page("end", _behind(END, token))


@blueprint.post("/abbestellen/<token>")
@public
def ended(token: str) -> str:
    """Delete the address; also for mail programs, which send this by themselves (RFC 8058)."""
    found = _behind(END, token)
    if found is not None:
        end_news(session(), found, at=moment())
    return _page("end", found, done=True)


@blueprint.app_context_processor
def offering() -> dict[str, object]:
    """For pages that lead here."""
    return {"sends_news": is_offered}


def is_offered() -> bool:
    """Whether this installation can send news: it has a mail server."""
    return bool(_settings().mail_url)


def _send_confirmation(found: District, address: str, answer: Response) -> None:
    """Once the answer has left: by then the link is in the database."""
    if gate().often("news letters", seconds=HOUR, add=True) > AN_HOUR:
        raise TooMany
    settings = _settings()
    today = local_date(moment(), settings.timezone)
    asked = ask_for_news(session(), address, i18n.current().id, found, today=today)
    if asked is not None:
        written = letters.confirmation(desk(settings, base()), asked)
        answer.call_on_close(lambda: mail.send(settings.mail_url, written))


def desk(settings: Settings, address: str) -> Desk:
    """From where this installation writes, and how its own addresses begin."""
    return Desk(
        sender=mail.sender_of(settings.mail_url),
        base=address,
        secret=secret_key(settings).encode(),
        timezone=settings.timezone,
    )


def _asking(found: District, form: NewsForm) -> str:
    return render_template(
        "subscriptions/ask.html",
        district=found,
        about=(found.id,),
        form=form,
        sent="gesendet" in request.args,
    )


def _page(purpose: str, found: Subscription | None, *, done: bool = False) -> str:
    return render_template(
        "subscriptions/link.html",
        purpose=purpose,
        found=found,
        district=found.district if found else None,
        done=done,
    )


def _behind(purpose: str, token: str) -> Subscription | None:
    secret = secret_key(_settings()).encode()
    found = queries.behind(session(), purpose, token, secret=secret)
    today = local_date(moment(), _settings().timezone)
    if found is None or (found.delete_on is not None and found.delete_on < today):
        return None
    return found


def _district(slug: str) -> District:
    if not is_offered():
        raise NotFound
    return district_by_slug(session(), slug)


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])
