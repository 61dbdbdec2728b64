"""Plans and their goals come in by file: all of it, or nothing and why, line by line."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from beteiligung.cli import main
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.measures.models import Goal, Plan
from tests.visitor import Visitor

PLANS = "/verwaltung/massnahmen/plaene"
HEAD = "plan;valid_from;valid_to;code;field;goal;goal_ar\n"
GOOD = HEAD + (
    "INSEK 2035;01.04.2024;2035-12-31;U1;Umwelt;Saubere Straßen;شوارع نظيفة\n"
    "INSEK 2035;2024-04-01;2035-12-31;G2;Grün;Mehr Schatten;\n"
    "SEKo;2009-11-01;;A;;Alles;\n"
)


def brought(admin: Visitor, text: str, status: int) -> str:
    """What an administrator reads who brings a file in."""
    token = admin.get(PLANS).value("csrf_token")
    return admin.upload(PLANS, text.encode(), status, csrf_token=token).text


def test_a_file_of_plans_is_taken_over_and_changed_by_the_next(
    admin: Visitor, store: Store
) -> None:
    brought(admin, GOOD, 303)
    brought(admin, GOOD.replace("Mehr Schatten", "Viel Schatten"), 303)
    admin.get(PLANS).sees("INSEK 2035", "Viel Schatten", "Saubere Straßen")
    with store.reading() as session:
        plans = session.scalars(select(Plan).order_by(Plan.name)).all()
        assert [(plan.name, plan.valid_to) for plan in plans] == [
            ("INSEK 2035", date(2035, 12, 31)),
            ("SEKo", None),
        ]
        assert len(session.scalars(select(Goal)).all()) == 3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("INSEK 2035;gestern;;U1;Umwelt;Sauber;", "Zeile 2"),
        ("INSEK 2035;2024-04-01;2020-01-01;U1;Umwelt;Sauber;", "Zeile 2"),
        ("INSEK 2035;2024-04-01;;;Umwelt;Sauber;", "Zeile 2"),
        ("A;2024-04-01;;U1;;x;\nA;2025-04-01;;U2;;y;", "Zeile 3"),
        ("A;2024-04-01;;U1;;x;\nA;2024-04-01;;U1;;y;", "Zeile 3"),
    ],
)
def test_a_file_with_a_mistake_is_refused_whole(
    admin: Visitor, store: Store, line: str, said: str
) -> None:
    assert said in brought(admin, HEAD + line, 422)
    with store.reading() as session:
        assert session.scalars(select(Plan)).all() == []


def test_what_is_no_table_is_said_in_one_sentence(admin: Visitor) -> None:
    assert "plan;valid_from;valid_to;code;field;goal" in brought(admin, "Guten Tag", 422)


def test_managers_see_plans_and_do_not_change_the_whole_citys(manager: Visitor) -> None:
    page = manager.get(PLANS)
    assert not list(page.all("input", type="file"))
    manager.post(PLANS, {}, status=403)


def test_plans_come_in_by_command_too(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "plans.csv"
    run = CliRunner()
    place = {"BETEILIGUNG_DATABASE_URL": settings.database_url, "BETEILIGUNG_SECRET_KEY": "x" * 40}
    file.write_text(HEAD + "A;heute;;U1;;x;\n", encoding="utf-8")
    failed = run.invoke(main, ["plans", "import", str(file)], env=place)
    assert failed.exit_code == 2
    assert "line 2" in failed.output + failed.stderr
    file.write_text(GOOD, encoding="utf-8")
    done = run.invoke(main, ["plans", "import", str(file)], env=place)
    assert done.output.strip() == "3 goals of 2 plans: INSEK 2035, SEKo"
