"""What the templates of the staff's pages know: who is signed in, where she may go, her tokens."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Flask, current_app, request, url_for

from beteiligung.access import Asker, Role, audience_of
from beteiligung.i18n import gettext
from beteiligung.web.seams import seams
from beteiligung.web.staff_form import csrf_field, csrf_token

PILOTS_OWN = frozenset({Role.PILOT, Role.ADMIN})

NEAR = 6  # rooms that stand in the bar by themselves; the others are a click away

Entry = tuple[str, str, bool]  # label, address, whether this is the page's place


def attach(app: Flask) -> None:
    """Give the staff's templates their vocabulary; residents' pages never look at a session."""
    app.jinja_env.globals["csrf_field"] = csrf_field
    app.jinja_env.globals["csrf_token_value"] = csrf_token
    app.jinja_env.globals["may_open"] = may_open

    @app.context_processor
    def vocabulary() -> dict[str, Any]:
        if not is_staffs():
            return {}
        asker = seams().asker()
        near, more = parted(_navigation(asker)) if asker else ([], [])
        # Staff choose their language once, in their account; a chooser would lead them outside.
        return {"staff": asker, "rooms": near, "more_rooms": more, "language_links": []}


def is_staffs() -> bool:
    """Whether this request is for a page that only staff may open."""
    view = current_app.view_functions.get(request.endpoint or "")
    audience = audience_of(view)
    return audience is not None and not audience.is_public


def may_open(endpoint: str, districts: Iterable[int]) -> bool:
    """Whether a page is there, and open to who is signed in for one of these districts (ids)."""
    audience = audience_of(current_app.view_functions.get(endpoint))
    asker = seams().asker()
    if audience is None or asker is None:
        return False
    allowed = asker.districts(*(audience.roles or ()))
    return allowed is None or not allowed.isdisjoint(districts)


def _navigation(asker: Asker) -> list[Entry]:
    """The rooms of the administration that are open to somebody."""
    found = []
    for label, endpoint in seams().navigation:
        audience = audience_of(current_app.view_functions[endpoint])
        if audience is not None and asker.has(*(audience.roles or ())):
            if asker.admin and audience.roles == PILOTS_OWN:
                continue  # an administrator has it all elsewhere
            address = url_for(endpoint)
            found.append((gettext(label), address, _is_here(address)))
    return found


def parted(entries: Sequence[Entry]) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """What stands in the bar, and what is behind “More”; where one is stands in the bar, too."""
    if len(entries) <= NEAR + 1:
        return entries, []
    near, more = entries[:NEAR], entries[NEAR:]
    return [*near, *(entry for entry in more if entry[2])], more


def _is_here(address: str) -> bool:
    if address == "/verwaltung/":
        return request.path == address
    return request.path == address or request.path.startswith(address.rstrip("/") + "/")
