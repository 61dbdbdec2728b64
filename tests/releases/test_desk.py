"""The way to a release: from nothing to a signed result, and who may go it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.accounts.models import Membership, Staff
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.releases.basis import basis
from beteiligung.releases.documents import digest
from beteiligung.releases.models import Preparation, Release
from beteiligung.releases.planning import plan_of
from beteiligung.surveys.models import Response, Survey
from beteiligung.surveys.settled import count_anew
from tests import counting
from tests.builders import a_survey
from tests.conftest import Clock
from tests.counting import Given
from tests.page import Page
from tests.releases.documents import a_release
from tests.visitor import Visitor

HERE = "/verwaltung/umfragen/jede-art/ergebnisse/veroeffentlichen"
SAVE = "Save and see how it reads"
RIGHT = "{eins:a} haben A gesagt, von {n} Menschen."


@pytest.fixture
def survey(store: Store, district: District, clock: Clock) -> Survey:
    """A survey of the Sonnenberg that runs."""
    with store.writing() as session:
        return a_survey(session, session.merge(district), at=clock())


@pytest.fixture
def prepared(store: Store, survey: Survey, clock: Clock) -> Release:
    """Its first release, computed and not out yet."""
    with store.writing() as session:
        return being_prepared(session, session.merge(survey), clock)


def being_prepared(session: Session, survey: Survey, clock: Clock, number: int = 1) -> Release:
    release = a_release(session, survey, at=clock(), number=number, published=False)
    release.plan = plan_of(session, survey).written()
    release.content_hash = digest(release.document)
    release.report = {"passed": True, "cells": 0, "basis": basis(session, survey)}
    return release


@pytest.fixture
def desk(signed_in: Callable[..., Visitor], store: Store, district: District) -> Visitor:
    """The Sonnenberg's manager, who reads English here."""
    visitor = signed_in(Role.MANAGER, district)
    english(store)
    return visitor


def english(store: Store) -> None:
    with store.writing() as session:
        session.execute(update(Staff).values(locale="en"))


def release_of(store: Store) -> Release:
    with store.reading() as session:
        return session.scalars(select(Release).order_by(Release.number.desc())).all()[0]


# ---- the steps -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("survey")
def test_the_way_begins_with_nothing_computed(desk: Visitor):
    page = desk.get("/verwaltung/umfragen/jede-art/").follow("Publish results")
    page.sees("Publish results", "Still to do", "Nothing is published yet.")
    desk.get(f"{HERE}/fazit/de").sees("There are no figures yet. Please compute them first.")
    desk.get(f"{HERE}/vorschau/de", 404)
    desk.get(f"{HERE}/unterschreiben").sees(
        "The figures are not computed yet.", "The conclusion is missing"
    ).misses("Publish now")


@pytest.mark.usefixtures("prepared")
def test_figures_show_the_report_and_the_page_as_everybody_will_see_it(desk: Visitor):
    page = desk.get(f"{HERE}/zahlen")
    page.sees("What the program did", "What everybody will see")
    frame = next(page.all("iframe")).get("src")
    assert frame is not None
    desk.get(frame).sees("Jede Art zu fragen")
    desk.get(f"{HERE}/vorschau/ar").sees("Jede Art zu fragen")
    desk.get(f"{HERE}/vorschau/xx", 404)


def test_a_draft_has_no_results_to_publish(
    desk: Visitor, store: Store, district: District, clock: Clock
):
    with store.writing() as session:
        a_survey(session, session.merge(district), published=False, at=clock())
    desk.get(HERE, 404)


def test_computing_counts_what_people_answered_and_tells_what_it_did(
    desk: Visitor, store: Store, district: District, survey: Survey
):
    with store.writing() as session:
        people = [Given({"eins": "a" if at % 3 else "b"}, district=district.id) for at in range(60)]
        counting.answer(session, session.merge(survey), *people)
    desk.get(HERE).sees("60 answers can be counted.")
    page = desk.get(f"{HERE}/zahlen").submit("Compute the figures")
    page.sees("60 answers, computed on", "numbers are shown.", "Attacked by the program")
    write(desk, "{eins:a} von {n} Menschen.")
    desk.get(f"{HERE}/fazit/de").sees("67 % von 60 Menschen.")
    desk.get(f"{HERE}/zahlen").submit("Compute the figures once more")
    assert release_of(store).conclusion == {"de": "{eins:a} von {n} Menschen."}  # it stays
    with store.writing() as session:
        session.scalars(select(Response).limit(1)).one().set_aside_because = "Serie in der Nacht"
        count_anew(session, survey.id)
    page = desk.get(HERE).sees("Compute once more", "were set aside, taken back or withdrawn")
    page.misses("60 answers, computed on")
    page = desk.get(f"{HERE}/zahlen").sees("were set aside, taken back or withdrawn")
    page.submit("Compute the figures once more")
    desk.get(HERE).sees("59 answers, computed on").misses("were set aside")
    desk.get(f"{HERE}/unterschreiben").sees("Fewer than 5 questionnaires were set aside")


# ---- which questions -----------------------------------------------------------------------------


def order(store: Store, survey: Survey) -> list[str]:
    with store.reading() as session:
        return [line.id for line in plan_of(session, session.merge(survey)).lines]


def test_questions_move_up_and_down(desk: Visitor, store: Store, survey: Survey):
    before = order(store, survey)
    page = desk.get(f"{HERE}/fragen")
    page.submit(f"down:{before[0]}")
    assert order(store, survey)[:2] == before[1::-1]
    desk.get(f"{HERE}/fragen").submit(f"up:{before[0]}")
    assert order(store, survey) == before
    desk.get(f"{HERE}/fragen/name/weglassen", 404)  # identifying: never among the answers
    moved = token(desk, f"{HERE}/fragen", do="up:nichts")
    desk.post(f"{HERE}/fragen/ordnen", moved, 404)
    desk.post(f"{HERE}/fragen/ordnen", moved | {"do": "away:eins"}, 404)


def test_an_omitted_question_needs_a_reason_and_comes_back_by_a_button(
    desk: Visitor, store: Store, survey: Survey
):
    away = f"{HERE}/fragen/eins/weglassen"
    desk.get(away).fill("reason-de", " ").submit("Leave it out", 422).sees(
        "Please fill in this field."
    )
    desk.get(away).fill("reason-de", "Viele haben sie missverstanden.").submit("Leave it out")
    desk.get(f"{HERE}/fragen").sees("Left out", "Viele haben sie missverstanden.")
    desk.get(HERE).sees("1 is left out with a reason.")
    with store.reading() as session:
        assert "omit_from_release" in set(session.scalars(select(AuditEntry.action)))
    desk.get(f"{HERE}/fragen").submit("in:eins")
    with store.reading() as session:
        assert plan_of(session, session.merge(survey)).written()["omitted"] == {}


def test_what_others_are_split_by_is_chosen(desk: Visitor, store: Store, survey: Survey):
    desk.post(f"{HERE}/fragen", token(desk, f"{HERE}/fragen", by=["eins"]))
    with store.reading() as session:
        assert plan_of(session, session.merge(survey)).by == ("eins",)
    desk.post(f"{HERE}/fragen", token(desk, f"{HERE}/fragen", by=["mehrere"]), 422)


def test_a_survey_of_several_districts_can_be_split_by_them(
    desk: Visitor, store: Store, survey: Survey, district: District, zentrum: District
):
    desk.get(f"{HERE}/fragen").misses("Where people answered")
    with store.writing() as session:
        asked = session.merge(survey)
        asked.districts.append(session.merge(zentrum))
        people = [
            Given({"eins": "a" if at % 3 else "b"}, district=(district, zentrum)[at % 2].id)
            for at in range(120)
        ]
        counting.answer(session, asked, *people)
    chosen = desk.get(f"{HERE}/fragen").sees("Where people answered")
    desk.post(f"{HERE}/fragen", token(desk, chosen.path, by=["_district"]))
    desk.get(f"{HERE}/zahlen").submit("Compute the figures")
    desk.get(f"{HERE}/vorschau/de").sees("Wo geantwortet wurde", "Zentrum")
    write(desk, "{eins:a@_district:zentrum} im Zentrum.")
    desk.get(f"{HERE}/fazit/de").sees("67 % im Zentrum.", "{eins:a@_district:zentrum}")


def token(visitor: Visitor, path: str, **more: object) -> dict[str, object]:
    found = next(visitor.get(path).all("input", name="csrf_token")).get("value")
    return {"csrf_token": found, **more}


@pytest.mark.usefixtures("prepared")
def test_after_another_choice_the_figures_are_computed_once_more(desk: Visitor):
    desk.get(f"{HERE}/fragen").submit("down:eins")
    desk.get(HERE).sees("Compute once more")
    desk.get(f"{HERE}/unterschreiben").sees("You have changed the choice of questions since.")


# ---- conclusions ---------------------------------------------------------------------------------


def write(visitor: Visitor, text: str, locale: str = "de", status: int = 303) -> None:
    typed(visitor.get(f"{HERE}/fazit/{locale}"), text, status)


def typed(page: Page, text: str, status: int = 303) -> Page:
    return page.fill("text", text).submit(SAVE, status)


@pytest.mark.usefixtures("prepared")
def test_a_conclusion_reads_with_its_figures_after_saving(desk: Visitor, store: Store):
    write(desk, RIGHT)
    page = desk.get(f"{HERE}/fazit/de")
    page.sees("How it reads", "348 Menschen", "You wrote this text.")
    assert release_of(store).conclusion == {"de": RIGHT}
    desk.get(HERE).sees("Written", "Everything is ready")
    desk.get(f"{HERE}/fazit/vi", 404)  # the survey is not asked in it
    asked = typed(desk.get(f"{HERE}/fazit/de"), "", 422).sees("Nothing was saved")
    assert release_of(store).conclusion == {"de": RIGHT}
    asked.choose("Remove this text").submit("Save and see how it reads")
    assert release_of(store).conclusion == {}
    desk.get(f"{HERE}/unterschreiben").sees("The conclusion is missing")


@pytest.mark.usefixtures("prepared")
def test_a_wrong_figure_is_refused_beside_the_text_and_nothing_typed_is_lost(
    desk: Visitor, store: Store
):
    wrong = "{eins:nie} und 61 % haben A gesagt."
    page = typed(desk.get(f"{HERE}/fazit/de"), wrong, 422)
    page.sees("there is no answer “nie”", "“61” is typed by hand", "Please remove “%”")
    assert page.value("text") == wrong
    assert release_of(store).conclusion == {}
    write(desk, "Die meisten haben geantwortet.")  # only a hint
    desk.get(f"{HERE}/fazit/de").sees("is only right above 50 %")
    assert release_of(store).conclusion != {}


@pytest.mark.usefixtures("prepared")
def test_two_people_at_one_text_see_both(desk: Visitor, store: Store):
    first = desk.get(f"{HERE}/fazit/de")
    write(desk, RIGHT)
    page = typed(first, "{n} Menschen.", 422)
    page.sees("Somebody else has changed this text meanwhile.", RIGHT)
    typed(page, "{n} Menschen, ja.")
    assert release_of(store).conclusion == {"de": "{n} Menschen, ja."}


@pytest.mark.usefixtures("prepared")
def test_a_second_person_reads_what_the_first_wrote(desk: Visitor, admin: Visitor, store: Store):
    english(store)
    write(desk, RIGHT)
    desk.get(f"{HERE}/fazit/de").misses("I have read it")
    own = token(desk, f"{HERE}/fazit/de")
    desk.post(f"{HERE}/fazit/de/gelesen", own, 422).sees("Somebody else has to read it.")
    desk.post(f"{HERE}/fazit/ar/gelesen", own, 422).sees("There is no text in this language yet.")
    admin.post(f"{HERE}/fazit/de/gelesen", token(admin, f"{HERE}/fazit/de"))
    desk.get(f"{HERE}/fazit/de").sees("Read by a second person", "Admin stadt read it")
    page = desk.get(f"{HERE}/unterschreiben")
    page.sees("A second person has read every text.", "Admin stadt read it.")
    write(desk, RIGHT + " Danke.")
    desk.get(f"{HERE}/fazit/de").misses("Read by a second person")


@pytest.mark.usefixtures("prepared")
def test_who_signs_reads_first_whether_four_eyes_saw_the_words(desk: Visitor):
    write(desk, RIGHT)
    page = desk.get(f"{HERE}/unterschreiben")
    page.sees("Conclusion: read by a second person?", "Nobody else has read it yet.", "four eyes")
    page.choose("sure").submit("Publish now")
    desk.get(f"{HERE}/1").sees("Conclusion: Deutsch", "Nobody else has read it.")


def test_a_survey_that_nobody_could_answer_yet_says_so_and_an_unknown_page_leads_back_to_work(
    desk: Visitor, store: Store, survey: Survey, clock: Clock
):
    with store.writing() as session:
        session.merge(survey).opens_at = clock() + timedelta(days=9)
    desk.get(HERE).sees("There are no answers yet, so there is nothing to publish.")
    page = desk.get(f"{HERE}/zahlen", 404)
    assert page.follow("To the start page").path == "/verwaltung/"


def test_a_figure_that_later_figures_hide_is_to_be_mended(
    desk: Visitor, store: Store, prepared: Release
):
    write(desk, RIGHT)
    with store.writing() as session:
        release = session.get_one(Release, prepared.id)
        tables = [
            {**table, "cells": [[code, None, "few"] for code, *_ in table["cells"]]}
            for table in release.document["tables"]
        ]
        release.document = {**release.document, "tables": tables}
        release.content_hash = digest(release.document)
    desk.get(HERE).sees("Mend")
    desk.get(f"{HERE}/unterschreiben").sees("A conclusion holds a figure").misses("Publish now")


# ---- signing -------------------------------------------------------------------------------------


@pytest.fixture
def ready(desk: Visitor, prepared: Release) -> Release:
    """A release with everything that it needs."""
    write(desk, RIGHT)
    return prepared


@pytest.mark.usefixtures("ready")
def test_a_signed_release_is_out_with_its_report(desk: Visitor, visitor: Visitor, store: Store):
    write(desk, RIGHT + " {=20} Behälter kommen.")
    page = desk.get(f"{HERE}/unterschreiben")
    page.sees("Numbers that are none of this survey", "The program cannot check them.")
    page.sees("Answers set aside", "14 questionnaires were set aside")
    page = page.fill("name", "").submit("Publish now", 422)
    page.sees("Please fill in this field.")
    assert release_of(store).published_at is None
    page.fill("name", "Nora Neumann, Stadtteilmanagement")
    page.choose("sure").submit("Publish now")
    release = release_of(store)
    assert release.published_at is not None
    assert release.signed_who == "Nora Neumann, Stadtteilmanagement"
    page = desk.get(HERE)
    page.sees("Nora Neumann, Stadtteilmanagement")
    page.follow("What was done: Result 1").sees("What the program did")
    desk.get(f"{HERE}/2", 404)
    words = desk.get(f"{HERE}/fazit/de").misses("There are no figures yet")
    words.sees("Result 1 is published.", "How it reads with the published figures", "20 Behälter")
    words.follow("Compute")
    visitor.get("/de/ergebnisse/jede-art").sees("Jede Art zu fragen")
    with store.reading() as session:
        assert "de" in session.scalars(select(Preparation)).one().conclusions  # the next begins so


def test_what_is_signed_is_what_was_seen(desk: Visitor, store: Store, ready: Release):
    page = desk.get(f"{HERE}/unterschreiben")
    with store.writing() as session:
        session.get_one(Release, ready.id).content_hash = "another"
    page.choose("sure").submit("Publish now", 422).sees(
        "The figures were computed once more meanwhile."
    )
    assert release_of(store).published_at is None


def test_what_went_missing_meanwhile_is_refused(desk: Visitor, store: Store, ready: Release):
    page = desk.get(f"{HERE}/unterschreiben")
    asked = typed(desk.get(f"{HERE}/fazit/de"), "", 422)
    asked.choose("Remove this text").submit("Save and see how it reads")
    page.choose("sure").submit("Publish now", 422).sees("This cannot be published yet.")
    assert release_of(store).id == ready.id
    assert release_of(store).published_at is None


def test_the_next_release_waits_for_days_and_answers(
    desk: Visitor, store: Store, survey: Survey, clock: Clock
):
    with store.writing() as session:
        found = session.merge(survey)
        a_release(session, found, at=clock() - timedelta(days=2))
        being_prepared(session, found, clock, 2)
    write(desk, RIGHT)
    page = desk.get(f"{HERE}/unterschreiben").misses("Publish now")
    page.sees("fewer than 7 days", "fewer than 20 new answers", "so far there are 0", "November 29")
    page.sees("Nothing stands out.").misses("–")


def test_after_publishing_nothing_is_to_do_until_the_next(
    desk: Visitor, store: Store, survey: Survey, clock: Clock
):
    with store.writing() as session:
        a_release(session, session.merge(survey), at=clock() - timedelta(days=2))
    desk.get(HERE).sees("Waits", "The next result can be published").misses("Still to do")


# ---- who -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("ready")
def test_viewers_look_at_everything_and_change_nothing(viewer: Visitor, store: Store):
    english(store)
    viewer.get(HERE).sees("Changing and publishing is for managers.")
    viewer.get(f"{HERE}/fragen").misses("Leave out …")
    viewer.get(f"{HERE}/zahlen").misses("Compute the figures once more")
    viewer.get(f"{HERE}/fazit/de").sees("348 Menschen").misses("Save and see how it reads")
    viewer.get(f"{HERE}/unterschreiben").misses("Publish now")
    sent = token(viewer, "/verwaltung/konto")
    for path in ("fragen", "fragen/ordnen", "zahlen", "fazit/de", "fazit/de/gelesen"):
        viewer.post(f"{HERE}/{path}", sent, 403)
    viewer.post(f"{HERE}/unterschreiben", sent | {"name": "Ich", "sure": "y"}, 403)


@pytest.mark.usefixtures("ready")
def test_pilots_and_strangers_see_nothing_of_it(pilot: Visitor, manager_of_zentrum: Visitor):
    pilot.get(HERE, 403)
    manager_of_zentrum.get(HERE, 404)
    sent = token(manager_of_zentrum, "/verwaltung/konto")
    manager_of_zentrum.post(f"{HERE}/zahlen", sent, 404)


@pytest.mark.usefixtures("ready")
def test_a_survey_of_two_districts_is_signed_by_whoever_answers_for_both(
    desk: Visitor, admin: Visitor, store: Store, survey: Survey, zentrum: District
):
    english(store)
    with store.writing() as session:
        found = session.get_one(Survey, survey.id)
        found.districts.append(session.merge(zentrum))
    for step in ("", "/fragen"):  # before any work is done
        desk.get(HERE + step).sees("Somebody else signs this", "These people can sign:")
    desk.get(f"{HERE}/unterschreiben").sees("asked in several districts").misses("Publish now")
    seen = release_of(store).content_hash
    sent = token(desk, f"{HERE}/fazit/de", name="Ich", sure="y", seen=seen)
    desk.post(f"{HERE}/unterschreiben", sent, 403)
    assert release_of(store).published_at is None
    admin.get(f"{HERE}/unterschreiben").sees("Publish now")
    with store.writing() as session:
        person = session.scalars(select(Staff).where(Staff.email.contains("manager"))).one()
        person.memberships.append(Membership(role=Role.MANAGER.value, district_id=zentrum.id))
    desk.get(f"{HERE}/unterschreiben").choose("sure").submit("Publish now")
    assert release_of(store).published_at is not None
