"""What a resident's device keeps: nothing, then one draft, hers to delete."""

from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from beteiligung.db import Store
from tests.browser.answering import Filling, kept, survey_of
from tests.browser.conftest import PHONE, People
from tests.builders import on_the_shelf


def test_nothing_is_kept_before_the_first_answer_and_one_draft_after_it(
    phone: Page, store: Store, now: datetime
):
    filling = Filling(phone, survey_of(store, at=now)).open()
    assert filling.stored() == {}
    filling.start().next()
    assert filling.stored() == {}
    filling.choose("ja")
    draft = filling.draft()
    assert draft["answers"] == {"pflicht": ["ja"]}
    assert draft["place"] == "pflicht"
    assert phone.context.cookies() == []


def test_after_sending_nothing_is_left_on_the_device(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now)).start().through()
    filling.next().thanked()
    assert filling.stored() == {}
    assert phone.context.cookies() == []
    phone.go_back()
    expect(phone.locator("[data-begin]")).to_be_visible()
    expect(phone.locator("[data-screen] input:checked")).to_have_count(0)


def test_a_draft_is_deleted_by_a_button_on_every_screen(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("ja")
    while not filling.finish.is_visible():
        expect(phone.locator("[data-side] [data-do=delete]")).to_be_visible()
        filling.choose("kurz") if filling.question == "dauer" else None
        filling.next()
    filling.do("delete").do("stay")
    assert filling.draft()
    filling.do("delete").do("forget")
    assert filling.stored() == {}
    expect(filling.said).not_to_be_empty()
    phone.reload()
    filling.start()
    expect(filling.screen.locator("input:checked")).to_have_count(0)


def test_whoever_stops_for_good_leaves_nothing_behind(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("ja").next()
    filling.do("stop").do("leave")
    phone.wait_for_url("**/de/")
    assert filling.stored() == {}
    assert kept(store) == []
    phone.go_back()
    expect(phone.locator("[data-begin]")).to_be_visible()


def test_after_a_reload_one_goes_on_where_one_was(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("ja").next()
    filling.choose("lang").next().choose("bank")
    key = filling.draft()["key"]
    phone.reload()
    assert "Telefon" not in phone.title()
    assert "Telefon" not in phone.locator("main").inner_text()
    filling.do("resume")
    assert filling.question == "dinge"
    expect(filling.option("bank")).to_be_checked()
    expect(phone.locator("[name=key]")).to_have_value(key)
    filling.do("back")
    expect(filling.option("lang")).to_be_checked()


def test_starting_anew_forgets_what_was_answered(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("ja")
    key = filling.draft()["key"]
    phone.reload()
    filling.do("anew")
    assert filling.stored() == {}
    phone.locator("[data-begin]").click()
    expect(filling.screen.locator("input:checked")).to_have_count(0)
    filling.choose("nein")
    assert filling.draft()["key"] != key


def test_a_draft_of_last_week_is_gone(phone: Page, store: Store, now: datetime):
    phone.clock.install(time=now)
    filling = Filling(phone, survey_of(store, at=now)).start().choose("ja")
    phone.clock.set_fixed_time(now + timedelta(days=6))
    filling.open()
    expect(phone.locator("[data-resume]")).to_be_visible()
    phone.clock.set_fixed_time(now + timedelta(days=8))
    filling.open()
    expect(phone.locator("[data-begin]")).to_be_visible()
    assert filling.stored() == {}


def test_answers_to_sensitive_questions_go_with_the_tab(phone: Page, store: Store, now: datetime):
    document = on_the_shelf("on_the_phone")
    sensitive = {"sensitive": True, "reason": {"de": "Damit wir Schutz planen können."}}
    document["questions"] = [{**one, **sensitive} for one in document["questions"]]
    filling = Filling(phone, survey_of(store, document, at=now)).start().choose("ja")
    assert filling.draft()
    assert phone.evaluate("localStorage.length") == 0
    other = Filling(phone.context.new_page(), filling.slug).open()
    expect(other.page.locator("[data-begin]")).to_be_visible()
    phone.reload()
    expect(phone.locator("[data-resume]")).to_be_visible()


def test_the_code_of_the_poster_comes_back_with_the_draft(phone: Page, store: Store, now: datetime):
    slug = survey_of(store, at=now)
    Filling(phone, slug, code="7F3K2").start().choose("nein")
    filling = Filling(phone, slug).open().do("resume").do("stop")
    with phone.expect_request(lambda request: request.method == "POST") as sent:
        filling.do("partial").thanked()
    assert "c=7F3K2" in (sent.value.post_data or "")


def test_two_tabs_are_one_person(phone: Page, store: Store, now: datetime):
    first = Filling(phone, survey_of(store, at=now)).start().choose("ja")
    second = Filling(phone.context.new_page(), first.slug).open().do("resume")
    second.choose("nein")
    expect(first.option("nein")).to_be_checked()
    for tab in (first, second):
        tab.do("stop").do("partial").thanked()
    assert [answer.answers for answer in kept(store)] == [{"pflicht": "nein"}]


def test_changing_the_language_keeps_answers_and_place(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now), code="7F3K2").start().choose("ja").next()
    filling.choose("lang").next().choose("bank", "licht")
    order = filling.draft()["order"]
    speak(phone, "ar")
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    assert phone.url.endswith("?c=7F3K2")
    assert filling.question == "dinge"
    expect(filling.option("bank")).to_be_checked()
    expect(filling.option("licht")).to_be_checked()
    assert filling.draft()["order"] == order
    filling.do("back")
    expect(filling.option("lang")).to_be_checked()


def test_changing_the_language_before_the_first_answer_keeps_nothing(
    phone: Page, store: Store, now: datetime
):
    filling = Filling(phone, survey_of(store, at=now)).start()
    speak(phone, "ar")
    phone.wait_for_url("**/ar/**")
    assert filling.stored() == {}
    expect(phone.locator("[data-begin]")).to_be_visible()


def test_a_device_that_keeps_nothing_changes_the_language_all_the_same(
    people: People, store: Store, now: datetime
):
    page = people.open(PHONE)
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full') }")
    filling = Filling(page, survey_of(store, at=now)).start().choose("nein").next().choose("bank")
    speak(page, "ar")
    page.wait_for_url("**/ar/**")
    filling.do("back")
    expect(filling.option("bank")).to_be_checked()
    filling.do("stop").do("partial").thanked()
    assert kept(store)[0].answers == {"pflicht": "nein", "dinge": ["bank"]}


def speak(page: Page, language: str) -> None:
    """Choose another language in the bar."""
    page.locator(".bar details:has([name=language]) > summary").click()
    page.locator(f".bar [name=language][value={language}]").click()
