"""What every answer says to browsers: nothing foreign, nothing kept that is nobody's business."""

import re
from http.cookies import Morsel, SimpleCookie

import pytest
from werkzeug.test import TestResponse

from beteiligung.access import audience_of
from beteiligung.db import Store
from beteiligung.web.headers import REPORTS
from beteiligung.web.models import PolicyReport
from beteiligung.web.reports import MOST_A_MINUTE, reports_lately
from tests.builders import PASSWORD
from tests.conftest import NOW
from tests.house import doors
from tests.house.conftest import PUBLIC
from tests.house.town import Town
from tests.visitor import OWN_PAGE, Visitor

YEAR = 31_536_000
STRICT = {
    "default-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
    "report-uri": {REPORTS},
}
DANGEROUS = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "http:", "https:", "*")
COOKIE = "__Host-sitzung"
FORM = "application/x-www-form-urlencoded"
KEPT = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}


@pytest.fixture
def town(towns: dict[str, Town]) -> Town:
    """An installation as residents meet it."""
    return towns["production"]


def test_every_answer_is_strict_whoever_asks_and_whatever_is_asked_for(town: Town) -> None:
    faults = []
    for rule in doors.rules(town.app):
        audience = audience_of(town.app.view_functions[rule.endpoint])
        staffs = audience is not None and not audience.is_public
        person = town.people["admin" if staffs else "visitor"]
        door = next(doors.doors(town, rule))  # of the Sonnenberg
        answer = person.client.open(door.address, method=door.method, headers=OWN_PAGE)
        faults += [f"{door}: {fault}" for fault in _lax(answer)]
        if staffs and answer.headers.get("Cache-Control") != "no-store":
            faults.append(f"{door}: may be kept on the way")
    assert not faults


def test_answers_that_no_view_gives_are_strict_too(town: Town) -> None:
    client = town.people["visitor"].client
    large = {"data": b"x" * 300_000, "content_type": "text/plain"}
    answers = {
        404: client.get("/gibt-es-nicht"),
        405: client.put("/de/"),
        403: client.post("/de/barrierefreiheit", headers={"Sec-Fetch-Site": "cross-site"}),
        400: client.post("/anmelden", data=b"a=%FF", headers=OWN_PAGE, content_type=FORM),
        413: client.post("/anmelden", headers=OWN_PAGE, **large | {"content_type": FORM}),
        421: client.get("/de/", headers={"Host": "evil.example"}),
        200: client.get("/healthz"),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    assert not [fault for answer in answers.values() for fault in _lax(answer)]


def test_the_cookie_of_the_staff_is_for_this_website_and_for_no_script(town: Town) -> None:
    somebody = Visitor(town.app)
    page = somebody.client.get("/anmelden", base_url=PUBLIC)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    before = _cookie(page)
    answer = somebody.client.post(
        "/anmelden",
        base_url=PUBLIC,
        data={"csrf_token": token, "email": "manager@sonnenberg.example", "password": PASSWORD},
        headers=OWN_PAGE,
    )
    assert answer.status_code == 303
    after = _cookie(answer)
    for cookie in (before, after):
        assert {name: cookie[name] for name in KEPT} == KEPT
    assert before.value != after.value


def test_what_browsers_refuse_is_counted_and_nothing_else(town: Town) -> None:
    store: Store = town.app.extensions["store"]
    said = {"csp-report": {"document-uri": f"{PUBLIC}/de/geheim", "blocked-uri": "inline"}}
    client, before = town.people["visitor"].client, _reported(town)
    for _ in range(3):
        answer = client.post(
            REPORTS, json=said, headers=OWN_PAGE, environ_base={"REMOTE_ADDR": "203.0.113.7"}
        )
        assert answer.status_code == 204
        assert not answer.data
    assert _reported(town) == before + 3
    with store.reading() as session:
        assert [row.day for row in session.query(PolicyReport)] == [NOW.date()]
        assert reports_lately(session, NOW) == before + 3


def test_reports_are_small_and_few(town: Town) -> None:
    client = town.people["visitor"].client
    sent = {"headers": OWN_PAGE, "environ_base": {"REMOTE_ADDR": "203.0.113.8"}}
    for number in range(MOST_A_MINUTE + 1):
        answer = client.post(REPORTS, data=b"{}", **sent)
        assert answer.status_code == (204 if number < MOST_A_MINUTE else 429)


def _reported(town: Town) -> int:
    """How often browsers refused something in this town."""
    town.app.extensions["ledger"].flush()
    store: Store = town.app.extensions["store"]
    with store.reading() as session:
        return sum(row.n for row in session.query(PolicyReport))


def _lax(answer: TestResponse) -> list[str]:
    headers = answer.headers
    said = map(str.split, headers["Content-Security-Policy"].split(";"))
    policy = {name: set(values) for name, *values in said}
    faults = [
        f"{name} {policy.get(name)}"
        for name, wanted in STRICT.items()
        if policy.get(name) != wanted
    ]
    faults += [f"{word}" for values in policy.values() for word in DANGEROUS if word in values]
    if policy.get("frame-ancestors") not in ({"'none'"}, {"'self'"}):
        faults.append("anybody may frame it")
    if headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("its type may be guessed")
    if headers.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        faults.append("it tells others where somebody comes from")
    age = re.match(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    if age is None or int(age[1]) < YEAR:
        faults.append("it may be asked for without HTTPS")
    if headers.get("Access-Control-Allow-Origin"):
        faults.append("other websites may read it")
    kind = headers.get("Content-Type", "")
    if answer.data and (not kind or (kind.startswith("text/") and "charset" not in kind)):
        faults.append(f"its type is {kind!r}")
    return faults


def _cookie(answer: TestResponse) -> Morsel[str]:
    return SimpleCookie(answer.headers["Set-Cookie"])[COOKIE]
