"""Sending from a tram: not sent is said, nothing gets lost, and nothing arrives twice."""

import copy
from datetime import datetime, timedelta

from playwright.sync_api import Page, Route, expect

from beteiligung.db import Store
from beteiligung.surveys.actions import (
    close_survey,
    pause_survey,
    publish_changes,
    replace_draft,
    resume_survey,
)
from beteiligung.surveys.models import Survey
from tests.browser.answering import CUT, Filling, kept, survey_of
from tests.browser.conftest import People
from tests.conftest import Clock

SENT = "**/umfrage/auf-dem-telefon"


def test_filling_in_needs_no_network_and_the_answers_leave_when_it_is_back(
    people: People, phone: Page, store: Store, now: datetime
):
    people.expect(CUT)
    filling = Filling(phone, survey_of(store, at=now)).open()
    phone.context.set_offline(True)
    phone.locator("[data-begin]").click()
    filling.through().next()
    expect(filling.said).not_to_be_empty()
    expect(phone.locator("[data-do=again]")).to_be_visible()
    assert kept(store) == []
    assert filling.draft()["waiting"] == "all"
    phone.context.set_offline(False)
    filling.thanked()
    assert len(kept(store)) == 1
    assert filling.stored() == {}


def test_an_answer_whose_receipt_got_lost_is_counted_once(
    people: People, phone: Page, store: Store, now: datetime
):
    people.expect(CUT)

    def lose_the_receipt(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    filling = Filling(phone, survey_of(store, at=now)).start().through()
    phone.route(SENT, lose_the_receipt)
    filling.next()
    expect(phone.locator("[data-do=again]")).to_be_visible()
    assert len(kept(store)) == 1
    phone.unroute(SENT)
    filling.do("again").thanked()
    assert len(kept(store)) == 1


def test_it_goes_on_trying_after_the_page_was_closed(
    people: People, phone: Page, store: Store, now: datetime
):
    people.expect(CUT)
    filling = Filling(phone, survey_of(store, at=now)).start().choose("ja").next()
    phone.route(SENT, lambda route: route.abort() if is_sent(route) else route.continue_())
    filling.do("stop").do("partial")
    expect(phone.locator("[data-do=again]")).to_be_visible()
    phone.unroute(SENT)
    phone.reload()
    filling.thanked()
    (answer,) = kept(store)
    assert (answer.answers, answer.status) == ({"pflicht": "ja"}, "partial")


def test_it_tries_again_by_itself_after_a_while(
    people: People, phone: Page, store: Store, now: datetime
):
    people.expect(CUT)
    phone.clock.install(time=now)
    filling = Filling(phone, survey_of(store, at=now)).start().choose("nein").do("stop")
    attempts: list[str] = []

    def fail_twice(route: Route) -> None:
        if not is_sent(route) or len(attempts) == 2:
            route.continue_()
        else:
            attempts.append(route.request.post_data or "")
            route.abort()

    phone.route(SENT, fail_twice)
    filling.do("partial")
    for seconds in (5, 10):
        expect(phone.locator("[data-do=again]")).to_be_visible()
        phone.clock.run_for(seconds * 1000)
    filling.thanked()
    assert len(set(attempts)) == 1
    assert len(kept(store)) == 1


def test_going_back_to_change_something_stops_the_trying(
    people: People, phone: Page, store: Store, now: datetime
):
    people.expect(CUT)
    filling = Filling(phone, survey_of(store, at=now)).start().through()
    phone.context.set_offline(True)
    filling.next()
    expect(phone.locator("[data-do=again]")).to_be_visible()
    filling.do("back")
    assert filling.draft()["waiting"] is False
    phone.context.set_offline(False)
    filling.type("Anders").next().next()
    filling.thanked()
    assert kept(store)[0].answers["worte"] == "Anders"


def test_a_double_tap_sends_once(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now)).start().through()
    posts: list[str] = []
    phone.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    phone.locator("[data-next]").evaluate("(it) => { it.click(); it.click() }")
    filling.thanked()
    assert len(posts) == len(kept(store)) == 1


def test_a_pause_of_the_survey_is_waited_for(
    people: People, phone: Page, store: Store, now: datetime
):
    people.expect("503")
    filling = Filling(phone, survey_of(store, at=now)).start().through()
    with store.writing() as session:
        pause_survey(session, session.query(Survey).one(), asker=None, at=now)
    filling.next()
    expect(phone.locator("[data-do=again]")).to_be_visible()
    with store.writing() as session:
        resume_survey(session, session.query(Survey).one(), asker=None, at=now)
    phone.wait_for_timeout(1100)  # a worker looks at a survey's state once a second
    filling.do("again").thanked()
    assert len(kept(store)) == 1


def test_a_survey_that_ended_says_so_and_leaves_the_draft_to_the_person(
    people: People, phone: Page, store: Store, clock: Clock
):
    people.expect("410")
    filling = Filling(phone, survey_of(store, at=clock.at)).start().through()
    with store.writing() as session:
        close_survey(session, session.query(Survey).one(), asker=None, at=clock.at)
    clock.passes(minutes=1)
    filling.next()
    expect(filling.said.locator("a")).to_have_attribute("href", "/de/ergebnisse/auf-dem-telefon")
    assert filling.draft()["waiting"] is False
    phone.locator("[data-status] [data-do=delete]").click()
    filling.do("forget")
    assert filling.stored() == {}
    assert kept(store) == []


def test_what_was_sent_without_a_net_arrives_as_it_was_though_the_page_is_another_by_then(
    people: People, phone: Page, store: Store, clock: Clock
):
    people.expect(CUT)
    slug = survey_of(store, at=clock.at)
    filling = Filling(phone, slug).start().through()
    phone.context.set_offline(True)
    filling.next()
    expect(phone.locator("[data-do=again]")).to_be_visible()
    clock.passes(minutes=1)
    with store.writing() as session:
        survey = session.query(Survey).one()
        draft = copy.deepcopy(survey.draft)
        draft["questions"] = draft["questions"][:1]
        replace_draft(session, survey, draft, asker=None, at=clock.at)
        survey.opens_at, opened = clock.at + timedelta(days=1), survey.opens_at
        publish_changes(session, survey, asker=None, at=clock.at, sure=True)
        survey.opens_at = opened
    phone.goto("about:blank")
    phone.wait_for_timeout(1100)  # a worker looks at a survey's state once a second
    phone.context.set_offline(False)
    Filling(phone, slug).open().thanked()
    (answer,) = kept(store)
    assert answer.answers["worte"] == "Mehr Grün"


def test_after_the_first_answers_are_counted_one_can_answer_for_somebody_else(
    people: People, phone: Page, store: Store, now: datetime
):
    people.expect("422")
    filling = Filling(phone, survey_of(store, at=now)).start().choose("ja")
    other = Filling(phone.context.new_page(), filling.slug).open().do("resume").do("stop")
    other.do("partial").thanked()
    filling.choose("nein").do("stop").do("partial")
    filling.do("other")
    assert filling.stored() == {}
    phone.locator("[data-begin]").click()
    filling.choose("nein").do("stop").do("partial").thanked()
    assert [answer.answers for answer in kept(store)] == [{"pflicht": "ja"}, {"pflicht": "nein"}]


def test_a_refusal_loses_nothing(people: People, phone: Page, store: Store, now: datetime):
    people.expect("403")
    filling = Filling(phone, survey_of(store, at=now)).start().through()

    def from_elsewhere(route: Route) -> None:
        headers = {**route.request.headers, "sec-fetch-site": "cross-site"}
        route.fulfill(response=route.fetch(headers=headers))

    phone.route(SENT, from_elsewhere)
    filling.next()
    expect(phone.locator("[data-do=again]")).to_be_visible()
    assert filling.draft()["waiting"] is False
    phone.unroute(SENT)
    filling.do("again").thanked()
    assert len(kept(store)) == 1


def is_sent(route: Route) -> bool:
    """Whether this request brings answers."""
    return route.request.method == "POST"
