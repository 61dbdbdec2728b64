"""Every role at every door: what a page declares about its audience is what happens."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from beteiligung import i18n
from beteiligung.access import Audience, Role, audience_of
from beteiligung.accounts.models import StaffSession
from beteiligung.errors import Forbidden, SignInNeeded
from tests.visitor import OWN_PAGE, Visitor

PEOPLE: dict[str, Role | None] = {
    "visitor": None,
    "pilot": Role.PILOT,
    "viewer": Role.VIEWER,
    "manager": Role.MANAGER,
    "manager_of_zentrum": Role.MANAGER,
    "admin": Role.ADMIN,
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_is_open_to_its_audience_and_to_nobody_else(
    person: str, request: pytest.FixtureRequest, app: Flask
):
    somebody: Visitor = request.getfixturevalue(person)
    wrong = [
        f"{method} {rule} for {person}: {verdict}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in METHODS
        if method in (rule.methods or ())
        if (verdict := _ask(somebody, rule, method)) != _expected(app, rule, PEOPLE[person])
    ]
    assert not wrong


@pytest.mark.usefixtures("district")
def test_no_form_of_the_staff_is_taken_without_its_token(app: Flask, admin: Visitor):
    taken = []
    for rule in app.url_map.iter_rules():
        audience = audience_of(app.view_functions[rule.endpoint])
        closed = audience is not None and not audience.is_public
        for method in set(METHODS[1:]) & set(rule.methods or ()) if closed else ():
            answer = admin.client.open(address_of(rule), method=method, headers=OWN_PAGE)
            if answer.status_code < 400:
                taken.append(f"{method} {rule}: {answer.status_code}")
    assert not taken


def test_no_form_of_the_staff_is_taken_from_another_website(app: Flask, admin: Visitor):
    token = next(admin.get("/verwaltung/konto").all("input", name="csrf_token")).get("value")
    for rule in app.url_map.iter_rules():
        for method in set(METHODS[1:]) & set(rule.methods or ()):
            answer = admin.client.open(
                address_of(rule),
                method=method,
                headers={"Sec-Fetch-Site": "cross-site"},
                data={"csrf_token": token},
            )
            assert answer.status_code == 403, f"{method} {rule}"


def test_residents_pages_never_look_at_a_cookie(app: Flask, manager: Visitor):
    for rule in app.url_map.iter_rules():
        audience = audience_of(app.view_functions[rule.endpoint])
        public = audience is not None and audience.is_public
        if (
            public
            and not rule.endpoint.startswith(("accounts.", "steps."))
            and "GET" in (rule.methods or ())
        ):
            answer = manager.client.get(address_of(rule))
            assert "Cookie" not in answer.headers.get("Vary", ""), str(rule)
            assert "Set-Cookie" not in answer.headers, str(rule)


def test_a_session_that_ended_asks_to_sign_in_again(app: Flask, manager: Visitor):
    with app.extensions["store"].writing() as session:
        session.query(StaffSession).delete()
    for rule in app.url_map.iter_rules():
        if not _open_to(audience_of(app.view_functions[rule.endpoint]), None):
            for method in set(METHODS) & set(rule.methods or ()):
                assert _ask(manager, rule, method) == "sign in", str(rule)


def _expected(app: Flask, rule: Rule, role: Role | None) -> str:
    audience = audience_of(app.view_functions[rule.endpoint])
    if _open_to(audience, role):
        return "open"
    return "sign in" if role is None else "forbidden"


def _open_to(audience: Audience | None, role: Role | None) -> bool:
    return audience is None or audience.is_public or role in (audience.roles or ())


def _ask(somebody: Visitor, rule: Rule, method: str) -> str:
    """What the guard says, whatever the page behind it makes of the object asked for."""
    answer = somebody.client.open(address_of(rule), method=method, headers=OWN_PAGE)
    assert answer.status_code < 500, f"{method} {rule}: {answer.status_code}"
    if answer.headers.get("Location", "").startswith("/anmelden?weiter="):
        return "sign in"
    said = answer.get_data(as_text=True)
    if answer.status_code == SignInNeeded.status:
        return "sign in"
    with somebody.app.test_request_context():
        i18n.use("de")
        forbidden = i18n.gettext(Forbidden.default)
    return "forbidden" if answer.status_code == 403 and forbidden in said else "open"


def address_of(rule: Rule) -> str:
    """An address of the rule, of an object that may be there."""
    values: dict[str, object] = {}
    for name, converter in rule._converters.items():  # noqa: SLF001 - the rule's own table
        kind = type(converter).__name__
        first = next(iter(sorted(getattr(converter, "items", ()))), "sonnenberg")
        values[name] = {"LocaleConverter": "de", "IntegerConverter": 1}.get(kind, first)
    built = rule.build(values)
    assert built is not None
    return built[1]
