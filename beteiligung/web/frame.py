"""The way of every request: readable, from here, allowed, settled, answered in words."""

import secrets
from http import HTTPStatus

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from beteiligung import journal
from beteiligung.access import guard
from beteiligung.db import SAFE_METHODS, settle
from beteiligung.errors import NotFound, Refusal, SignInNeeded
from beteiligung.i18n import gettext
from beteiligung.text import N_
from beteiligung.web.counts import counts
from beteiligung.web.origin import check_origin, check_text
from beteiligung.web.seams import asker
from beteiligung.web.watch import NOWHERE, RULE

STAFFS = "/verwaltung/"
# What went wrong and what to do next, by status: (heading, sentence).
WORDS: dict[int, tuple[str, str]] = {
    400: (
        N_("We could not read that"),
        N_("Your browser sent something that we cannot read. Please go back and try again."),
    ),
    401: (
        N_("You are signed out"),
        N_("Please sign in in another tab, then go back and send again: what you typed is there."),
    ),
    403: (N_("This is not allowed"), N_("You may not open this page.")),
    404: (
        N_("We cannot find this page"),
        N_("Perhaps the address has a typing error. You can start from our first page."),
    ),
    405: (N_("This is not possible here"), N_("Please go back and use the buttons of the page.")),
    410: (N_("This has ended"), N_("Thank you for your interest.")),
    413: (
        N_("That was too much at once"),
        N_("What you sent is too large. Please shorten it and send it again."),
    ),
    422: (N_("Something is not right yet"), N_("Please go back and check your entries.")),
    429: (
        N_("Please wait a moment"),
        N_("There were too many attempts. Please try again in a few minutes."),
    ),
    500: (
        N_("We made a mistake"),
        N_("Something did not work on our side. Please try again later."),
    ),
    503: (
        N_("Not saved"),
        N_(
            "This could not be saved just now. What you typed is still on your device: go back,"
            " and send it again in a moment."
        ),
    ),
}
# The same where nothing was to be saved.
CLOSED = (
    N_("Please wait a moment"),
    N_("We cannot open this page just now. Please try again in a moment."),
)


def attach(app: Flask) -> None:
    """Give the application the way of every request."""
    app.before_request(arrive)
    app.after_request(leave)
    app.register_error_handler(Refusal, refuse)
    app.register_error_handler(HTTPException, fail)
    app.register_error_handler(SQLAlchemyError, unavailable)
    app.register_error_handler(TimeoutError, unavailable)
    app.register_error_handler(Exception, mistake)


def arrive() -> None:
    """Let a request in, or refuse it before any view has seen it."""
    endpoint = request.endpoint
    request.environ[RULE] = endpoint or NOWHERE
    if request.method not in SAFE_METHODS:
        check_origin(request)
        check_text(request)
    if endpoint is not None and endpoint != "static":
        guard(current_app.view_functions[endpoint], asker)


def leave(response: Response) -> Response:
    """Settle the transaction, if there is one, before the answer leaves."""
    if "session" not in g:
        return response
    try:
        settle(response, keeps=g.pop("keeps", False))
    except (SQLAlchemyError, TimeoutError) as error:
        response = current_app.make_response(unavailable(error))
    return response


def refuse(error: Refusal) -> Answer:
    """Answer a refusal with its sentence."""
    g.keeps = error.keeps
    if isinstance(error, SignInNeeded):
        if request.method == "GET":
            return redirect(url_for("accounts.sign_in", weiter=request.full_path.rstrip("?")), 303)
        door = {"step_label": gettext("Sign in"), "step_href": url_for("accounts.sign_in")}
        return page(error.status, None, **door)
    if isinstance(error, NotFound) and error.message == NotFound.default:
        return page(error.status)  # its heading says that already
    return page(error.status, gettext(error.message, **error.values))


def fail(error: HTTPException) -> Answer:
    """Answer what the framework refuses (not found, too large…) in the visitor's language."""
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    answer = page(error.code)
    if error.code == HTTPStatus.METHOD_NOT_ALLOWED:
        answer.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    return answer


def unavailable(error: Exception) -> Answer:
    """The database is away or the disk is full: nothing was saved, and the page says so."""
    number = _noted("database away", error)
    if request.method in SAFE_METHODS:
        return page(503, gettext(CLOSED[1]), title=gettext(CLOSED[0]), fault_number=number)
    return page(503, fault_number=number)


def mistake(error: Exception) -> Answer:
    """A fault of ours: logged with its trace, answered without it."""
    if current_app.testing or current_app.debug:
        raise error
    return page(500, fault_number=_noted("fault", error))


def page(
    status: int, sentence: str | None = None, *, title: str | None = None, **more: object
) -> Answer:
    """An error page: heading, one sentence, a next step."""
    heading, default = WORDS.get(
        status, WORDS[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 404]
    )
    if request.path.startswith(STAFFS):  # whoever works here goes back to her own first page
        more.setdefault("step_href", STAFFS)
    body = render_template(
        "errors/page.html",
        status=status,
        heading=title or gettext(heading),
        sentence=sentence or gettext(default),
        **more,
    )
    return Answer(body, status, mimetype="text/html")


def _noted(event: str, error: Exception) -> str:
    """Write a fault down; the number that its page shows, so that people can tell us of it."""
    number = secrets.token_hex(4)
    counts().add("faults")
    rule = request.environ.get(RULE, NOWHERE)
    journal.fault(event, error, error=number, rule=rule)
    return number
