"""Releases that give somebody away are caught, whatever way they do it; a tight one is not."""

from collections.abc import Sequence
from typing import Any

import pytest

from beteiligung.disclosure.attack import Way, attacked
from beteiligung.disclosure.publication import Named, Publication
from beteiligung.releases.reading import publication
from tests.proofs.leaks import Leak, document, findings, leaks, table, tight


@pytest.mark.parametrize("leak", leaks(), ids=lambda leak: leak.name)
def test_a_leak_is_caught(leak: Leak):
    assert findings(leak)


def test_a_tight_release_stands():
    result = attacked([publication(each, ()) for each in tight().documents])
    assert result.failed
    assert (result.hidden, result.smallest) == (4, 18)


def of(*tables: Any, strict: Sequence[Named] = ()) -> Publication:
    return publication(document(1, 60, tables), strict)


def test_nobody_is_a_number_too_where_the_row_is_small():
    few = table("weg", 8, {"ja": 8, "nein": 0})
    many = table("weg", 60, {"ja": 60, "nein": 0})
    assert [each.way for each in attacked([of(few)]).findings] == [Way.SMALL]
    assert attacked([of(many)]).failed


@pytest.mark.parametrize("strict", [("weg", ""), ("weg", "rad")])
def test_personal_questions_and_languages_need_ten_people(strict: tuple[str, str]):
    shown = table("weg", 60, {"bus": 53, "rad": 7})
    assert attacked([of(shown)]).failed
    assert not attacked([of(shown, strict=[strict])]).failed


def test_a_number_that_says_it_is_small_has_less_room():
    hidden = table("weg", 60, {"bus": 40, "rad": None, "fuss": None})
    assert attacked([of(hidden)]).failed
    hidden["cells"][1][2] = hidden["cells"][2][2] = "few"
    assert not attacked([of(hidden)]).failed  # both at most 4, and 20 together: that cannot be
