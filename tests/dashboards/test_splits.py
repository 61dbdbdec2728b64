"""Questions group by group: by answers, districts, languages and channels, small groups hidden."""

from collections.abc import Callable
from urllib.parse import unquote

from beteiligung.access import Role
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from tests import counting
from tests.builders import on_the_shelf
from tests.counting import Given
from tests.dashboards.conftest import CODE
from tests.page import Page, words
from tests.visitor import Visitor

Enter = Callable[..., Visitor]
HERE = "/verwaltung/umfragen/jede-art/ergebnisse/aufteilen"
PURPOSE = "Vorbereitung des Gesprächs im Stadtteilrat"


def table(page: Page, title: str) -> dict[str, list[str]]:
    """A question's table: each row's cells by its head; "" is the head of the table."""
    for figure in page.all("figure"):
        if words(next(figure.iter("h2"))) == title:
            rows = [[words(cell) for cell in row] for row in figure.iter("tr")]
            return {"": rows[0][1:], **{cells[0]: cells[1:] for cells in rows[1:]}}
    message = f"no figure {title!r} on {page.path}"
    raise AssertionError(message)


def test_districts_stand_side_by_side(enter: Enter):
    page = enter(Role.ADMIN).get(f"{HERE}?nach=_district")
    found = table(page, "Eine Antwort")
    assert found[""] == ["Sonnenberg", "Zentrum"]
    assert found["A"][0] == "28 (70 %)"
    assert found["Noch nicht lange hier"] == ["0", "20"]
    assert found["Base of the per cent"] == ["40", "0"]


def test_a_manager_compares_nothing_but_her_own(enter: Enter, district: District):
    manager = enter(Role.MANAGER, district)
    assert table(manager.get(f"{HERE}?nach=_language"), "Eine Antwort")[""] == [
        "العربية",
        "Deutsch",
    ]
    manager.get(f"{HERE}?nach=_district", 422).sees("This is not in the answers.")


def test_a_scale_is_split_row_by_row_with_a_bar_for_each_group(
    enter: Enter, store: Store, survey: Survey, district: District
):
    with store.writing() as session:
        rows = [("a", "3")] * 30 + [("b", "3")] * 5 + [("b", "1")] * 25
        given = [Given({"eins": e, "reihen": {"y": y}}, district=district.id) for e, y in rows]
        counting.answer(session, session.merge(survey), *given)
    page = enter(Role.ADMIN).get(f"{HERE}?frage=reihen&nach=eins")
    assert table(page, "Reihen")["Y: B"] == ["5 (17 %)", "0 (0 %)", "25 (83 %)", "30"]
    page.sees(
        "The groups differ most about “Y”",
        "100 of 100 in the group “A”, 17 of 100 in the group “B”",
    )


def test_numbers_are_split_into_means(enter: Enter, store: Store, survey: Survey):
    with store.writing() as session:
        given = [Given({"eins": "a", "zahl": 1})] * 30 + [Given({"eins": "b", "zahl": 9})] * 30
        counting.answer(session, session.merge(survey), *given)
    page = enter(Role.ADMIN).get(f"{HERE}?frage=zahl&nach=eins")
    assert table(page, "Eine Zahl")["A"] == ["30", "1", "1"]
    assert table(page, "Eine Zahl")["B"] == ["42", "8.4", "9"]
    page.sees("The highest mean: “B” with 8.4. The lowest: “A” with 1.")


def test_groups_of_few_are_hidden_until_a_purpose_is_written(
    enter: Enter, store: Store, district: District
):
    page = enter(Role.MANAGER, district).get(f"{HERE}?frage=eins&nach=_language")
    assert table(page, "Eine Antwort")["A"] == ["under 5", "hidden"]
    page.sees("Too few people to compare: at least two groups need 30")
    opened = page.fill("purpose", PURPOSE).submit("Show small groups")
    assert "frage=eins" in opened.path
    assert "nach=_language" in opened.path
    assert table(opened, "Eine Antwort")["A"] == ["3 (100 %)", "25 (68 %)"]
    with store.reading() as session:
        noted = session.query(AuditEntry).filter_by(action="looked_at_small_groups").one()
    assert noted.detail["purpose"] == PURPOSE


def test_what_people_wrote_is_never_split(enter: Enter):
    admin = enter(Role.ADMIN)
    admin.get(f"{HERE}?nach=_district").misses("Mehr Bäume", "Eigene Worte")
    admin.get(f"{HERE}?frage=worte&nach=_district", 422).sees("This is not in the answers.")


def test_languages_at_one_place_are_not_compared_under_thirty(
    enter: Enter, store: Store, survey: Survey, district: District
):
    with store.writing() as session:
        given = Given({"eins": "a"}, district=district.id, code=CODE)
        counting.answer(session, session.merge(survey), *[given] * 31)
    admin = enter(Role.ADMIN)
    place = admin.get(HERE).fill("Place", "Lessingplatz").submit("Show").value("ort")
    admin.get(f"{HERE}?ort={place}&nach=_channel")
    page = admin.get(f"{HERE}?ort={place}&nach=_language", 422)
    page.sees("Language and place, or area, are shown together from 30 answers on.")


def test_neighbouring_groups_are_put_together_and_the_address_keeps_it(
    enter: Enter, store: Store, survey: Survey, district: District
):
    with store.writing() as session:
        rows = [("3", "a")] * 20 + [("2", "a")] * 11 + [("1", "a")] * 9
        given = [Given({"nur_a": n, "eins": e}, district=district.id) for n, e in rows]
        counting.answer(session, session.merge(survey), *given)
    admin = enter(Role.ADMIN)
    apart = admin.get(f"{HERE}?frage=eins&nach=nur_a")
    assert table(apart, "Eine Antwort")[""] == ["gut", "mittel", "schlecht"]
    page = apart.choose("mittel and schlecht as one group").submit("Split")
    assert "mit=nur_a:1" in unquote(page.path)
    found = table(page, "Eine Antwort")
    assert found[""] == ["gut", "mittel / schlecht"]
    assert found["A"] == ["45 (100 %)", "20 (100 %)"]
    page.fill("Language", "Deutsch").submit("Show").sees("mittel / schlecht")
    admin.get(f"{HERE}?frage=eins&nach=_language&mit=nur_a:1").misses("mittel / schlecht")


def test_groups_that_are_not_there_are_not_put_together(enter: Enter):
    page = enter(Role.ADMIN).get(f"{HERE}?nach=nur_a&mit=nur_a:mond", 422)
    page.sees("This is not in the answers.")


def test_what_cannot_be_split_is_refused_beside_its_field(enter: Enter):
    admin = enter(Role.ADMIN)
    for query, field in (("nach=mond", "nach"), ("frage=mond", "frage"), ("nach=zahl", "nach")):
        page = admin.get(f"{HERE}?{query}", 422).sees("This is not in the answers.")
        wrong = [each.get("name") for each in page.root.iter("select") if each.get("aria-invalid")]
        assert wrong == [field]


def test_two_hundred_answers_can_be_split_but_split_nothing(
    enter: Enter, store: Store, survey: Survey
):
    with store.writing() as session:
        asked = session.merge(survey)
        many = [{"code": f"o{n}", "label": {"de": f"Straße {n}"}} for n in range(200)]
        counting.publish(asked, counting.changed(asked.versions[-1].document, "eins", options=many))
        session.flush()
        counting.answer(session, asked, *[Given({"eins": "o7"}, version=2)] * 30)
    admin = enter(Role.ADMIN)
    assert table(admin.get(f"{HERE}?frage=eins&nach=_language"), "Eine Antwort")["Straße 7"]
    admin.get(f"{HERE}?nach=eins", 422).sees("This is not in the answers.")


def test_one_answer_is_a_sentence_not_a_figure(enter: Enter, store: Store, zentrum: District):
    with store.writing() as session:
        alone = {**on_the_shelf("every_kind"), "slug": "allein"}
        made = counting.survey(session, alone, districts=[session.merge(zentrum)])
        counting.answer(session, made, Given({"eins": "a"}, district=zentrum.id))
    admin = enter(Role.ADMIN)
    here = HERE.replace("jede-art", "allein")
    page = admin.get(f"{here}?nach=_language")
    page.sees("You see 1 questionnaire: all there is.", "Fewer than 5 are too few to say anything.")
    assert table(page, "Eine Antwort")["A"] == ["under 5"]
    admin.get(here.replace("/aufteilen", "/ruecklauf")).sees("How the answers came in")
