"""The papers that the law asks for: filled from what is there, honest about what is not."""

import re
from dataclasses import replace

import pytest

from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.models import Tablet
from beteiligung.funds.models import Fund
from beteiligung.privacy.kinds import KINDS
from beteiligung.privacy.papers import PAPERS, blocks, flat
from beteiligung.web.models import SiteText
from tests.builders import a_survey, on_the_shelf
from tests.conftest import Clock
from tests.ideas.boards import a_board
from tests.visitor import Visitor

HERE = "/verwaltung/datenschutz/"
GAP = "vom Träger auszufüllen"


@pytest.fixture
def asked(store: Store, district: District, zentrum: District, clock: Clock) -> None:
    """Two surveys, of which one asks for a name; and one of another district."""
    with store.writing() as session:
        session.add(SiteText(key="controller", texts={"de": "Stadt Beispiel\nMarkt 1"}))
        a_survey(session, district, at=clock())
        a_survey(session, district, document="single", at=clock())
        hostile = {**on_the_shelf("text"), "title": {"de": "Böse | # Zeile\n# Kopf"}}
        a_survey(session, zentrum, document=hostile, at=clock())


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("name", PAPERS)
def test_each_paper_is_read_and_taken_along_with_its_gaps_marked(manager: Visitor, name: str):
    page = manager.get(HERE + name).sees(PAPERS[name], GAP)
    assert [found.get("lang") for found in page.all("article")] == ["de"]
    text = manager.get(f"{HERE}{name}.md")
    assert text.headers["Content-Disposition"] == f'attachment; filename="{name}.md"'
    for block in blocks(text.body.decode()):
        page.sees(" ".join(block.text.replace("**", "").split()))
    assert "{{" not in text.text
    assert "None" not in text.text


@pytest.mark.usefixtures("asked")
def test_the_record_names_what_is_asked_of_people_and_until_when(manager: Visitor):
    page = manager.get(HERE + "verzeichnis").sees("Stadt Beispiel, Markt 1", "Jede Art zu fragen")
    page.sees("Ihr Name (Kontakt): Damit wir Ihnen antworten können.", "12 Monate nach dem Ende")
    page.sees("ja, getrennt von den Antworten", "Es wird nichts zur Person gefragt.")
    page.misses("Böse")  # of another district
    assert len(list(page.all("th", scope="row"))) > len(KINDS)


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_names_tablets_and_all_but_one_ideas_funds_and_letters(
    store: Store, district: District, zentrum: District, manager: Visitor, clock: Clock, name: str
):
    with store.writing() as session:
        a_board(session, district, at=clock())
        a_board(session, zentrum, slug="fremd", title={"de": "Fremde Sammlung"}, at=clock())
        made = {"district_id": district.id, "created_at": clock()}
        words = {"about": {}, "body": {}, "apply": {}, "keep_months": 6}
        session.add(Fund(slug="probe", name={"de": "Fonds Probe"}, **words, **made))
        session.add(Tablet(name="3", role="Wer", **made))
    page = manager.get(HERE + name).sees("Tablets").misses("Fremde Sammlung")
    if name != "personalrat":
        page.sees("Fonds Probe (6 Monate)", "Neuigkeiten", "aus: kein Postfach")
        page.sees("Was soll hier besser werden?")


@pytest.mark.usefixtures("asked")
def test_words_of_people_change_nothing_about_a_paper(admin: Visitor):
    page = admin.get(HERE + "verzeichnis").sees("Böse / Zeile Kopf")
    assert [h.text for h in page.all("h1")] == ["Verzeichnis von Verarbeitungstätigkeiten"]
    assert flat("a|b\n# c") == "a/b c"


def test_what_is_not_known_is_a_gap_and_what_is_set_is_not(
    settings: Settings, manager: Visitor, clock: Clock
):
    bare = manager.get(HERE + "auftrag.md").text
    assert re.search(rf"Auftraggeber\): \*\*{GAP}", bare)
    assert "wird nicht geführt" in bare
    app = create_app(replace(settings, log_days=7, name="Sag was"), now=clock)
    kept = Visitor(app)
    kept.client = app.test_client()
    with manager.client.session_transaction() as mine:
        token = dict(mine)
    with kept.client.session_transaction() as cookie:
        cookie.update(token)
    kept.get(HERE + "auftrag").sees("„Sag was“", "7 Tage")
    app.extensions["ledger"].close()
    app.extensions["store"].dispose()


def test_papers_are_for_those_in_charge(viewer: Visitor, manager: Visitor, admin: Visitor):
    viewer.get(HERE, 403)
    manager.get(HERE).misses("loeschungen")
    manager.get(HERE + "loeschungen", 403)
    manager.get(HERE + "anderes", 404)
    manager.get(HERE + "anderes.md", 404)
    assert any("loeschungen" in (a.get("href") or "") for a in admin.get(HERE).all("a"))
