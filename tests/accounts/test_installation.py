"""The installation's own texts and its log, kept by administrators."""

import ast
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.accounts import actions, log
from beteiligung.accounts.installation import DEEDS
from beteiligung.accounts.log import PAGE, Wanted
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.web.models import SiteText
from tests.conftest import Clock
from tests.house.sources import modules, tree
from tests.visitor import Visitor


class TestTexts:
    def test_are_written_per_language_and_seen_at_once(self, admin: Visitor, visitor: Visitor):
        page = admin.get("/verwaltung/texte")
        page = page.fill("imprint-de", "Stadtteilmanagement Beispiel\nHainstraße 1")
        page.fill("imprint-ar", "إدارة الحي").submit()
        visitor.get("/de/impressum").sees("Stadtteilmanagement Beispiel", "Hainstraße 1")
        visitor.get("/ar/impressum").sees("إدارة الحي")
        visitor.get("/uk/impressum").sees("Stadtteilmanagement Beispiel")

    def test_of_an_emptied_language_fall_back_again(self, admin: Visitor, store: Store):
        page = admin.get("/verwaltung/texte").fill("byline-de", "Wir fragen").fill("byline-en", "x")
        page = page.submit()
        assert page.value("byline-en") == "x"
        page.fill("byline-en", "  ").submit()
        with store.reading() as session:
            assert session.get_one(SiteText, "byline").texts == {"de": "Wir fragen"}

    def test_that_are_too_long_are_refused_and_kept_on_the_page(self, admin: Visitor):
        page = admin.get("/verwaltung/texte").fill("byline-de", "a" * 201)
        page = page.fill("imprint-de", "Wir").submit(status=422)
        assert page.error("byline-de")
        assert page.value("imprint-de") == "Wir"
        assert admin.get("/verwaltung/texte").value("imprint-de") == ""

    def test_of_a_stale_page_are_not_lost(self, admin: Visitor):
        page = admin.get("/verwaltung/texte").fill("byline-de", "Wir fragen")
        with admin.client.session_transaction() as cookie:
            del cookie["csrf"]
        page = page.submit(status=422)
        assert page.value("byline-de") == "Wir fragen"
        assert page.submit().value("byline-de") == "Wir fragen"

    def test_that_did_not_change_are_no_news(self, session: Session, clock: Clock):
        for _ in range(2):
            actions.write_site_text(session, None, "byline", {"de": "Wir"}, at=clock())
        session.flush()
        assert session.query(AuditEntry).count() == 1


class TestTheLog:
    def test_is_newest_first_and_in_pages(self, admin: Visitor, store: Store, clock: Clock):
        with store.writing() as session:
            for number in range(PAGE + 5):
                at = clock() + timedelta(seconds=number + 1)
                audit.note(
                    session, None, "sign_in", f"staff:{number}@x", at=at, codes=["a", number]
                )
        first = admin.get("/verwaltung/protokoll").sees(f"staff:{PAGE + 4}@x", "codes: a, 7")
        first.misses("staff:3@x")
        first.follow("/verwaltung/protokoll?seite=2").sees("staff:3@x").misses("staff:20@x")

    @pytest.mark.parametrize("page", ["0", "-3", "99", "zwei"])
    def test_knows_no_page_beyond_its_end(self, admin: Visitor, page: str):
        admin.get(f"/verwaltung/protokoll?seite={page}").sees("admin@stadt.example")

    def test_shows_a_deed_it_has_no_words_for(self, admin: Visitor, store: Store, clock: Clock):
        with store.writing() as session:
            audit.note(session, None, "paint_bench", "place:sonnenberg:park", at=clock(), n=None)
        admin.get("/verwaltung/protokoll").sees("paint bench", "place:sonnenberg:park")
        assert "paint_bench" not in DEEDS

    def test_has_words_for_every_deed(self):
        noted = {
            argument.value
            for path in modules()
            for call in ast.walk(tree(path))
            if isinstance(call, ast.Call) and ast.unparse(call.func) in {"note", "audit.note"}
            for argument in call.args[2:3]
            if isinstance(argument, ast.Constant)
        }
        assert len(noted) > 20
        assert noted <= DEEDS.keys()

    def test_is_empty_at_first(self, session: Session):
        assert log.log_page(session, 1, Wanted()).entries == []
