"""Every role at every door: who may not come in is turned away before any view has looked."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from beteiligung.access import Audience, Role, audience_of
from beteiligung.districts.models import District
from tests.visitor import Visitor

EXAMPLES = {"lang": "de", "number": 1, "token": "x"}


def doors(app: Flask) -> Iterator[tuple[Rule, str, Audience]]:
    """Every staff address with an example in each of its gaps, and for whom it is."""
    with app.test_request_context("/"):
        adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        audience = audience_of(app.view_functions[rule.endpoint])
        if audience is not None and not audience.is_public:
            gaps = {name: _example(rule, name) for name in rule.arguments}
            yield rule, adapter.build(rule.endpoint, gaps, method=_method(rule)), audience


def _method(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or ()) else "POST"


def _example(rule: Rule, name: str) -> object:
    kind = type(rule._converters[name]).__name__  # noqa: SLF001 - werkzeug offers no other way
    return 1 if kind == "IntegerConverter" else EXAMPLES.get(name, "beispiel")


def test_nobody_unknown_comes_in(app: Flask, visitor: Visitor):
    for rule, path, _ in doors(app):
        if _method(rule) == "GET":
            assert visitor.get(path, 303).location.startswith("/anmelden"), path
        else:
            visitor.post(path, status=403)


@pytest.mark.parametrize("role", Role)
def test_each_role_comes_in_where_it_should(
    app: Flask, district: District, signed_in: Callable[..., Visitor], role: Role
):
    person = signed_in(role, district)
    for rule, path, audience in doors(app):
        allowed = role in (audience.roles or ())
        if _method(rule) == "POST":
            if not allowed:
                person.post(path, status=403)
            continue
        status = person.get(path, status=None).status
        assert (status != 403) == allowed, f"{role} at {path}: {status}"
        assert status < 500, f"{role} at {path}: {status}"
