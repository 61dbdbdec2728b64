"""What holds of an idea is one thing, wherever it is told: its page, its receipt, every count."""

from datetime import datetime, timedelta

import pytest

from beteiligung.access import Asker, Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.funds.passing import pass_on
from beteiligung.funds.ways import Way
from beteiligung.ideas.fate import Fate, fate_of_status, holding
from beteiligung.ideas.giving import fresh_secret
from beteiligung.ideas.models import Idea, Status
from beteiligung.ideas.replying import set_status
from beteiligung.measures.evidence import take_idea
from beteiligung.measures.kinds import Kind
from beteiligung.reports.became import became
from beteiligung.reports.kept import kept
from tests.ideas.boards import a_board, an_idea
from tests.measures.measures import a_measure
from tests.page import Page
from tests.visitor import Visitor

WHO = Asker(id=1, name="Frau Leiterin", roles={1: Role.MANAGER})
BERLIN = "Europe/Berlin"
DAY = timedelta(days=1)
NO = Status(code="nicht", label={"de": "Nicht möglich"}, colour="warn", icon="no", is_final=True)


@pytest.fixture
def refused(store: Store, district: District, now: datetime) -> str:
    """An idea to which the board said no yesterday: its number."""
    with store.writing() as session:
        board = a_board(session, district, at=now - 9 * DAY)
        said = {"code": NO.code, "label": NO.label, "colour": NO.colour, "icon": NO.icon}
        board.statuses.append(Status(position=9, is_final=True, **said))
        idea = an_idea(session, board, at=now - 5 * DAY)
        set_status(session, WHO, [idea], board.statuses[-1], at=now - DAY)
        return idea.reference


def told(store: Store, district: District, now: datetime) -> tuple[dict[str, int], int]:
    """What the counts of the district say: what became of the ideas, and how many noes."""
    with store.reading() as session:
        word = kept(session, district.id, now, BERLIN)
        found, noted = became(session, district.id, 1, word.spoken), word.impossible
        assert sum(count for _, count in found.lines) == found.total
        return {words: count for words, count in found.lines if count}, len(noted)


def line_of(page: Page) -> str:
    """The line that says where an idea stands."""
    return next(
        "".join(each.itertext())
        for each in page.all("p")
        if "idea-line" in (each.get("class") or "")
    )


def test_what_was_said_last_holds_on_the_page_and_in_every_count(
    store: Store, district: District, visitor: Visitor, now: datetime, refused: str
) -> None:
    page = f"/de/idee/{refused}"
    assert told(store, district, now) == ({"not possible": 1}, 1)
    with store.writing() as session:
        measure = a_measure(session, district, at=now)
        take_idea(session, measure, refused, Kind.ADOPTED, {}, asker=None, at=now)
    assert told(store, district, now) == ({"taken up": 1}, 0)
    assert "aufgegriffen" in line_of(visitor.get(page))
    with store.writing() as session:
        idea = session.query(Idea).one()
        set_status(session, WHO, [idea], idea.board.statuses[0], at=now + DAY)
        set_status(session, WHO, [idea], idea.board.statuses[-1], at=now + DAY)
        assert holding(session, idea).past == {measure.reference}
    assert told(store, district, now) == ({"not possible": 1}, 1)
    now_said = visitor.get(page)
    assert "Nicht möglich" in line_of(now_said)
    now_said.sees("gilt nicht mehr")


def test_a_yes_of_the_board_leaves_standing_that_a_measure_takes_up_only_a_part(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        board = a_board(session, district, at=now - 9 * DAY)
        for icon in ("yes", "done"):
            said = {"code": icon, "label": {"de": icon}, "colour": "ok", "icon": icon}
            board.statuses.append(Status(position=9, is_final=True, **said))
        idea = an_idea(session, board, at=now - 5 * DAY)
        reference, measure = idea.reference, a_measure(session, district, at=now - 2 * DAY)
        at = now - 2 * DAY
        take_idea(session, measure, reference, Kind.PARTLY, {}, asker=None, at=at)
        yes = next(each for each in board.statuses if each.icon == "yes")
        set_status(session, WHO, [idea], yes, at=now - DAY)
    assert told(store, district, now) == ({"taken up in part": 1}, 0)
    page = visitor.get(f"/de/idee/{reference}")
    assert "teilweise aufgegriffen" in line_of(page)
    (word, *_) = page.all("span", class_="tag")  # as every status: a word with a sign, in a colour
    assert any(str(part.tag).endswith("svg") for part in word)
    report = visitor.get("/de/bericht/sonnenberg?von=2026-01-01&bis=2026-12-31")
    report.sees("teilweise aufgegriffen").misses("M-01 aufgegriffen")
    with store.writing() as session:
        idea = session.query(Idea).one()
        done = next(each for each in idea.board.statuses if each.icon == "done")
        set_status(session, WHO, [idea], done, at=now)
    assert told(store, district, now) == ({"taken up": 1}, 0)


def test_whoever_gave_an_idea_reads_to_whom_it_was_passed_on_and_until_when(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    secret = fresh_secret()
    with store.writing() as session:
        idea = an_idea(session, a_board(session, district, at=now), secret=secret, at=now)
        reference, due = idea.reference, (now + 9 * DAY).date()
        pass_on(
            session, district.id, reference, Way.OFFICE,
            office="Tiefbauamt", due_on=due, timezone=BERLIN, asker=None, at=now,
        )  # fmt: skip
    for page in (
        visitor.get(f"/de/idee/{reference}"),
        visitor.post("/de/beleg/", {"code": secret}, 200),
    ):
        page.sees("Tiefbauamt", f"{due.day}. Dezember 2026", "weitergegeben")
    assert told(store, district, now) == ({"passed on to whoever is responsible": 1}, 0)


@pytest.mark.parametrize(
    ("icon", "colour", "fate"),
    [("", "warn", Fate.IMPOSSIBLE), ("look", "ok", Fate.OPEN), ("on", "", Fate.PASSED)],
)
def test_a_status_says_what_becomes_of_a_wish_by_its_sign(
    icon: str, colour: str, fate: Fate
) -> None:
    assert fate_of_status(Status(icon=icon, colour=colour)) is fate
