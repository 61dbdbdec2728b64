"""The report of a district: from what everybody may see, the same as page, PDF and text."""

import io
import zipfile
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from odf.draw import Frame
from odf.opendocument import load
from odf.svg import Desc
from odf.table import Table, TableHeaderRows
from odf.teletype import extractText
from odf.text import H

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.funds.models import PassedOn
from beteiligung.funds.passing import pass_on
from beteiligung.funds.ways import Way
from beteiligung.ideas.models import Idea
from beteiligung.measures.models import Indicator, MoneyLine
from beteiligung.measures.path import Status
from tests.builders import a_survey, on_the_shelf
from tests.ideas.boards import a_board, an_idea
from tests.measures.measures import a_figure, a_measure
from tests.releases.documents import a_release
from tests.visitor import Visitor

DAY = timedelta(days=1)
MARGIN = 56  # points: 2 cm
YEAR = "?von=2026-01-01&bis=2026-12-31"
CHAPTERS = (
    "Auf einen Blick",
    "Beteiligung",
    "Ergebnisse",
    "Ideen",
    "Maßnahmen",
    "Geld",
    "Indikatoren",
    "Wort gehalten?",
)


@pytest.fixture
def told(store: Store, district: District, now: datetime) -> str:
    """A district with results, ideas, and a measure with all its parts: its number."""
    with store.writing() as session:
        survey = a_survey(
            session,
            district,
            document=on_the_shelf("single") | {"slug": "umfrage"},
            at=now - 60 * DAY,
        )
        survey.closes_at, survey.results_on = now - 40 * DAY, (now - 20 * DAY).date()
        words = {"de": "Viele wünschen sich mehr Bäume."}
        a_release(session, survey, at=now - 10 * DAY, conclusion=words)
        board = a_board(session, district, at=now - 80 * DAY)
        idea = an_idea(session, board, "أشجار أكثر", language="ar", at=now - 70 * DAY)
        idea.supporters = 12
        measure = a_measure(
            session,
            district,
            path=(Status.PLANNED, Status.DECIDED),
            next_on=now.date() - DAY,
            at=now,
        )
        measure.money.append(MoneyLine(programme="EFRE", planned=3_000_000, granted=2_000_000))
        values = [{"on": "2026-11-01", "value": 12.0, "n": 341}]
        counted = {"name": {"de": "Behälter"}, "baseline": 0.0, "target": 20.0}
        measure.indicators.append(Indicator(values=values, **counted))
        measure.figures.append(a_figure(now))
        hidden = a_measure(session, district, title={"de": "Geheimsache"}, public=False, at=now)
        hidden.money.append(MoneyLine(programme="Geheimgeld", planned=999_900))
        return measure.reference


def test_a_page_has_every_chapter_and_nothing_that_only_staff_see(
    visitor: Visitor, told: str
) -> None:
    page = visitor.get(f"/de/bericht/sonnenberg{YEAR}")
    page.sees(*CHAPTERS, told, "348 Fragebögen", "Viele wünschen sich mehr Bäume.")
    page.sees("30.000,00", "Behälter", "überfällig", "n = 341", "أشجار أكثر")
    page.misses("Geheimsache", "Geheimgeld", "9.999", "Nur gerade jetzt?")


def test_what_was_published_outside_the_period_is_left_out(visitor: Visitor, told: str) -> None:
    page = visitor.get("/de/bericht/sonnenberg?von=2025-01-01&bis=2025-12-31")
    page.misses("Viele wünschen sich mehr Bäume.", "أشجار أكثر").sees(told)


@pytest.mark.parametrize("period", ["?von=morgen", "?von=2026-12-01&bis=2026-01-01"])
@pytest.mark.parametrize("ending", ["", ".pdf", ".odt"])
def test_a_period_that_is_none_is_said_beside_its_field(
    visitor: Visitor, district: District, period: str, ending: str
) -> None:
    page = visitor.get(f"/de/bericht/{district.slug}{ending}{period}", 422)
    assert page.error("von") or page.error("bis")


def test_the_pdf_is_tagged_and_begins_with_a_page_for_those_in_a_hurry(
    visitor: Visitor, told: str
) -> None:
    made = visitor.get(f"/de/bericht/sonnenberg.pdf{YEAR}").body
    document = pypdfium2.PdfDocument(made)
    assert document.is_tagged()
    assert b"pdfuaid" in made
    first, *rest = (page.get_textpage().get_text_bounded() for page in document)
    for words in ("Was gesagt wurde", "Wer fehlt", "beschlossen", "kostet", "verspätet", told):
        assert words in first
    assert "Geheimsache" not in "".join([first, *rest])


def test_the_text_has_headings_heads_of_tables_and_pictures_that_say_what_they_show(
    visitor: Visitor, told: str
) -> None:
    made = visitor.get(f"/de/bericht/sonnenberg.odt{YEAR}").body
    document = load(io.BytesIO(made))
    headings = {extractText(each): int(each.getAttribute("outlinelevel")) for each in levels(made)}
    assert {headings[chapter] for chapter in CHAPTERS} == {2}
    assert any(told in heading for heading in headings)
    tables = document.getElementsByType(Table)
    assert tables
    assert all(table.getElementsByType(TableHeaderRows) for table in tables)
    frames = document.getElementsByType(Frame)
    assert frames
    assert all(extractText(frame.getElementsByType(Desc)[0]).strip() for frame in frames)
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert names[0] == "mimetype"
    assert sum(name.endswith(".png") for name in names) == len(frames)


def levels(made: bytes) -> list[Any]:
    """The headings of a text, in order."""
    found: list[Any] = load(io.BytesIO(made)).getElementsByType(H)
    numbers = [int(each.getAttribute("outlinelevel")) for each in found]
    assert numbers[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(numbers))
    return found


@pytest.mark.usefixtures("told")
def test_the_first_page_says_what_was_heard_what_it_costs_and_who_lets_wait(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        own = session.get_one(District, district.id)
        measure = a_measure(session, own, at=now, cost_low=1_000_000, cost_high=1_200_050)
        figure = a_figure(now)
        figure.number, figure.percent, figure.base = 1, 51, 273
        figure.question = {"de": "Wie zufrieden sind Sie? – Sauberkeit"}
        measure.figures.append(figure)
        due = (now + DAY).date()
        pass_on(
            session, district.id, "SO-2026-00001", Way.OFFICE,
            office="Tiefbauamt", due_on=due, timezone="Europe/Berlin", asker=None, at=now,
        )  # fmt: skip
        session.query(PassedOn).one().due_on = (now - DAY).date()
    page = visitor.get(f"/de/bericht/sonnenberg{YEAR}")
    page.sees("51 % ja: Sauberkeit (273 Antworten", "Kosten von 1 Maßnahme zusammen: 10.000,00")
    page.sees("bis 12.000,50", "noch kein Geld eingeplant: mindestens 10.000,00")
    page.sees("Tiefbauamt: Antwort zur Idee SO-2026-00001 bis 23. November 2026")
    page.sees("ohne Thema")


def test_a_source_that_is_still_open_is_no_money(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        measure = a_measure(session, district, at=now, cost_low=1_000_000)
        measure.money += [
            MoneyLine(programme="EFRE", planned=200_000),
            MoneyLine(programme=" Offen", planned=700_000),
        ]
        other = a_measure(session, district, at=now)
        other.money.append(MoneyLine(programme="offen", planned=9_500_000))
    page = visitor.get(f"/de/bericht/sonnenberg{YEAR}")
    page.sees("Geld dafür: 2.000,00", "noch kein Geld eingeplant: mindestens 103.000,00")
    page.sees("Dieses Geld fehlt noch.")


def test_the_own_share_of_who_applies_is_no_money_of_the_fund(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        measure = a_measure(session, district, at=now, cost_low=180_000)
        measure.money += [
            MoneyLine(programme="Fonds", planned=90_000, granted=90_000),
            MoneyLine(programme="Fonds", planned=90_000, is_own=True),
        ]
    page = visitor.get(f"/de/bericht/sonnenberg{YEAR}")
    own = page.body.decode().partition("Geld nach Programm")[2]
    assert own.count("900,00") == 3
    assert "1.800,00" not in own
    page.sees("Fonds (Eigenanteil)")


def test_a_figure_behind_two_measures_is_told_once_on_the_first_page(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        for _ in range(2):
            figure = a_figure(now)
            figure.number = 1
            measure = a_measure(session, district, at=now)
            measure.figures.append(figure)
    visitor.get(f"/de/bericht/sonnenberg{YEAR}").sees("2026) (M-01, M-02)")


@pytest.mark.usefixtures("told")
def test_without_new_results_the_newest_before_are_told_as_such(
    visitor: Visitor,
) -> None:
    page = visitor.get("/de/bericht/sonnenberg?von=2027-01-01&bis=2027-12-31")
    page.sees("Viele wünschen sich mehr Bäume.", "veröffentlicht vor diesem Zeitraum")


def test_figures_of_several_districts_say_so(
    store: Store, district: District, zentrum: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        survey = a_survey(
            session, district, zentrum,
            document=on_the_shelf("single") | {"slug": "beide"}, at=now - 60 * DAY,
        )  # fmt: skip
        a_release(session, survey, at=now - 10 * DAY)
        measure, figure = a_measure(session, district, at=now), a_figure(now)
        figure.survey, figure.number = "beide", 1
        measure.figures.append(figure)
        reference = measure.reference
    visitor.get(f"/de/bericht/sonnenberg{YEAR}").sees("Sonnenberg und Zentrum zusammen")
    one, every = f"/de/massnahme/{reference}", "/de/massnahmen/sonnenberg"
    for page in (one, every):
        visitor.get(page).sees("Zusammen: Sonnenberg und Zentrum")
    for sheet in (f"{one}/blatt.pdf", f"{every}/plakat.pdf", f"{every}/zeitung.pdf"):
        text = pypdfium2.PdfDocument(visitor.get(sheet).body)[0].get_textpage().get_text_bounded()
        assert "Zusammen: Sonnenberg und Zentrum" in " ".join(text.split())


@pytest.mark.usefixtures("told")
def test_nothing_of_the_pdf_stands_beyond_its_margin(store: Store, visitor: Visitor) -> None:
    with store.writing() as session:
        idea = session.query(Idea).one()
        idea.text = "أشجار أكثر في كل شارع وفي كل ساحة من ساحات الحي " * 2
    made = visitor.get(f"/de/bericht/sonnenberg.pdf{YEAR}").body
    for page in pypdfium2.PdfDocument(made):
        words = page.get_textpage()
        right = max(words.get_charbox(n)[2] for n in range(words.count_chars()))
        assert right <= page.get_width() - MARGIN


def test_a_sentence_that_announces_a_list_or_a_table_stands_on_its_page(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        for number in range(40):  # so many that some of them meet the end of a page
            about = {"de": "Sehr viel. " * (number % 17 * 8)}
            a_measure(session, district, description=about, path=(Status.EXAMINED,), at=now)
    document = pypdfium2.PdfDocument(visitor.get(f"/de/bericht/sonnenberg.pdf{YEAR}").body)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    bodies = [text.partition("Bericht zur Beteiligung: Sonnenberg ·")[0].strip() for text in pages]
    assert any("geschah:" in body for body in bodies)
    assert not [body for body in bodies if body.endswith("geschah:")]
