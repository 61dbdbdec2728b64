"""A release can always be made: what an attack still finds out is dropped, in the end all."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from beteiligung.disclosure import hiding
from beteiligung.disclosure.publication import Publication
from beteiligung.releases import protecting
from beteiligung.releases.plans import Plan
from beteiligung.releases.protecting import Work
from tests.disclosure.test_hiding import raw


def unprotected(made: Publication, _earlier: Sequence[Publication]) -> hiding.Protected:
    """A protection that hides nothing."""
    return hiding.Protected(made, frozenset(), frozenset(), (), {})


def test_where_hiding_fails_tables_are_dropped_until_nothing_is_found(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(protecting, "protect", unprotected)
    made = raw([[1, 40, 40], [40, 40, 40], [40, 40, 40]])
    work = Work((), Plan((), {}, ()), 1, made.most, [])
    monkeypatch.setattr(work, "_raw", lambda *_: made)
    protected, attack = work.protected({})
    assert attack.failed
    assert protected.dropped == (("weg", "alter"),)
    assert {tally.question for tally in protected.publication.tallies} == {"alter", "weg"}


def test_where_nothing_helps_no_table_is_left(monkeypatch: pytest.MonkeyPatch):
    made = raw([[2, 1, 0], [1, 1, 1], [1, 0, 2]])
    monkeypatch.setattr(protecting, "protect", unprotected)
    work = Work((), Plan((), {}, ()), 1, made.most, [])
    monkeypatch.setattr(work, "_raw", lambda *_: replace(made, strict=frozenset({("alter", "")})))
    protected, attack = work.protected({})
    assert attack.failed
    assert not [tally for tally in protected.publication.tallies if tally.by]
