"""Whatever people type: no page breaks, nothing becomes code, and it is kept as it was typed."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from beteiligung.authoring.pasting import plain
from beteiligung.db import Base, Store
from beteiligung.ideas.wording import clean
from beteiligung.text import readable
from tests.house import doors, naughty
from tests.house.town import Town
from tests.house.walking import Walk
from tests.visitor import OWN_PAGE

# Who types what in the suite; the proof P13 lets everybody do both.
WALKS = [("visitor", False), ("visitor", True), ("manager", False), ("admin", True)]
LANGUAGES = ("de", "ar")
FOLDED = "folded"  # words as they are searched, beside the words as they were typed
NAMING = (
    "/{}",
    "/de/{}",
    "/de/umfrage/{}",
    "/de/ergebnisse/{}",
    "/medien/bild/{}",
    "/einladung/{}",
    "/verwaltung/umfragen/{}/",
    "/verwaltung/stadtteile/{}",
    "/verwaltung/umfragen/umfrage-sonnenberg/texte/{}",
    "/verwaltung/umfragen/umfrage-sonnenberg/ergebnisse/foto/{}",
)
_NAME = re.compile(r"[\w\s-]*")  # made of a title, for addresses


@pytest.fixture
def town(towns: dict[str, Town]) -> Town:
    """An installation in which people of this module leave their traces."""
    return towns["sqlite"]


@pytest.mark.parametrize(("person", "forged"), WALKS)
def test_nothing_that_is_typed_into_any_field_breaks_a_page_or_becomes_code(
    town: Town, person: str, forged: bool
):
    walk = Walk(town, person)
    walk.through(forged=forged)
    assert not walk.faults, "\n".join(walk.faults)
    assert sum(walk.sent.values()) > 5, walk.sent
    assert not list(changed_words(town))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_becomes_code_by_what_was_typed_before(town: Town, language: str):
    for person in ("visitor", "admin"):
        walk = Walk(town, person)
        for address in walk.addresses(language):
            walk.reread(address)
        assert not walk.faults, "\n".join(walk.faults)


def test_halves_of_characters_are_refused_in_words(town: Town):
    manager = town.people["manager"]
    token = doors.token_of(manager)
    for address in ("/verwaltung/umfragen/neu/leer", "/verwaltung/umfragen/neu"):
        answer = manager.client.post(
            address,
            data=f"csrf_token={token}&title=%ED%A0%BD&name=%ED%A0%BD",
            content_type="application/x-www-form-urlencoded",
            headers=OWN_PAGE,
        )
        assert answer.status_code == 400
    assert manager.client.get("/de/?x=%ED%A0%BD%00%FF").status_code == 200


@pytest.mark.parametrize("word", ["%00", "a%00b", "%ED%A0%BD", "%FF", "%1B", "%E2%80%AE"])
def test_words_in_addresses_that_are_no_text_name_nothing(town: Town, word: str):
    for address in NAMING:
        answer = town.people["admin"].client.get(address.format(word), headers=OWN_PAGE)
        assert answer.status_code in {400, 404, 410}, address
    assert town.people["visitor"].client.get(f"/q/{word}").status_code < 500


def changed_words(town: Town) -> Iterator[str]:
    """Texts that are kept otherwise than they were typed."""
    store: Store = town.app.extensions["store"]
    with store.reading() as session:
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if column.name != FOLDED]
            for row in session.execute(select(*columns)):
                texts = _texts([*row])  # each on its own: of a short name the end may be cut off
                for typed, kept in (pair for text in texts for pair in naughty.found(text)):
                    # The editor of surveys takes away what looks like pasted formatting; ideas
                    # are kept in composed letters.
                    fine = {readable(typed), plain(typed), clean(typed)}
                    if kept not in fine and not _NAME.fullmatch(kept):
                        yield f"{table.name}: {typed[:60]!r} is kept as {kept[:60]!r}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inside in value.items():
            yield from _texts([name, inside])
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _texts(inside)
