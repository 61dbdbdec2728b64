"""Whoever adds a table says what it keeps about people, how long, and who deletes it."""

import re

import pytest

from beteiligung.migrations.tables import metadata
from beteiligung.privacy.kinds import KINDS
from tests.house.sources import ROOT

_LINE = re.compile(r"^\| `(\w+)` \|(.*)\|$", re.MULTILINE)
INVENTORY = dict(_LINE.findall((ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")))
BESIDE = {"photo", "voice", "code", "copy"}  # kinds that are no tables of their own


def test_every_table_has_its_line_and_no_line_is_about_nothing():
    assert set(INVENTORY) == set(metadata.tables)


@pytest.mark.parametrize("table", INVENTORY)
def test_every_line_says_what_why_how_long_and_who(table: str):
    cells = [cell.strip() for cell in INVENTORY[table].split("|")]
    assert len(cells) == 4
    assert all(cells)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - BESIDE))
def test_what_goes_by_itself_is_said_to_go_by_itself(kind: str):
    assert "`forget`" in INVENTORY[kind]
