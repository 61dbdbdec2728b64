"""What the templates of the staff's pages know: who is signed in, where she may go, her tokens."""

from typing import Any

from flask import Flask, current_app, request, url_for

from beteiligung.access import Asker, Role, audience_of
from beteiligung.i18n import gettext
from beteiligung.web.seams import seams
from beteiligung.web.staff_form import csrf_field, csrf_token

PILOTS_OWN = frozenset({Role.PILOT, Role.ADMIN})

Entry = tuple[str, str, bool]  # label, address, whether this is the page's place


def attach(app: Flask) -> None:
    """Give the staff's templates their vocabulary; residents' pages never look at a session."""
    app.jinja_env.globals["csrf_field"] = csrf_field
    app.jinja_env.globals["csrf_token_value"] = csrf_token

    @app.context_processor
    def vocabulary() -> dict[str, Any]:
        if not is_staffs():
            return {}
        asker = seams().asker()
        navigation = _navigation(asker) if asker else []
        # Staff choose their language once, in their account; a chooser would lead them outside.
        return {"staff": asker, "staff_navigation": navigation, "language_links": []}


def is_staffs() -> bool:
    """Whether this request is for a page that only staff may open."""
    view = current_app.view_functions.get(request.endpoint or "")
    audience = audience_of(view)
    return audience is not None and not audience.is_public


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


def _is_here(address: str) -> bool:
    if address == "/verwaltung/":
        return request.path == address
    return request.path == address or request.path.startswith(address.rstrip("/") + "/")
