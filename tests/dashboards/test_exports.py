"""Answers as files: columns that never shift, cells that never run, nothing about who it was."""

import copy
import csv
import io
import re
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beteiligung.dashboards.column_names import ColumnNames
from beteiligung.dashboards.export_xlsx import TooLargeForExcel, fit
from beteiligung.dashboards.exports import Content, Format, NotAsATable
from beteiligung.dashboards.queries import Selection, results
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.surveys.models import Response, Survey
from beteiligung.web.spreadsheets import harmless, told
from tests import counting
from tests.builders import on_the_shelf
from tests.conftest import NOW
from tests.counting import Given
from tests.dashboards.files import lines, made, order, sheets, spss, table

EVERY_FORMAT = list(Format)


def without(document: dict[str, Any], question: str, option: str) -> dict[str, Any]:
    """The document after an option was taken out."""
    other = copy.deepcopy(document)
    for raw in other["questions"]:
        if raw["id"] == question:
            raw["options"] = [each for each in raw["options"] if each["code"] != option]
    return other


def a_survey(store: Store, *documents: dict[str, Any], answers: list[Given]) -> None:
    with store.writing() as session:
        survey = counting.survey(session, *(documents or (on_the_shelf("every_kind"),)))
        counting.answer(session, survey, *answers)


# ---- columns -------------------------------------------------------------------------------------


def test_taking_an_option_out_of_several_shifts_no_column(store: Store):
    before = on_the_shelf("every_kind")
    after = without(before, "mehrere", "n")
    chosen = {"eins": "a", "reihen": {"x": "1", "y": "2"}, "mehrere": ["n", "o"], "zahl": 5}
    later = {"eins": "b", "reihen": {"x": "1", "y": "2"}, "mehrere": ["o"], "zahl": 6}
    a_survey(store, before, after, answers=[Given(chosen), Given(later, version=2)])
    rows = {row["version"]: row for row in table(made(store, "jede-art", order()))}
    options = ["mehrere__m", "mehrere__o", "mehrere__keine", "mehrere__n"]
    assert [rows["1"][name] for name in options] == ["0", "1", "0", "1"]
    assert [rows["2"][name] for name in options] == ["0", "1", "0", "0"]
    assert [rows[version]["zahl"] for version in ("1", "2")] == ["5", "6"]


def test_columns_follow_from_the_questionnaire_and_never_from_the_answers(store: Store):
    a_survey(store, answers=[])
    empty = made(store, "jede-art", order())
    with store.writing() as session:
        survey = session.query(Survey).one()
        counting.answer(session, survey, Given({"eins": "b", "eins__b": "so", "zahl": 3}))
    filled = made(store, "jede-art", order())
    assert filled.splitlines()[0] == empty.splitlines()[0]
    assert table(empty) == []
    assert len(table(filled)) == 1


def test_a_question_that_is_no_more_stands_behind_all_others(store: Store):
    before = on_the_shelf("every_kind")
    after = {**before, "questions": [q for q in before["questions"] if q["id"] != "nur_a"]}
    a_survey(store, before, after, answers=[Given({"eins": "a", "nur_a": "3"})])
    row = table(made(store, "jede-art", order()))[0]
    assert list(row)[-1] == "nur_a"
    assert row["nur_a"] == "3"


def test_numbers_in_spss_stay_the_same_when_an_option_is_added_in_the_middle(store: Store):
    before = on_the_shelf("every_kind")
    after = copy.deepcopy(before)
    after["questions"][1]["options"].insert(1, {"code": "ab", "label": {"de": "AB"}})
    answers = [
        Given({"eins": "b"}),
        Given({"eins": "b"}, version=2),
        Given({"eins": "ab"}, version=2),
    ]
    a_survey(store, before, after, answers=answers)
    data, meta = spss(made(store, "jede-art", order(Format.SPSS)))
    assert Counter(data["eins"]) == {2: 2, 4: 1}
    assert meta.variable_value_labels["eins"][4] == "AB"


@pytest.mark.parametrize("format_", EVERY_FORMAT)
def test_an_empty_survey_gives_a_file_in_every_format(store: Store, format_: Format):
    a_survey(store, answers=[])
    file = made(store, "jede-art", order(format_))
    assert file if format_ is not Format.LINES else file == b""


def test_thousands_of_options_have_a_column_each(store: Store):
    document = on_the_shelf("every_kind")
    document["questions"] = [
        {
            "id": f"f{at}",
            "kind": "multiple",
            "text": {"de": f"Frage {at}"},
            "options": [{"code": f"c{n}", "label": {"de": f"Antwort {n}"}} for n in range(200)],
        }
        for at in range(10)
    ]
    a_survey(store, document, answers=[Given({"f9": ["c199"]})])
    row = table(made(store, "jede-art", order()))[0]
    assert row["f9__c199"] == "1"
    assert row["f9__c198"] == "0"
    assert row["f0__c0"] == "-98"
    data, _ = spss(made(store, "jede-art", order(Format.SPSS)))
    assert data["f9__c199"] == [1]


def test_a_sheet_that_excel_cannot_hold_is_refused_before_it_is_made():
    fit(1_048_575, 16_384)
    for rows, columns in ((1_048_576, 10), (10, 16_385)):
        with pytest.raises(TooLargeForExcel):
            fit(rows, columns)


@given(st.text("a1,;\"\r\n 'é\t"), st.sampled_from(",;"))
def test_cells_stand_in_quotation_marks_where_csv_needs_them(cell: str, between: str):
    by_the_book = io.StringIO(newline="")
    csv.writer(by_the_book, delimiter=between).writerow([cell, 1, 2.5])
    row = between.join([told(cell, between), told(1, between), told(2.5, between)])
    assert f"{row}\r\n" == by_the_book.getvalue()


@given(st.lists(st.text(max_size=80), max_size=30))
def test_names_of_columns_suit_every_program(wanted: list[str]):
    names = ColumnNames({"day"})
    given_ = [names.free(name) for name in [*wanted, "all", "DAY", "x" * 100, "ж" * 60]]
    assert len({name.casefold() for name in given_}) == len(given_)
    for name in given_:
        assert len(name.encode()) <= 64
        assert re.fullmatch(r"[^\W\d_]\w*", name)
        assert name.casefold() not in {"all", "day", "not", "with"}


# ---- what stands in them -------------------------------------------------------------------------


def test_not_asked_not_answered_and_declined_are_told_apart_in_every_format(store: Store):
    a_survey(store, answers=[Given({"eins": "b", "zahl": None})])
    row = table(made(store, "jede-art", order()))[0]
    assert (row["nur_a"], row["tag"], row["zahl"]) == ("-99", "-98", "-97")
    words = table(made(store, "jede-art", order(labels=True, locale="en")))[0]
    said = {name.rpartition("[")[2]: cell for name, cell in words.items()}
    assert (said["nur_a]"], said["tag]"], said["zahl]"]) == ("Not asked", "No answer", "Declined")
    data, meta = spss(made(store, "jede-art", order(Format.SPSS, locale="en")))
    assert (data["nur_a"], data["mehrere__m"], data["zahl"]) == ([-99], [-98], [-97])
    assert meta.variable_value_labels["nur_a"][-99] == "Not asked"
    assert meta.missing_ranges["nur_a"] == [{"lo": -99, "hi": -97}]
    line = lines(made(store, "jede-art", order(Format.LINES)))[0]
    assert line["answers"] == {"eins": "b", "zahl": None}
    assert line["not_asked"] == ["nur_a"]


def test_a_number_that_may_be_negative_is_never_taken_for_a_missing_one(store: Store):
    document = counting.changed(on_the_shelf("every_kind"), "zahl", min=-200)
    a_survey(store, document, answers=[Given({"zahl": -99}), Given({"zahl": None})])
    data, meta = spss(made(store, "jede-art", order(Format.SPSS)))
    assert sorted(data["zahl"]) == [-9_999_999_999_997, -99]
    assert meta.missing_ranges["zahl"] == [{"lo": -9_999_999_999_999, "hi": -9_999_999_999_997}]


def test_days_are_days_in_spss(store: Store):
    a_survey(store, answers=[Given({"tag": "2026-11-03"})])
    data, meta = spss(made(store, "jede-art", order(Format.SPSS)))
    assert str(data["tag"][0]) == "2026-11-03"
    assert meta.original_variable_types["tag"] == "EDATE10"


def test_words_stand_in_the_cells_in_the_language_one_asks_for(store: Store):
    document = on_the_shelf("every_kind")
    document["questions"][1]["options"][0]["label"]["ar"] = "نعم، دائمًا"
    document["questions"][1]["text"]["ar"] = "سؤال؟"
    a_survey(store, document, answers=[Given({"eins": "a"})])
    for format_ in (Format.CSV, Format.EXCEL_CSV):
        excel = format_ is Format.EXCEL_CSV
        file = made(store, "jede-art", order(format_, labels=True, locale="ar"))
        assert table(file, excel=excel)[0]["سؤال؟ [eins]"] == "نعم، دائمًا"
        assert file.startswith("\ufeff".encode()) is excel
    _, meta = spss(made(store, "jede-art", order(Format.SPSS, locale="ar")))
    assert meta.column_names_to_labels["eins"] == "سؤال؟"
    assert meta.variable_value_labels["eins"][1] == "نعم، دائمًا"


def test_spss_names_districts_ways_and_ages_in_their_order(store: Store, district: District):
    document = on_the_shelf("every_kind")
    ages = [("u16", "Unter 16"), ("16_24", "16 bis 24"), ("60p", "Ab 60"), ("k", "Keine Angabe")]
    document["questions"][1]["options"] = [
        {"code": code, "label": {"de": words}} for code, words in ages
    ]
    document["questions"][1]["options"][-1]["missing"] = True
    a_survey(store, document, answers=[Given({"eins": "u16"}, district=district.id)])
    data, meta = spss(made(store, "jede-art", order(Format.SPSS)))
    assert data["district"] == ["sonnenberg"]
    assert meta.variable_value_labels["district"]["sonnenberg"] == "Sonnenberg"
    assert meta.variable_value_labels["channel"][data["channel"][0]]
    assert meta.variable_value_labels["status"]["complete"] == "bis zum Ende"
    assert meta.variable_measure["eins"] == "ordinal"
    assert meta.variable_measure["mehrere__m"] == "nominal"


def test_a_line_that_did_not_open_was_not_asked_and_has_its_own_name(store: Store):
    people = [{"eins": "a"}, {"eins": "b"}, {"eins": "b", "eins__b": "Mehr"}, {}]
    a_survey(store, answers=[Given(each) for each in people])
    rows = table(made(store, "jede-art", order()))
    found = sorted((row["eins"], row["eins__b__text"]) for row in rows)
    assert found == [("-98", "-98"), ("a", "-99"), ("b", "-98"), ("b", "1")]
    _, meta = spss(made(store, "jede-art", order(Format.SPSS)))
    labels = meta.column_names_to_labels
    assert labels["eins__b__text"].endswith("B – was dort geschrieben wurde")


def test_labels_too_long_for_spss_are_cut_between_signs_and_listed(store: Store):
    document = on_the_shelf("every_kind")
    document["questions"][1]["text"]["ar"] = "سؤال طويل جدا " * 40
    document["questions"][1]["options"][0]["label"]["ar"] = "جواب طويل " * 40
    a_survey(store, document, answers=[])
    _, meta = spss(made(store, "jede-art", order(Format.SPSS, locale="ar")))
    label, value = meta.column_names_to_labels["eins"], meta.variable_value_labels["eins"][1]
    assert label.endswith("…")
    assert value.endswith("…")
    assert 250 < len(label.encode()) <= 256
    assert 114 < len(value.encode()) <= 120
    assert "eins, eins__b__text, eins=1" in " ".join(meta.notes)


def test_german_spreadsheets_get_a_decimal_comma(store: Store):
    a_survey(store, answers=[Given({"zahl": 2.5})])
    assert table(made(store, "jede-art", order()))[0]["zahl"] == "2.5"
    german = made(store, "jede-art", order(Format.EXCEL_CSV))
    assert table(german, excel=True)[0]["zahl"] == "2,5"


def test_the_workbook_brings_codebook_and_what_one_must_know(store: Store):
    before = on_the_shelf("every_kind")
    a_survey(store, before, without(before, "mehrere", "n"), answers=[Given({"eins": "neu"})])
    book = sheets(made(store, "jede-art", order(Format.EXCEL, locale="en")))
    assert list(book) == ["Answers", "Codebook", "Read me"]
    head, row = book["Answers"]
    assert row[head.index("eins")] == "neu"
    assert ["eins", "", "", "neu", "Noch nicht lange hier", "not counted in per cent"] in book[
        "Codebook"
    ]
    gone = next(row for row in book["Codebook"] if row[0] == "mehrere__n")
    assert gone[-1] == "no longer asked"
    notes = [row[0] for row in book["Read me"]]
    assert "Answers in this file: 1." in notes
    assert any("not representative" in note for note in notes)
    assert any(note.startswith("Version 2") for note in notes)


def test_codes_that_are_numbers_are_numbers_in_excel_and_words_are_words(store: Store):
    """A mean of a scale can be reckoned at once: nothing is a number in the look of a text."""
    given = Given({"eins": "a", "reihen": {"x": "3"}})
    a_survey(store, on_the_shelf("every_kind"), answers=[given])
    file = made(store, "jede-art", order(Format.EXCEL))
    head = sheets(file)[next(iter(sheets(file)))][0]
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        row = book.read("xl/worksheets/sheet1.xml").decode().partition("</row>")[2]
        codebook = book.read("xl/worksheets/sheet2.xml").decode()
    cells = re.findall(r'<c r="([A-Z])2"([^>]*)>', row)  # empty ones are left out
    kinds = {head[ord(letter) - ord("A")]: kind for letter, kind in cells}
    assert "t=" not in kinds["reihen__x"], "a step of a scale"
    assert "t=" not in kinds["zahl"], "a missing answer"
    assert "t=" in kinds["eins"], "a code in words"
    assert "<v>3</v>" in codebook, "the codebook says it the same way"


def test_figures_of_the_files_equal_those_of_the_dashboard(
    store: Store, survey: Survey, district: District
):
    with store.reading() as session:
        selection = Selection(allowed=frozenset({district.id}))
        found = results(session, survey, selection, at=NOW, timezone="Europe/Berlin")
    rows = table(made(store, "jede-art", order(allowed=frozenset({district.id}))))
    assert len(rows) == found.total == 40
    for result in found.questions:
        for tally in result.tallies:
            if tally.several:
                counts = {c: sum(r[f"mehrere__{c}"] == "1" for r in rows) for c in tally.counts}
                first = Counter(row["mehrere__m"] for row in rows)
            else:
                first = Counter(row[tally.variable.replace(".", "__")] for row in rows)
                counts = {code: first[code] for code in tally.counts}
            assert (first["-99"], first["-98"], first["-97"]) == (
                tally.not_asked,
                tally.unanswered,
                tally.declined,
            )
            if result.measures is None:
                assert counts == dict(tally.counts)


# ---- nothing that runs ---------------------------------------------------------------------------

FORMULA = '=HYPERLINK("http://x.example";"Klick")'
UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
ACTIVE = re.compile(rf"(?:^[\s{UNSEEN}]*|[;,|\t\r\n\"][{UNSEEN}]*)[=+\-@＝＋－＠]")


def test_neither_cells_nor_heads_hold_a_formula(store: Store):
    document = on_the_shelf("every_kind")
    document["questions"][1]["text"]["de"] = "=1+1"
    document["questions"][1]["options"][0]["label"]["de"] = "@SUM(A1)"
    a_survey(store, document, answers=[Given({"eins": "a", "worte": FORMULA, "zahl": 5})])
    row = table(made(store, "jede-art", order(labels=True)))[0]
    assert row["'=1+1 [eins]"] == "'@SUM(A1)"
    for format_ in (Format.CSV, Format.EXCEL_CSV):
        excel = format_ is Format.EXCEL_CSV
        texts = table(made(store, "jede-art", order(format_, Content.TEXTS)), excel=excel)
        assert "'" + FORMULA.replace(';"', ';"') in [row["Text"] for row in texts]
    book = sheets(made(store, "jede-art", order(Format.EXCEL, Content.TEXTS)))
    cells = [cell for rows in book.values() for row in rows for cell in row]
    assert "'" + FORMULA in cells
    assert "'=1+1" in cells


@pytest.mark.parametrize("number", ["-5", "+3,5", "-0.25", "12"])
def test_numbers_stay_numbers(number: str):
    assert harmless(number) == number


@given(st.text(st.sampled_from("=+-@;,|\t\r\n\"' a1＝－\u200b\u202e"), max_size=12))
def test_no_text_begins_a_formula_wherever_a_program_may_split_it(text: str):
    safe = harmless(text)
    assert not ACTIVE.search(safe) or re.fullmatch(r"[+-]?\d+([.,]\d+)?", safe)
    assert safe.replace("'", "") == text.replace("'", "")


# ---- nothing about who ---------------------------------------------------------------------------


@pytest.mark.parametrize("format_", EVERY_FORMAT)
def test_no_file_says_who_answered_or_when_within_the_hour(store: Store, format_: Format):
    minute = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)
    secret = {"eins": "a", "name": "Erika Beispiel", "worte": "Ein Satz für sich"}
    a_survey(store, answers=[Given(secret, hour=minute), Given({"eins": "b"}, kind="test")])
    with store.reading() as session:
        keys = [row.key for row in session.query(Response)]
    for content in (Content.ANSWERS, Content.ALL):
        file = made(store, "jede-art", order(format_, content))
        shown = str(sheets(file)) if format_ is Format.EXCEL else file.decode("latin-1")
        if format_ is Format.SPSS:
            shown += str(spss(file)[0])
        for hidden in (*keys, *(key.replace("-", "") for key in keys), "Erika"):
            assert hidden not in shown
        assert ("Ein Satz" in shown) is (content is Content.ALL)


def test_times_are_told_by_the_hour_of_the_district(store: Store):
    a_survey(store, answers=[Given({"zahl": 1}, hour=datetime(2026, 11, 3, 23, tzinfo=UTC))])
    row = table(made(store, "jede-art", order()))[0]
    assert (row["day"], row["hour"]) == ("2026-11-04", "0")
    line = lines(made(store, "jede-art", order(Format.LINES)))[0]
    assert line["at"] == "2026-11-03T23:00:00+00:00"


def test_the_order_of_the_rows_says_nothing_within_an_hour(store: Store):
    one_hour = [Given({"zahl": n}) for n in range(30)]
    earlier = Given({"zahl": 90}, hour=counting.OPENED - timedelta(hours=1))
    a_survey(store, answers=[*one_hour, earlier])
    numbers = [int(row["zahl"]) for row in table(made(store, "jede-art", order()))]
    assert numbers[0] == 90
    assert sorted(numbers[1:]) == list(range(30))
    assert numbers[1:] != list(range(30))


def test_free_texts_stand_alone_and_in_another_order_for_each_question(store: Store):
    answers = [
        Given({"eins": "b", "eins__b": f"Zeile {n}", "worte": f"Wort {n}"}) for n in range(20)
    ]
    a_survey(store, answers=answers)
    rows = table(made(store, "jede-art", order(content=Content.TEXTS)))
    assert {*rows[0]} == {"Spalte", "Worum es geht", "Text"}  # nothing of the person beside it
    words, beside = (
        [row["Text"].split()[1] for row in rows if row["Spalte"] == name]
        for name in ("worte", "eins__b__text")
    )
    assert sorted(words) == sorted(beside) == sorted(map(str, range(20)))
    assert words != beside
    with pytest.raises(NotAsATable):
        made(store, "jede-art", order(Format.SPSS, Content.TEXTS))


def test_the_place_of_a_code_is_left_out_where_fewer_than_five_share_it(
    store: Store, district: District
):
    with store.writing() as session:
        many, few = session.query(Place).order_by(Place.name)
        counting.code_at(session, many, "AAAA2")
        counting.code_at(session, few, "BBBB2")
        survey = counting.survey(session, on_the_shelf("every_kind"), districts=[district])
        answers = [Given({"zahl": n}, code="AAAA2") for n in range(5)]
        answers += [Given({"zahl": n}, code="BBBB2") for n in range(50, 54)]
        counting.answer(session, survey, *answers)
    rows = table(made(store, "jede-art", order()))
    assert Counter(row["place"] for row in rows) == {many.name: 5, "": 4}
    assert all((row["place"] == "") is (int(row["zahl"]) >= 50) for row in rows)
    codes = Counter(
        line.get("code") for line in lines(made(store, "jede-art", order(Format.LINES)))
    )
    assert codes == {"AAAA2": 5, None: 4}


def test_what_is_set_aside_leaves_only_when_asked_for_with_its_reason(store: Store):
    a_survey(store, answers=[Given({"zahl": 1}), Given({"zahl": 2}, set_aside_because="doppelt")])
    assert [row["zahl"] for row in table(made(store, "jede-art", order()))] == ["1"]
    rows = table(made(store, "jede-art", order(set_aside=True)))
    assert {row["zahl"]: row["set_aside"] for row in rows} == {"1": "", "2": "doppelt"}
