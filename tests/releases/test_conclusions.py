"""Conclusions: every figure comes from the release, or is refused in words."""

import pytest

from beteiligung.releases.conclusion_check import faults, hints, others
from beteiligung.releases.conclusions import filled, plain
from beteiligung.releases.tokens import apart, offered, offered_of_groups, together
from tests.releases.by_hand import question, released

MADE = released()


def said(text: str, locale: str = "de") -> str:
    return plain(text, MADE, locale)


def refused(text: str, locale: str = "de") -> list[str]:
    return [fault.message % fault.values for fault in faults(text, MADE, locale)]


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("{q1:1+2} leben gern hier", "de", "61\N{NO-BREAK SPACE}% leben gern hier"),
        ("{q1:1+2 100} Menschen", "de-leicht", "61 von 100 Menschen"),
        ("{q1:1+2 n} Menschen", "de", "915 Menschen"),
        ("{q2:muell}", "ar", "\u206648%\u2069"),
        ("{q3.bus:1+2}", "de", "70\N{NO-BREAK SPACE}%"),
        ("{q2:muell@q4:jung}", "de", "25\N{NO-BREAK SPACE}%"),
        ("{q1:neu n}", "de", "40"),
        ("{n} Fragebögen", "de", "1.600 Fragebögen"),
        ("{n} questionnaires", "en", "1,600 questionnaires"),
        ("{=20} neue Behälter", "de", "20 neue Behälter"),
    ],
)
def test_a_token_becomes_its_figure_as_the_language_writes_it(
    text: str, locale: str, expected: str
):
    assert said(text, locale) == expected
    assert faults(text, MADE, locale) == []


def test_a_band_is_said_as_a_band():
    band = released(total={"from": 600, "to": 650})
    assert plain("{n} Menschen", band, "de") == "600 bis 650 Menschen"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{q1:3}", "hidden"),
        ("{q1:1+3}", "hidden"),
        ("{q2:muell+laerm}", "cannot be added up"),
        ("{q9:1}", "no question “q9”"),
        ("{q1:7}", "no answer “7”"),
        ("{q3:1}", "name a row"),
        ("{q3.zug:1}", "name a row"),
        ("{q5:1}", "left out"),
        ("{q1:neu}", "no per cent"),
        ("{q2:muell@q4:uralt}", "no such group"),
        ("{hallo}", "is no figure"),
        ("{}", "single “{”"),
        ("{q1:1", "single “{”"),
        ("{=61 %}", "brings the sign along"),
        ("{q1:1} % der Leute", "brings the sign along"),
        ("{q1:1} Prozent der Leute", "brings the sign along"),
        ("61 Leute", "“61” is typed by hand"),
        ("1.600 Leute", "“1.600” is typed by hand"),
        ("0,5 Leute", "“0,5” is typed by hand"),
        ("٦١ شخصا", "“٦١” is typed by hand"),
        ("2100 Leute", "“2100” is typed by hand"),
        ("20265 Leute", "“20265” is typed by hand"),
    ],
)
def test_a_figure_that_is_not_in_the_release_is_refused(text: str, sentence: str):
    assert any(sentence in each for each in refused(text)), refused(text)


def test_a_question_whose_figures_could_not_be_protected_gives_none():
    dropped = released(questions=[question("q1", ("Frage", "سؤال"), dropped="…")])
    assert "left out" in faults("{q1:1}", dropped, "de")[0].message


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Von 2024 bis 2026, wie 2024/25", "de"),
        ("Am 3. Oktober 2026 und am 15.10.2026, auch am 15.10.", "de"),
        ("Ab 18:30 oder 18 Uhr", "de"),
        ("1. Müll\n2. Lärm", "de"),
        ("2026-10-03", "en"),
        ("October 3, 2026", "en"),
        ("في 3 تشرين الأول 2026", "ar"),
        ("3 жовтня 2026", "uk"),
    ],
)
def test_days_years_times_and_numbered_lists_are_no_figures(text: str, locale: str):
    assert refused(text, locale) == []


def test_what_staff_typed_stays_text_on_the_page():
    page = filled("Müll & <b>{q2:muell}\n\nZweiter Absatz\nmit Zeile", MADE, "de")
    assert page == (
        "<p>Müll &amp; &lt;b&gt;<bdi>48\N{NO-BREAK SPACE}%</bdi></p>\n"
        "<p>Zweiter Absatz<br>mit Zeile</p>"
    )


def test_a_token_that_lost_its_figure_is_marked_and_not_hidden():
    assert filled("{q1:3}", MADE, "de") == '<p><mark dir="ltr">{q1:3}</mark></p>'


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Die meisten stört Müll: {q2:muell}.", "de"),
        ("{q1:1+2} leben gern hier. Eine Mehrheit stört der Müll.", "de"),
        ("Most people like it here.", "en"),
        ("معظم الناس {q2:muell}", "ar"),
        ("Більшість: {q2:muell}", "uk"),
    ],
)
def test_most_without_more_than_one_half_beside_it_is_noticed(text: str, locale: str):
    assert len(hints(text, MADE, locale)) == 1


@pytest.mark.parametrize("text", ["Die meisten ({q1:1+2}) leben gern hier.", "Müll stört viele."])
def test_most_beside_more_than_one_half_is_right(text: str):
    assert hints(text, MADE, "de") == []


def test_numbers_of_elsewhere_are_told_apart_for_whoever_signs():
    assert others("{=20} von {= 30 } Behältern, {q1:1}") == ["20", "30"]


def test_the_list_offers_every_shown_figure_and_no_hidden_one():
    tokens = [offer.token for each in offered(MADE) for offer in each.offers]
    assert tokens[:4] == ["q1:1+2", "q1:1", "q1:2", "q1:neu n"]
    assert "q3.bus:1+2" in tokens
    assert "q2:muell" in tokens
    assert not {"q1:3", "q1:4"} & set(tokens)
    assert all(faults(f"{{{token}}}", MADE, "de") == [] for token in tokens)


def test_what_a_question_is_split_by_is_offered_group_by_group():
    (young,) = offered_of_groups(MADE.by_id["q2"], MADE)
    assert young.group is not None
    assert young.group.pick(("de",)).text == "unter 40"
    assert [offer.token for offer in young.offers] == ["q2:muell@q4:jung"]
    assert said("{q2:muell@q4:jung}") == "25\N{NO-BREAK SPACE}%"
    assert [*offered_of_groups(MADE.by_id["q1"], MADE)] == []


def test_in_a_text_from_right_to_left_tokens_still_read_from_left_to_right():
    typed = apart("من {n} قال {q1:1+2}")
    assert typed == "من \u2066{n}\u2069 قال \u2066{q1:1+2}\u2069"
    assert together(typed) == "من {n} قال {q1:1+2}"


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Neun von zehn Menschen sind zufrieden.", "de"),
        ("Fast alle finden den Stadtteil gut.", "de-leicht"),
        ("Half of the people like it here.", "en"),
        ("نصف الناس راضون.", "ar"),
        ("Майже всі задоволені.", "uk"),
        ("Девять из десяти довольны.", "ru"),
    ],
)
def test_a_number_in_words_is_worth_a_second_look(text: str, locale: str):
    assert len(hints(text, MADE, locale)) == 1
