"""Staff bring surveys in, publish, pause and close them; each only in her districts."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.accounts.models import Membership, Staff
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey, SurveyVersion
from tests.builders import a_survey, on_the_shelf
from tests.conftest import Clock
from tests.page import words
from tests.surveys.conftest import a_file, changed
from tests.visitor import OWN_PAGE, Visitor

Running = Callable[..., Survey]
DESK = "/verwaltung/umfragen/"


def surveys(store: Store) -> list[Survey]:
    with store.reading() as session:
        return list(session.scalars(select(Survey)))


def upload(person: Visitor, document: object, *districts: str, status: int | None = None):
    page = person.get(DESK + "neu").fill("file", a_file(document))
    return page.choose(*districts).submit("Check and store", status)


def publish(person: Visitor, slug: str, status: int | None = None, **days: str):
    page = person.get(f"{DESK}{slug}/")
    for name, value in days.items():
        page.fill(name, value)
    return page.submit("Publish", status)


# ---- bringing in -----------------------------------------------------------------------------


def test_a_file_becomes_a_draft_that_nobody_sees(manager: Visitor, visitor: Visitor):
    manager.get(DESK).sees("There is no survey yet.")
    page = upload(manager, on_the_shelf("single"))
    assert page.path == f"{DESK}eine-antwort/"
    page.sees("The survey is here as a draft.", "Draft", "Sonnenberg")
    manager.get(DESK).sees("Eine Antwort", "Draft")
    visitor.get("/en/umfrage/eine-antwort", 404)


def test_a_file_with_mistakes_is_answered_item_by_item_and_nothing_is_kept(
    manager: Visitor, store: Store
):
    document = changed("single", purpose=None)
    document["questions"] = [
        {**document["questions"][0], "options": [{"code": "fuss", "label": {"de": "zu Fuß"}}] * 2},
        {"id": "b", "kind": "auction", "text": {"de": "Was bieten Sie?"}},
    ]
    page = upload(manager, document, status=422)
    page.sees(
        "Please mend this in the file",
        "Purpose: This is missing: people must be told.",
        "Question 1 (weg), answer 2, code: The code “fuss” is used twice.",
        "There is no kind of question called “auction”.",
    )
    assert surveys(store) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"no json", b"[]", b"{}", b'{"questions": 1}', b"\xff\xfe\xfa", b'{"questions": [NaN]}'],
)
def test_a_file_that_is_no_questionnaire_is_refused(manager: Visitor, content: bytes):
    page = upload(manager, content, status=422)
    page.sees("This file is no questionnaire in our JSON format.")


@pytest.mark.parametrize(("size", "status"), [(2 * 1024 * 1024 + 1, 422), (5 * 1024 * 1024, 413)])
def test_a_file_that_is_too_large_is_refused(manager: Visitor, size: int, status: int):
    parts = {"csrf_token": manager.get(DESK + "neu").value("csrf_token")}
    # By hand: the test client would leave its own temporary file open.
    fields = [
        f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'
        for n, v in parts.items()
    ]
    file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\n\r\n'
    body = "".join([*fields, file, " " * size, "\r\n--x--\r\n"]).encode()
    answer = manager.client.post(
        DESK + "neu", data=body, content_type="multipart/form-data; boundary=x", headers=OWN_PAGE
    )
    assert answer.status_code == status
    assert "too large" in answer.text


def test_a_form_without_a_file_says_so(manager: Visitor):
    page = manager.get(DESK + "neu").submit("Check and store", 422)
    assert page.error("file") == "Please fill in this field."


def test_no_two_surveys_have_the_same_short_name(manager: Visitor, store: Store):
    upload(manager, on_the_shelf("single"))
    page = upload(manager, on_the_shelf("single"), status=422)
    assert "already a survey with this short name" in page.error("file")
    assert len(surveys(store)) == 1


def test_an_admin_s_survey_is_asked_where_the_file_says(
    admin: Visitor, district: District, zentrum: District, store: Store
):
    upload(admin, changed("single", districts=["sonnenberg", "zentrum"]))
    assert {row.slug for row in surveys(store)[0].districts} == {district.slug, zentrum.slug}


def test_a_survey_that_is_asked_nowhere_is_refused(
    admin: Visitor, district: District, zentrum: District
):
    assert district.id != zentrum.id
    page = upload(admin, changed("single", districts=["atlantis"]), status=422)
    assert page.error("districts") == "Please choose where the survey is asked."
    page.sees("Sonnenberg", "Zentrum")
    assert page.value("districts") == []


def test_a_manager_asks_only_in_her_own_district(manager: Visitor, zentrum: District, store: Store):
    page = manager.get(DESK + "neu").misses("Zentrum")
    page.fill("file", a_file(changed("single", districts=[zentrum.slug]))).untick("Sonnenberg")
    page.submit("Check and store", 422).sees("Please choose where the survey is asked.")
    assert surveys(store) == []


# ---- its life --------------------------------------------------------------------------------


def test_a_published_survey_is_open_at_once(manager: Visitor, visitor: Visitor, running: Running):
    running("single", published=False)
    page = publish(
        manager, "eine-antwort", opens_at="2026-11-24T08:00", closes_at="2026-12-08T20:00"
    )
    page.sees("The survey is published.", "Running", "Version 1", "January 5, 2027")
    visitor.get("/en/umfrage/eine-antwort").sees("Wie kommen Sie zum Markt?")


def test_days_are_meant_by_the_district_s_clocks(manager: Visitor, running: Running, store: Store):
    running("single", published=False)
    publish(manager, "eine-antwort", opens_at="2026-11-25T08:00", closes_at="2027-06-08T20:00")
    survey = surveys(store)[0]
    assert survey.opens_at is not None
    assert survey.closes_at is not None
    assert survey.opens_at.isoformat() == "2026-11-25T07:00:00+00:00"
    assert survey.closes_at.isoformat() == "2027-06-08T18:00:00+00:00"


def test_a_scheduled_survey_waits(manager: Visitor, visitor: Visitor, running: Running):
    running("single", published=False)
    page = publish(manager, "eine-antwort", opens_at="2026-12-01T08:00")
    page.sees("Scheduled")
    visitor.get("/en/umfrage/eine-antwort", 404).sees("This survey has not begun yet")


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "sentence"),
    [
        ("2026-12-08T20:00", "2026-12-01T20:00", "The end must come after the beginning."),
        ("2026-10-08T20:00", "2026-11-01T20:00", "The end must lie ahead."),
        ("2026-10-08T20:00", "", "Please fill in this field."),
    ],
)
def test_impossible_days_are_refused_and_stay_in_the_form(
    manager: Visitor, running: Running, opens_at: str, closes_at: str, sentence: str
):
    running("single", published=False)
    page = publish(manager, "eine-antwort", 422, opens_at=opens_at, closes_at=closes_at)
    assert page.error("closes_at") == sentence
    assert page.value("opens_at") == opens_at
    page.sees("Draft")


def test_a_draft_with_mistakes_cannot_be_published(manager: Visitor, running: Running):
    running(changed("single", legal_basis=""), published=False)
    page = manager.get(f"{DESK}eine-antwort/").sees("Legal basis: This is missing")
    button = next(page.all("section", aria_labelledby="publish")).find(".//button")
    assert button is not None
    assert button.get("disabled") is not None
    token = page.value("csrf_token")
    days = {"opens_at": "2026-11-24T08:00", "closes_at": "2026-12-08T20:00"}
    manager.post(f"{DESK}eine-antwort/veroeffentlichen", {"csrf_token": token, **days}, 422)


def test_a_paused_survey_takes_no_answers_and_goes_on(
    manager: Visitor, visitor: Visitor, running: Running, clock: Clock
):
    running("single")
    address = f"{DESK}eine-antwort/"
    manager.get(address).submit("Pause the survey").sees("The survey is paused.", "Paused")
    visitor.get("/en/umfrage/eine-antwort", 503).sees("This survey is paused")
    clock.passes(minutes=1)
    manager.get(address).submit("Take answers again").sees("Running")
    visitor.get("/en/umfrage/eine-antwort").sees("Wie kommen Sie zum Markt?")


def test_publishing_a_corrected_word_opens_no_paused_survey(
    manager: Visitor, running: Running, clock: Clock
):
    running("single")
    manager.get(f"{DESK}eine-antwort/").submit("Pause the survey")
    manager.get(f"{DESK}eine-antwort/texte/de").fill("title", "Eine kurze Antwort").submit("Save")
    clock.passes(minutes=1)
    page = manager.get(f"{DESK}eine-antwort/aenderungen/").submit("Publish the changes")
    page.sees("Paused", "Version 2")


def test_a_closed_survey_promises_results_from_today_on(
    manager: Visitor, visitor: Visitor, running: Running
):
    running("single")
    page = manager.get(f"{DESK}eine-antwort/").submit("End it now")
    page.sees("The survey has ended.", "Ended", "December 22, 2026")
    visitor.get("/en/umfrage/eine-antwort", 410).sees("December 22, 2026")


def test_a_step_that_does_not_follow_is_refused(manager: Visitor, running: Running):
    running("single")
    page = manager.get(f"{DESK}eine-antwort/")
    token = page.value("csrf_token")
    manager.post(f"{DESK}eine-antwort/fortsetzen", {"csrf_token": token}, 422)


def test_each_step_needs_our_own_page(manager: Visitor, running: Running):
    running("single")
    for step in ("pausieren", "fortsetzen", "beenden"):
        manager.post(f"{DESK}eine-antwort/{step}", status=403)


def test_each_step_is_in_the_log(manager: Visitor, running: Running, store: Store, clock: Clock):
    running("single", published=False)
    publish(manager, "eine-antwort", opens_at="2026-11-24T08:00")
    for button in ("Pause the survey", "Take answers again", "End it now"):
        clock.passes(minutes=1)
        manager.get(f"{DESK}eine-antwort/").submit(button)
    with store.reading() as session:
        by_staff = select(AuditEntry).where(AuditEntry.staff_id.is_not(None))
        entries = session.scalars(by_staff.order_by(AuditEntry.id))
        actions = [entry.action for entry in entries if "survey" in entry.action]
    assert actions == ["publish_survey", "pause_survey", "resume_survey", "close_survey"]


def test_another_file_takes_the_place_of_a_draft(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(f"{DESK}eine-antwort/").fill("file", a_file(on_the_shelf("multiple")))
    page.submit("Replace the draft").sees("The draft is replaced.", "Mehrere Antworten")
    draft = manager.get(f"{DESK}eine-antwort/fragebogen.json").json
    assert draft["slug"] == "eine-antwort"
    assert draft["questions"][0]["id"] == "was"


def test_a_file_with_mistakes_replaces_nothing(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(f"{DESK}eine-antwort/")
    page = page.fill("file", a_file(changed("single", title=""))).submit("Replace the draft", 422)
    page.sees("Please mend this in the file", "The title is missing.")
    assert manager.get(f"{DESK}eine-antwort/fragebogen.json").json == on_the_shelf("single")


def test_other_questions_are_seen_before_they_are_published(manager: Visitor, running: Running):
    running("single")
    page = manager.get(f"{DESK}eine-antwort/").fill("file", a_file(on_the_shelf("multiple")))
    page.submit("Replace the draft").sees("The draft has changed", "A second person must agree.")
    manager.get(f"{DESK}eine-antwort/aenderungen/").sees("This question is asked no more.")


# ---- whose it is -----------------------------------------------------------------------------


def test_a_manager_of_another_district_finds_nothing(manager_of_zentrum: Visitor, running: Running):
    running("single")
    manager_of_zentrum.get(DESK).misses("Eine Antwort")
    for page in ("", "fragebogen.json", "texte/de", "vorschau/de"):
        manager_of_zentrum.get(f"{DESK}eine-antwort/{page}", 404)


def test_a_survey_of_two_districts_belongs_to_both_managers(
    manager: Visitor, manager_of_zentrum: Visitor, admin: Visitor
):
    upload(admin, changed("single", districts=["sonnenberg", "zentrum"]))
    publish(admin, "eine-antwort")
    manager_of_zentrum.get(f"{DESK}eine-antwort/").submit("Pause the survey")
    manager.get(f"{DESK}eine-antwort/").submit("Take answers again").sees("Running")


def test_a_viewer_looks_and_changes_nothing(viewer: Visitor, running: Running):
    running("single")
    viewer.get(DESK).sees("Eine Antwort").misses("New survey")
    page = viewer.get(f"{DESK}eine-antwort/").misses("Publish once more", "End it now")
    viewer.get(f"{DESK}eine-antwort/vorschau/de")
    viewer.get(f"{DESK}eine-antwort/texte/de", 403)
    viewer.post(f"{DESK}eine-antwort/beenden", {"csrf_token": page.value("csrf_token")}, 403)


def test_a_manager_here_who_looks_there_writes_only_here(
    signed_in: Callable[..., Visitor],
    district: District,
    zentrum: District,
    store: Store,
    now: datetime,
):
    manager = signed_in(Role.MANAGER, district)
    with store.writing() as session:
        a_survey(session, session.merge(zentrum), document="single", at=now)
        _also_viewer(session, zentrum)
    manager.get(DESK).sees("Eine Antwort")
    page = manager.get(f"{DESK}eine-antwort/").misses("End it now")
    token = manager.get(DESK + "neu").value("csrf_token")
    manager.post(f"{DESK}eine-antwort/beenden", {"csrf_token": token}, 404)
    page.sees("Running")


def _also_viewer(session: Session, district: District) -> None:
    staff = session.scalars(select(Staff)).one()
    staff.memberships.append(Membership(role=Role.VIEWER.value, district_id=district.id))


def test_the_list_counts_answers_that_count(manager: Visitor, visitor: Visitor, running: Running):
    running("single")
    visitor.get("/en/umfrage/eine-antwort").choose("zu Fuß").submit("Send answers")
    row = next(item for item in manager.get(DESK).all("tr") if "Eine Antwort" in words(item))
    assert " 1 " in words(row)


def test_versions_keep_what_was_asked(
    manager: Visitor, running: Running, store: Store, clock: Clock
):
    running("single")
    clock.passes(minutes=1)
    texts = manager.get(f"{DESK}eine-antwort/texte/de").fill("questions.0.text", "Wie gehen Sie?")
    texts.submit("Save").sees("1 text is changed.")
    manager.get(f"{DESK}eine-antwort/").sees("The draft has changed")
    page = manager.get(f"{DESK}eine-antwort/aenderungen/").submit("Publish the changes")
    page.sees("Version 2").misses("The draft has changed")
    with store.reading() as session:
        versions = session.scalars(select(SurveyVersion).order_by(SurveyVersion.number)).all()
        asked = [version.document["questions"][0]["text"]["de"] for version in versions]
    assert asked == ["Wie kommen Sie zum Markt?", "Wie gehen Sie?"]


def test_a_file_goes_out_as_it_came_in(manager: Visitor, running: Running):
    running("every_kind", published=False)
    page = manager.get(f"{DESK}jede-art/fragebogen.json")
    assert json.loads(page.body) == on_the_shelf("every_kind")
    assert page.headers["Content-Disposition"] == 'attachment; filename="jede-art.json"'


def test_the_suggested_end_lies_four_weeks_ahead(manager: Visitor, running: Running, now: datetime):
    running("single", published=False)
    closes_at = manager.get(f"{DESK}eine-antwort/").value("closes_at")
    assert closes_at == f"{now + timedelta(days=28):%Y-%m-%d}T20:00"
