"""What people wrote, as staff read it: searched, names hidden, put into themes."""

from collections.abc import Callable
from functools import partial
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import delete, func, select

from beteiligung.access import Role
from beteiligung.audit import AuditEntry
from beteiligung.dashboards.models import TextNote, Theme, ThemeMark
from beteiligung.dashboards.themes import public_themes
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.forgetting import forget_answers
from beteiligung.surveys.models import Response, Survey
from tests import counting
from tests.builders import on_the_shelf
from tests.conftest import Clock
from tests.counting import Given
from tests.page import Page, words
from tests.visitor import Visitor

Enter = Callable[..., Visitor]
BASE = "/verwaltung/umfragen/eigene-worte/ergebnisse"
HERE = f"{BASE}/texte"
NAMED = "Frau Klein aus der Hainstraße 12 grüßt nie."
HERE_WRITTEN = (
    NAMED,
    "Mülleimer fehlen am Körnerplatz.",
    "Überall Müll!",
    "Sperrmüll vor der Tür.",
    "نريد حاويات قمامة أكثر.",
    "Більше смітників на вулицях.",
    "Mehr Licht am Abend.",
)
THERE = "Im Zentrum fehlt Schatten."


@pytest.fixture
def survey(store: Store, district: District, zentrum: District) -> Survey:
    """Seven people of the Sonnenberg wrote something, five of the Zentrum; one is set aside."""
    with store.writing() as session:
        made = counting.survey(session, on_the_shelf("text"), districts=[district, zentrum])
        here = partial(Given, district=district.id)
        tongues = {"ن": "ar", "Б": "uk"}
        counting.answer(
            session,
            made,
            *[here({"worte": text}, language=tongues.get(text[0], "de")) for text in HERE_WRITTEN],
            here({"worte": "Das zählt nicht."}, set_aside_because="ein Scherz"),
            here({"worte": "Nur ein Versuch."}, kind="test"),
            here({"worte": None}),
            *[Given({"worte": f"{THERE} ({n})"}, district=zentrum.id) for n in range(5)],
        )
    return made


def texts(page: Page) -> list[str]:
    return [words(item) for item in page.all("span", class_="said")]


def box(page: Page, text: str) -> Element:
    return next(one for one in page.controls("text") if text in page.label(one))


def references(page: Page) -> list[str]:
    return [str(one.get("value")) for one in page.controls("text")]


def themes(page: Page) -> dict[str, list[str]]:
    """The table of themes: people, and whether releases may show it."""
    table = page.by_id("themes-table")
    rows = [[words(cell) for cell in row] for row in table.iter("tr")] if table is not None else []
    return {row[0]: row[1:3] for row in rows[1:]}


def into_theme(page: Page, theme: str, *which: str) -> Page:
    """Tick these texts and put them into a new theme."""
    for one in which:
        page.choose(one)
    return page.fill("new", theme).submit("Put in")


# ---- reading -------------------------------------------------------------------------------------


def test_all_texts_of_her_district_stand_in_their_own_language(enter: Enter, district: District):
    page = enter(Role.MANAGER, district).get(HERE)
    assert sorted(texts(page)) == sorted(HERE_WRITTEN)
    page.sees("7 texts", "Was wünschen Sie sich?")
    arabic = next(item for item in page.all("span", class_="said") if item.get("lang") == "ar")
    assert (words(arabic), arabic.get("dir")) == (HERE_WRITTEN[4], "auto")
    page.misses("Das zählt nicht.", "Nur ein Versuch.", THERE)


def test_an_admin_reads_all_and_a_reader_of_results_only_reads(
    enter: Enter, zentrum: District, district: District
):
    assert len(texts(enter(Role.ADMIN).get(HERE))) == 12
    page = enter(Role.VIEWER, zentrum).get(HERE)
    assert len(texts(page)) == 5
    assert not list(page.all("input", name="text"))
    page.misses("Hide or translate")
    reader = enter(Role.VIEWER, district)
    reader.get(f"{HERE}/worte/{'0' * 24}", 403)
    reader.post(HERE, {"text": "x"}, 403)


def test_pilots_and_strangers_read_nothing(enter: Enter, district: District, visitor: Visitor):
    enter(Role.PILOT, district).get(HERE, 403)
    visitor.get(HERE, 303)


def test_the_order_says_nothing_about_time_or_person(enter: Enter, store: Store, survey: Survey):
    admin = enter(Role.ADMIN)
    before = texts(admin.get(HERE))
    ids = {}
    with store.reading() as session:
        for row in session.scalars(select(Response).filter_by(survey_id=survey.id)):
            ids[row.answers.get("worte")] = row.id
        keys = session.scalars(select(Response.key)).all()
    assert [ids[text] for text in before] != sorted(ids[text] for text in before)
    page = admin.get(HERE)
    assert texts(page) == before
    shown = page.body.decode()
    assert not [key for key in keys if key in shown]
    assert not [ref for ref in references(page) if ref.isdigit()]


def test_there_is_no_way_to_filter_by_what_people_are(enter: Enter):
    page = enter(Role.ADMIN).get(f"{HERE}?sprache=ar&ort=1&weg=qr&stadtteil=zentrum")
    assert len(texts(page)) == 12
    assert {one.get("name") for one in page.all("select")} == {"thema", "theme"}


def test_a_search_finds_words_in_every_script_and_inside_others(enter: Enter, district: District):
    manager = enter(Role.MANAGER, district)
    page = manager.get(HERE)
    wanted = {"MÜLL": 3, "mull": 3, "strasse": 1, "قمامة": 1, "СМІТНИКІВ": 1, "gibt es nicht": 0}
    for what, found in wanted.items():
        result = page.fill("Search in the texts", what).submit("Show")
        assert (what, len(texts(result))) == (what, found)
        result.sees(f"{found} of 7 texts", *(() if found else ["No text fits."]))
    nothing = manager.get(f"{HERE}?thema=verborgen")
    nothing.sees("Nothing is hidden in these texts.").misses("Please search for less.")


def test_long_lists_have_pages(enter: Enter, store: Store, district: District, survey: Survey):
    with store.writing() as session:
        many = [Given({"worte": f"Wunsch {n}"}, district=district.id) for n in range(60)]
        counting.answer(session, session.merge(survey), *many)
    first = enter(Role.MANAGER, district).get(HERE)
    second = first.follow("Next page")
    assert (len(texts(first)), len(texts(second))) == (50, 17)
    second.sees("Page 2 of 2").choose(texts(second)[0])
    kept = second.fill("new", "Ein Thema").submit("Put in")
    assert kept.path == second.path  # one goes on where one was
    every = kept.choose("All texts of this search").fill("Theme", "Ein Thema").submit("Put in")
    assert themes(every)["Ein Thema"][0] == "67"
    first.visitor.get(f"{HERE}?seite=99").sees("Page 2 of 2")


def test_few_writers_stay_unread_until_a_purpose_is_written(
    enter: Enter, store: Store, district: District
):
    with store.writing() as session:
        document = {**on_the_shelf("text"), "slug": "wenige"}
        made = counting.survey(session, document, districts=[session.merge(district)])
        counting.answer(session, made, *[Given({"worte": "Ruhe"}, district=district.id)] * 4)
    manager = enter(Role.MANAGER, district)
    base = "/verwaltung/umfragen/wenige/ergebnisse"
    page = manager.get(f"{base}/texte").sees("Fewer than 5 people").misses("Ruhe")
    results = page.follow("To the results")
    results.fill("purpose", "Gespräch mit dem Quartiersrat").submit("Show small groups")
    assert texts(manager.get(f"{base}/texte")) == ["Ruhe"] * 4


def test_what_is_not_there_is_said_so(enter: Enter, store: Store, district: District):
    with store.writing() as session:
        session.execute(delete(Response))
        document = {**on_the_shelf("scale"), "slug": "ohne-worte"}
        counting.survey(session, document, districts=[session.merge(district)])
    manager = enter(Role.MANAGER, district)
    manager.get(HERE).sees("Nobody has written anything to this question yet.")
    manager.get("/verwaltung/umfragen/ohne-worte/ergebnisse/texte").sees(
        "In this survey nobody is asked to write anything."
    )
    manager.get(f"{HERE}?frage=gibt-es-nicht", 404)
    manager.get("/verwaltung/umfragen/gibt-es-nicht/ergebnisse/texte", 404)


def test_lines_beside_answers_are_read_like_questions(
    enter: Enter, store: Store, district: District
):
    with store.writing() as session:
        made = counting.survey(session, on_the_shelf("every_kind"), districts=[district])
        beside = [Given({"eins": "b", "eins__b": "Beides"}, district=district.id)] * 6
        counting.answer(session, made, *beside)
    page = enter(Role.MANAGER, district).get("/verwaltung/umfragen/jede-art/ergebnisse/texte")
    page.sees("Nobody has written anything to this question yet.")
    beside_b = page.fill("Question", "Eine Antwort – B").submit("Show")
    assert texts(beside_b) == ["Beides"] * 6


# ---- hiding --------------------------------------------------------------------------------------


def opened(enter: Enter, district: District, wanted: str = NAMED) -> Page:
    """The page of one text."""
    page = enter(Role.MANAGER, district).get(f"{HERE}?suche={wanted[:8]}")
    return page.follow("Hide or translate")


def test_names_are_hidden_everywhere_and_the_answer_keeps_them(
    enter: Enter, store: Store, district: District
):
    page = opened(enter, district)
    page.fill("Words to hide", "frau  klein\n12").fill("Why is it hidden?", "nennt eine Nachbarin")
    hidden = page.submit("Hide")
    masked = "[…] aus der Hainstraße […] grüßt nie."
    assert texts(hidden) == []
    hidden.sees(masked, "nennt eine Nachbarin", "Manager sonnenberg").misses("Klein")
    manager = hidden.visitor
    assert masked in texts(manager.get(HERE))
    manager.get(f"{HERE}?suche=klein").sees("No text fits.")
    manager.get(BASE).sees(masked).misses("Frau Klein")
    exported = download_texts(manager)
    assert masked in exported
    assert "Klein" not in exported
    with store.reading() as session:
        kept = [row["worte"] for row in session.scalars(select(Response.answers))]
        noted = session.scalars(select(AuditEntry).filter_by(action="hide_words")).one()
    assert NAMED in kept
    assert "Klein" not in str(noted.detail)
    assert noted.detail == {"question": "worte", "words": 2, "reason": "nennt eine Nachbarin"}


def test_a_name_with_a_letter_too_few_is_hidden_to_its_end(enter: Enter, district: District):
    """Of a mistyped name nothing is left to guess by, and it can still be hidden as it stands."""
    page = opened(enter, district)
    page.fill("Words to hide", "Frau Klei").fill("Why is it hidden?", "nennt eine Nachbarin")
    page = page.submit("Hide").sees("[…] aus der Hainstraße").misses("[…]n aus")
    page.fill("Words to hide", "Frau Klein aus").fill("Why is it hidden?", "nennt eine Nachbarin")
    page.submit("Hide").sees("[…] der Hainstraße")


def test_a_whole_text_is_hidden_and_shown_again(enter: Enter, district: District):
    page = opened(enter, district)
    page.choose("The whole text").fill("Why is it hidden?", "beleidigt jemanden")
    hidden = page.submit("Hide")
    hidden.sees("This text is hidden.", "beleidigt jemanden").misses("Klein")
    manager = hidden.visitor
    listed = manager.get(f"{HERE}?thema=verborgen").sees("This text is hidden.", "1 of 7 texts")
    assert texts(listed) == []
    manager.get(BASE).misses("Klein")
    assert "Hainstraße" not in download_texts(manager)
    again = hidden.submit("Show it again as it was written")
    again.sees(NAMED)
    assert NAMED in texts(manager.get(HERE))
    assert NAMED in download_texts(manager)


def test_hiding_that_makes_no_sense_is_refused_and_nothing_typed_is_lost(
    enter: Enter, store: Store, district: District
):
    page = opened(enter, district)
    for typed, reason, sentence in (
        ("Herr Groß", "ein Name", "“Herr Groß” does not stand in this text."),
        ("Frau Klein", "", "Please fill in this field."),
        ("  ", "ein Name", "Please write down which words are to be hidden."),
    ):
        page.fill("Words to hide", typed).fill("Why is it hidden?", reason)
        page = page.submit("Hide", 422)
        page.sees(sentence)
        assert page.value("Words to hide") == typed
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(TextNote)) == 0


def test_a_working_translation_is_for_colleagues(enter: Enter, district: District):
    page = opened(enter, district, HERE_WRITTEN[4])
    page.fill("What does it mean in German?", "Mehr Abfalltonnen.").submit("Save")
    manager = page.visitor
    listed = manager.get(f"{HERE}?suche=abfall")
    assert texts(listed) == [HERE_WRITTEN[4]]
    listed.sees("Mehr Abfalltonnen.")
    assert "Abfalltonnen" not in download_texts(manager)


def test_a_manager_touches_no_text_of_another_district(
    enter: Enter, district: District, zentrum: District
):
    theirs = references(enter(Role.MANAGER, zentrum).get(HERE))
    manager = enter(Role.MANAGER, district)
    manager.get(f"{HERE}/worte/{theirs[0]}", 404)
    page = manager.get(HERE).choose("Überall Müll!").fill("new", "Müll").submit("Put in")
    token = page.value("csrf_token")
    forged = {"csrf_token": token, "text": theirs, "new": "Fremd", "deed": "mark"}
    manager.post(HERE, forged).follow().sees("0 texts put in.")


def download_texts(visitor: Visitor) -> str:
    page = visitor.get(f"{BASE}/herunterladen")
    page.choose(
        "Free texts alone, in random order", "Table as plain text (CSV), for other programs"
    )
    return page.fill("purpose", "Auswertung im Team").submit("Download", 200).text


# ---- themes --------------------------------------------------------------------------------------


def test_many_texts_go_into_a_theme_at_once_and_are_counted_in_people(
    enter: Enter, district: District
):
    page = enter(Role.MANAGER, district).get(HERE)
    done = into_theme(page, "Müll", *HERE_WRITTEN[1:4])
    done.sees("3 texts put in.")
    assert themes(done) == {"Müll": ["3", "Stays inside"]}
    rest = done.visitor.get(f"{HERE}?thema=ohne")
    assert len(texts(rest)) == 4
    more = rest.choose(HERE_WRITTEN[4], HERE_WRITTEN[6])
    more = more.fill("Theme", "Müll").submit("Put in")
    more.sees("2 texts put in.")
    only = more.visitor.get(HERE).follow("Read the texts")
    assert len(texts(only)) == 5
    out = only.choose(HERE_WRITTEN[6]).fill("Theme", "Müll").submit("Take out")
    out.sees("1 text taken out.")
    assert themes(out)["Müll"][0] == "4"


def test_marking_without_text_or_theme_says_what_is_missing(enter: Enter, district: District):
    page = enter(Role.MANAGER, district).get(HERE)
    page.fill("new", "Müll").submit("Put in", 422).sees("Please tick at least one text.")
    again = page.visitor.get(HERE).choose(HERE_WRITTEN[1])
    refused = again.submit("Put in", 422).sees("Please choose a theme, or name a new one.")
    assert box(refused, HERE_WRITTEN[1]).get("checked") is not None
    done = into_theme(refused, "Müll")
    twice = done.choose(HERE_WRITTEN[2]).fill("new", "MÜLL").submit("Put in", 422)
    twice.sees("There is a theme of this name already.")


def test_a_theme_is_named_merged_and_deleted(enter: Enter, store: Store, district: District):
    page = enter(Role.MANAGER, district).get(HERE)
    into_theme(page, "Müll", HERE_WRITTEN[1], HERE_WRITTEN[2])
    done = into_theme(page.visitor.get(HERE), "Abfall", HERE_WRITTEN[2], HERE_WRITTEN[3])
    named = done.follow("Abfall").fill("name-de", "Sperrmüll").fill("name-ar", "نفايات")
    renamed = named.submit("Save")
    assert set(themes(renamed)) == {"Müll", "Sperrmüll"}
    merged = renamed.follow("Sperrmüll").fill("into", "Müll").submit("Put together")
    assert themes(merged) == {"Müll": ["3", "Stays inside"]}
    gone = merged.follow("Müll").submit("Delete")
    assert themes(gone) == {}
    assert len(texts(gone)) == 7
    with store.reading() as session:
        assert not session.scalars(select(ThemeMark)).all()
        deeds = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert {"make_theme", "word_theme", "merge_themes", "delete_theme", "mark_texts"} <= {*deeds}


def test_a_theme_goes_public_only_with_enough_people_and_a_summary(
    enter: Enter, store: Store, district: District, survey: Survey
):
    page = enter(Role.MANAGER, district).get(HERE)
    few = into_theme(page, "Müll", *HERE_WRITTEN[1:5]).follow("Müll")
    few.fill("summary-de", "Es fehlen Mülleimer.").choose("Releases may show this theme")
    few.submit("Save", 422).sees("Releases show a theme from 5 people on.")
    enough = page.visitor.get(HERE).choose(HERE_WRITTEN[5]).fill("Theme", "Müll").submit("Put in")
    bare = enough.follow("Müll").choose("Releases may show this theme")
    bare.submit("Save", 422).sees("Please sum up in German what people say about it.")
    with store.reading() as session:
        assert public_themes(session, session.merge(survey)) == ()
    full = page.visitor.get(HERE).follow("Müll").choose("Releases may show this theme")
    full.fill("summary-de", "Es fehlen Mülleimer.").fill("summary-ar", "لا توجد حاويات كافية.")
    assert themes(full.submit("Save"))["Müll"] == ["5", "May be shown"]
    with store.reading() as session:
        (found,) = public_themes(session, session.merge(survey))
    (theme,) = found.themes
    assert (found.question, len(found.base), len(theme.people)) == ("worte", 12, 5)
    assert found.counts == {theme.code: 5}
    assert theme.summary.texts["ar"] == "لا توجد حاويات كافية."


def test_a_theme_of_a_sensitive_question_needs_ten_people(store: Store, district: District):
    sensitive = counting.changed(on_the_shelf("text"), "worte", sensitive=True)
    with store.writing() as session:
        made = counting.survey(session, {**sensitive, "slug": "heikel"}, districts=[district])
        rows = counting.answer(session, made, *[Given({"worte": "Angst"})] * 10)
        theme = Theme(
            survey_id=made.id,
            question="worte",
            name={"de": "Angst"},
            summary={"de": "Viele haben Angst."},
            public=True,
            made_at=made.created_at,
        )
        session.add(theme)
        session.flush()
        for row in rows[:9]:
            session.add(ThemeMark(theme_id=theme.id, response_id=row.id, text="worte"))
        session.flush()
        assert public_themes(session, made) == ()
        session.add(ThemeMark(theme_id=theme.id, response_id=rows[9].id, text="worte"))
        session.flush()
        assert len(public_themes(session, made)) == 1
        rows[0].set_aside_because = "doppelt"
        session.flush()
        assert public_themes(session, made) == ()


# ---- forgetting ----------------------------------------------------------------------------------


def test_what_was_done_with_a_text_goes_with_the_answer(
    enter: Enter, store: Store, district: District, survey: Survey, clock: Clock
):
    page = opened(enter, district)
    page.choose("The whole text").fill("Why is it hidden?", "beleidigt jemanden").submit("Hide")
    into_theme(page.visitor.get(HERE), "Müll", *HERE_WRITTEN[1:3])
    with store.writing() as session:
        ended = session.merge(survey)
        ended.closes_at = clock()
    clock.passes(days=400)
    with store.writing() as session:
        gone = forget_answers(session, at=clock())
    assert gone["response"] == 15
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 0
        assert session.scalar(select(func.count()).select_from(ThemeMark)) == 0
        assert session.scalar(select(func.count()).select_from(TextNote)) == 0
        assert session.scalar(select(func.count()).select_from(Theme)) == 1
