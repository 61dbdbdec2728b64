"""Whether a district kept its word: counted from public facts only, and every figure leads on."""

from datetime import datetime, timedelta

import pytest

from beteiligung.access import Asker, Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.funds.models import PassedOn
from beteiligung.funds.passing import pass_on
from beteiligung.funds.ways import Way
from beteiligung.ideas import grouping, replying
from beteiligung.ideas.models import State
from beteiligung.ideas.replying import Said
from beteiligung.measures.actions import set_measure_status
from beteiligung.measures.evidence import take_idea
from beteiligung.measures.kinds import Kind
from beteiligung.measures.path import Status
from beteiligung.reports.kept import Answered, kept
from tests.builders import a_survey, on_the_shelf
from tests.ideas.boards import a_board, an_idea
from tests.measures.measures import a_measure
from tests.releases.documents import a_release
from tests.visitor import Visitor

WHO = Asker(id=1, name="Frau Leiterin", roles={1: Role.MANAGER})
DAY = timedelta(days=1)
BERLIN = "Europe/Berlin"
REPLY = Said(texts={"de": "Ja."}, office="Amt")


def test_a_promise_is_kept_by_results_with_all_answers_on_the_day_or_before(
    store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        for slug, days in {"gehalten": 0, "spaet": 1, "fehlt": None, "kommt": None}.items():
            survey = a_survey(
                session,
                district,
                document=on_the_shelf("single") | {"slug": slug},
                at=now - 60 * DAY,
            )
            survey.closes_at = now - 40 * DAY
            survey.results_on = (now - 10 * DAY).date() if slug != "kommt" else now.date()
            a_release(session, survey, at=now - 50 * DAY)  # while people still answered
            if days is not None:
                a_release(session, survey, at=now - 10 * DAY + days * DAY, number=2)
        found = kept(session, district.id, now, BERLIN)
    stands = {promise.survey.slug: promise.in_time for promise in found.promises}
    assert stands == {"gehalten": True, "spaet": False, "fehlt": False}
    assert {(one.survey.slug, one.number) for one in found.anew} == {("gehalten", 2), ("spaet", 2)}


def test_ideas_are_answered_in_time_later_or_not_yet_and_new_ones_have_time(
    store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        board = a_board(session, district, at=now - 100 * DAY)
        board.phases[0].ends_at = now
        quick, slow, waits, young, lead, under = (
            an_idea(session, board, at=now - days * DAY) for days in (90, 90, 90, 3, 90, 90)
        )
        an_idea(session, board, state=State.RECEIVED, at=now - 90 * DAY)
        answered = {quick: 70, slow: 40, lead: 61}
        for idea, days in answered.items():
            replying.draft_reply(session, WHO, [idea], REPLY, at=now - days * DAY)
            replying.publish_replies(session, WHO, [idea], at=now - days * DAY)
        replying.draft_reply(session, WHO, [waits], REPLY, at=now - 80 * DAY)  # nobody reads it
        grouping.link_idea(session, WHO, under, lead, at=now)
        found = kept(session, district.id, now, BERLIN)
        assert found.answered == Answered(in_time=3, later=1, waiting=1, fresh=1)
        assert found.waiting == [waits.reference]
        assert young.reference not in found.waiting


def test_a_public_measure_that_says_what_becomes_of_an_idea_is_an_answer(
    store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        board = a_board(session, district, at=now - 100 * DAY)
        quick, slow, waits, lead, under = (
            an_idea(session, board, at=now - 90 * DAY) for _ in range(5)
        )
        grouping.link_idea(session, WHO, under, lead, at=now)
        early = a_measure(session, district, at=now - 80 * DAY)
        hidden = a_measure(session, district, public=False, at=now - 80 * DAY)
        why = {"de": "Dafür fehlt das Geld."}
        for measure, idea, kind, days in (
            (early, quick, Kind.ADOPTED, 80),
            (early, slow, Kind.IMPOSSIBLE, 20),
            (hidden, waits, Kind.ADOPTED, 80),  # nobody reads it
            (early, lead, Kind.PARTLY, 70),
        ):
            at = now - days * DAY
            take_idea(session, measure, idea.reference, kind, why, asker=None, at=at)
        found = kept(session, district.id, now, BERLIN)
        assert found.answered == Answered(in_time=3, later=1, waiting=1, fresh=0)
        assert found.waiting == [waits.reference]


def test_refusals_overdue_steps_and_steps_back_are_counted_of_public_measures_only(
    store: Store, district: District, now: datetime
) -> None:
    past = (now - DAY).date()
    with store.writing() as session:
        a_measure(session, district, path=(Status.REFUSED,), next_on=past, at=now)
        late = a_measure(session, district, next_on=past, at=now)
        idea = an_idea(session, a_board(session, district, at=now), at=now).reference
        take_idea(session, late, idea, Kind.IMPOSSIBLE, {"de": "Nein."}, asker=None, at=now)
        back = (Status.PLANNED, Status.EXAMINED)
        stepped = a_measure(session, district, path=back[:1], next_on=None, at=now)
        why = {"de": "Es fehlt ein Plan."}
        set_measure_status(session, stepped, back[1], why, asker=None, at=now)
        a_measure(session, district, public=False, next_on=past, at=now)
        found = kept(session, district.id, now, BERLIN)
        assert (found.explained, found.owed) == (2, 2)
        assert (len(found.late), len(found.running)) == (1, 2)
        assert [one.event.status for one in found.back] == [Status.EXAMINED.value]


@pytest.mark.parametrize("language", ["de", "ar", "ti"])
def test_the_page_leads_to_everything_that_it_counts(
    store: Store, district: District, visitor: Visitor, now: datetime, language: str
) -> None:
    with store.writing() as session:
        survey = a_survey(
            session,
            district,
            document=on_the_shelf("single") | {"slug": "versprochen"},
            at=now - 60 * DAY,
        )
        survey.closes_at, survey.results_on = now - 40 * DAY, (now - 10 * DAY).date()
        reference = a_measure(session, district, next_on=(now - DAY).date(), at=now).reference
        board = a_board(session, district, at=now - 100 * DAY)
        idea = an_idea(session, board, at=now - 90 * DAY).reference
    page = visitor.get(f"/{language}/wort-gehalten/sonnenberg")
    leads = {link.get("href") for link in page.all("a")}
    for path in ("ergebnisse/versprochen", f"massnahme/{reference}", f"idee/{idea}"):
        assert f"/{language}/{path}" in leads
    assert "Set-Cookie" not in page.headers
    assert "%" not in page.text  # of one case nobody says per cent


def test_a_district_without_anything_says_so(visitor: Visitor, district: District) -> None:
    visitor.get(f"/en/wort-gehalten/{district.slug}").sees("There is nothing to count yet.")
    visitor.get("/en/wort-gehalten/nirgends", 404)


def test_an_office_that_lets_wait_is_counted_and_named_on_the_idea_too(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        board = a_board(session, district, at=now)
        late, soon, hidden = (an_idea(session, board, each, at=now) for each in "abc")
        hidden.state = State.REJECTED.value
        numbers = late.reference, soon.reference
        for idea in (late, soon, hidden):
            pass_on(
                session, district.id, idea.reference, Way.OFFICE, office="Tiefbauamt",
                due_on=(now + DAY).date(), timezone=BERLIN, asker=None, at=now,
            )  # fmt: skip
        for row in session.query(PassedOn).where(PassedOn.idea != numbers[1]):
            row.due_on = (now - DAY).date()
    with store.reading() as session:
        found = kept(session, district.id, now, BERLIN).passed
        assert [one.idea for one in found.late] == [numbers[0]]
        assert {one.idea for one in found.awaited} == set(numbers)
    word = visitor.get("/de/wort-gehalten/sonnenberg")
    word.sees("Weitergegebene Ideen, deren Antwort überfällig ist", "1 von 2", "Tiefbauamt")
    visitor.get(f"/de/idee/{numbers[0]}").sees("überfällig")
    visitor.get(f"/de/idee/{numbers[1]}").misses("überfällig")
