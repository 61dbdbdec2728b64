"""One question at a time: with the keyboard, by rules, in both directions, and without scripts."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from beteiligung.db import Store
from beteiligung.demo.content import document
from tests.browser.answering import Filling, kept, survey_of
from tests.browser.conftest import PHONE, People, fits
from tests.builders import on_the_shelf

MOST_TABS = 20
ANSWERED = {
    "pflicht": "ja",
    "dauer": "kurz",
    "dinge": ["bank", "bus"],
    "urteil": {"tag": "3", "nacht": "2"},
    "zahl": 7,
    "worte": "Mehr Grün",
}


def test_a_whole_survey_on_the_phone_arrives_as_answered(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now)).start().through()
    filling.next().thanked()
    assert [(answer.answers, answer.status) for answer in kept(store)] == [(ANSWERED, "complete")]


def test_a_resident_answers_all_in_arabic_by_keyboard_alone(
    people: People, store: Store, now: datetime
):
    page = people.open(PHONE, "ar")
    filling = Filling(page, survey_of(store, document("stadtteilbefragung-2026"), at=now), "ar")
    filling.open()
    tab_to(page, "[data-begin]")
    page.keyboard.press("Enter")
    while not filling.finish.is_visible():
        expect(filling.screen.locator("[data-heading]")).to_be_focused()
        page.keyboard.press("Tab")
        expect(filling.screen.locator("input, textarea").first).to_be_focused()
        if filling.screen.get_attribute("data-kind") == "text":
            page.keyboard.insert_text("أشجار أكثر")
            tab_to(page, "[data-next]")
        else:
            page.keyboard.press("Space")
        page.keyboard.press("Enter")
    tab_to(page, "[data-next]")
    page.keyboard.press("Enter")
    filling.thanked()
    (answer,) = kept(store)
    assert answer.language == "ar"
    assert len(answer.answers) == 12
    assert set(answer.answers["q04_bereiche"].values()) == {"5"}
    assert answer.answers["q09_zuerst"] == "أشجار أكثر"


def tab_to(page: Page, what: str) -> None:
    """Press the tabulator until something has the focus, as a person would."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(what) => document.activeElement.matches(what)", what):
            return
    pytest.fail(f"{what} is not reached by keyboard")


def test_next_and_back_stand_mirrored_in_arabic(people: People, store: Store, now: datetime):
    slug = survey_of(store, at=now)
    sides = {}
    for language in ("de", "ar"):
        page = people.open(PHONE, language)
        Filling(page, slug, language).start()
        back, go = page.locator("[data-do=back]").bounding_box(), page.locator("[data-next]")
        wide = go.bounding_box()
        assert back is not None
        assert wide is not None
        assert wide["width"] > back["width"] * 1.5
        sides[language] = back["x"] < wide["x"]
    assert sides == {"de": True, "ar": False}


def test_a_skip_rule_hides_and_shows_a_question_and_keeps_its_answer(
    phone: Page, store: Store, now: datetime
):
    filling = Filling(phone, survey_of(store, at=now)).start()
    filling.choose("ja").next()
    assert filling.question == "dauer"
    expect(filling.screen.locator("[data-progress-words]")).to_contain_text("2")
    filling.choose("lang").do("back").choose("nein").next()
    assert filling.question == "dinge"
    filling.do("back").choose("ja").next()
    expect(filling.option("lang")).to_be_checked()
    filling.do("back").choose("nein")
    for _ in range(6):
        filling.next()
    filling.next().thanked()
    assert kept(store)[0].answers == {"pflicht": "nein"}


def test_the_words_count_questions_and_the_bar_counts_screens(
    phone: Page, store: Store, now: datetime
):
    filling = Filling(phone, survey_of(store, at=now)).start()
    for codes in (["nein"], ["bank"], ["2"]):
        filling.choose(*codes).next()
    assert filling.question == "urteil.nacht"
    words = filling.screen.locator("[data-progress-words]").inner_text()
    assert [sign for sign in words if sign.isdigit()] == ["3", "5", "2", "2"]
    assert phone.title().startswith(words + " – ")
    bar = filling.screen.locator("progress")
    assert bar.evaluate("(it) => [it.value, it.max]") == [4, 7]


def test_a_fourth_choice_is_refused_in_words_and_nothing_is_unticked(
    phone: Page, store: Store, now: datetime
):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("nein").next()
    filling.choose("baum", "bank", "licht", "bus")
    expect(filling.screen.locator("[role=alert]")).to_contain_text("3")
    expect(filling.screen.locator("input:checked")).to_have_count(3)
    expect(filling.option("bus")).not_to_be_checked()
    expect(filling.screen.locator("[data-chosen]")).to_contain_text("3")
    filling.choose("baum")
    expect(filling.screen.locator("[role=alert]")).to_have_count(0)
    filling.choose("bus")
    expect(filling.option("bus")).to_be_checked()


def test_nothing_goes_together_with_nothing(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("nein").next()
    filling.choose("baum", "nichts")
    expect(filling.option("baum")).not_to_be_checked()
    filling.choose("_declined")
    expect(filling.option("nichts")).not_to_be_checked()
    filling.choose("baum")
    expect(filling.option("_declined")).not_to_be_checked()
    expect(filling.option("baum")).to_be_checked()


def test_a_line_to_write_in_shows_with_its_option_only(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("nein").next()
    line = filling.screen.locator("[data-beside=sonst]")
    expect(line).to_be_hidden()
    filling.choose("sonst")
    line.fill("Ein Brunnen")
    filling.choose("sonst")
    expect(line).to_be_hidden()
    for _ in range(5):
        filling.next()
    filling.next().thanked()
    assert kept(store)[0].answers == {"pflicht": "nein"}


def test_shuffled_options_keep_their_order_and_the_last_ones_their_place(
    phone: Page, store: Store, now: datetime
):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("nein").next()
    codes = "(it) => [...it.querySelectorAll('[type=checkbox]')].map(({value}) => value)"
    order = filling.screen.evaluate(codes)
    assert sorted(order[:4]) == ["bank", "baum", "bus", "licht"]
    assert order[4:] == ["sonst", "nichts", "_declined"]
    filling.choose("bus").page.reload()
    filling.do("resume")
    assert filling.screen.evaluate(codes) == order


def test_a_required_question_says_so_where_it_stands(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now)).start().next()
    expect(filling.screen.locator("[role=alert]")).to_be_visible()
    expect(filling.screen.locator("input").first).to_be_focused()
    filling.choose("_declined").next()
    assert filling.question == "dinge"


def test_a_number_in_words_is_noticed_at_once_and_one_too_large_by_the_server(
    phone: Page, people: People, store: Store, now: datetime
):
    people.expect("422")
    filling = Filling(phone, survey_of(store, at=now)).start().choose("nein").next()
    filling.do("skip").do("skip").do("skip").type("zwölf").next()
    expect(filling.screen.locator("[role=alert]")).to_be_visible()
    filling.type("١٢٠").next().type("Kühl").next()
    filling.next()
    expect(phone.locator("#errors")).to_be_focused()
    assert filling.question == "zahl"
    expect(filling.screen.locator(".error")).to_contain_text("99")
    phone.locator("#errors a").click()
    expect(filling.screen.locator("input").first).to_be_focused()
    filling.type("١٢").next()
    expect(filling.finish).to_be_visible()
    filling.next().thanked()
    assert kept(store)[0].answers == {"pflicht": "nein", "zahl": 12, "worte": "Kühl"}


def test_the_browsers_own_back_leads_to_the_question_before(
    phone: Page, store: Store, now: datetime
):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("ja").next()
    phone.go_back()
    expect(filling.option("ja")).to_be_checked()
    phone.go_forward()
    assert filling.question == "dauer"


def test_enter_in_a_line_goes_on_and_never_changes_the_language(
    phone: Page, store: Store, now: datetime
):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("nein").next()
    filling.do("skip").do("skip").do("skip").type("5")
    phone.keyboard.press("Enter")
    assert filling.question == "worte"


def test_stopping_sends_what_there_is(phone: Page, store: Store, now: datetime):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("ja").next()
    filling.do("stop").do("stay").do("stop").do("partial").thanked()
    (answer,) = kept(store)
    assert (answer.answers, answer.status) == ({"pflicht": "ja"}, "partial")
    assert filling.stored() == {}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_without_scripts_everything_stands_on_one_page(
    people: People, store: Store, now: datetime, language: str
):
    page = people.open(PHONE, language, java_script_enabled=False)
    page.goto(f"/{language}/umfrage/{survey_of(store, at=now)}")
    page.locator("label:has([name=pflicht][value=nein])").click()
    page.locator("label:has([name=dinge][value=bank])").click()
    page.locator("#zahl").fill("12")
    page.locator("#zahl").press("Enter")
    page.wait_for_url("**/danke**")
    (answer,) = kept(store)
    assert answer.answers == {"pflicht": "nein", "dinge": ["bank"], "zahl": 12}
    assert answer.language == language


@pytest.mark.parametrize("language", ["de", "ar"])
def test_each_step_from_start_to_thanks_is_pictured(
    people: People,
    store: Store,
    now: datetime,
    language: str,
    screenshot: Callable[..., Path],
):
    page = people.open(PHONE, language)
    slug = survey_of(store, document("stadtteilbefragung-2026"), at=now)
    filling = Filling(page, slug, language).open()
    screenshot(page, f"answer-{language}-00-start", whole=False)
    page.locator("[data-begin]").click()
    number = 0
    while not filling.finish.is_visible():
        number += 1
        assert fits(page)
        filling.screen.locator("label.opt").nth(1).or_(filling.screen.locator("textarea")).click()
        screenshot(page, f"answer-{language}-{number:02}-{filling.question}", whole=False)
        filling.next()
    screenshot(page, f"answer-{language}-{number + 1}-finish", whole=False)
    page.reload()
    screenshot(page, f"answer-{language}-{number + 2}-resume", whole=False)
    filling.do("resume").next().thanked()
    screenshot(page, f"answer-{language}-{number + 3}-thanks", whole=False)
    assert number == 19  # without the question for those who live here


def test_a_note_with_a_rule_is_shown_where_the_rule_holds(phone: Page, store: Store, now: datetime):
    survey = on_the_shelf("single")
    first = survey["questions"][0]
    code, other = (option["code"] for option in first["options"][:2])
    note = {
        "id": "hinweis",
        "kind": "note",
        "text": {"de": "Nur für manche."},
        "show_if": f"${{{first['id']}}} = '{code}'",
    }
    last = {"id": "zuletzt", "kind": "text", "text": {"de": "Noch etwas?"}}
    survey["questions"] = [first, note, last]
    filling = Filling(phone, survey_of(store, survey, at=now)).start()
    filling.choose(other).next()
    expect(phone.get_by_text("Nur für manche.")).to_be_hidden()
    phone.go_back()
    filling.choose(code).next()
    expect(phone.get_by_text("Nur für manche.")).to_be_visible()
