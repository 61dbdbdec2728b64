"""Who sees an idea is decided by a person, for a reason, and nothing of it is lost or leaks."""

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas import flooding, moderating, redaction, reporting, waiting
from beteiligung.ideas.following import withdraw_idea
from beteiligung.ideas.giving import Given, fresh_secret, give_idea
from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.moderating import Looked
from beteiligung.ideas.personal import Sort, hints, links
from beteiligung.ideas.records import Burst, IdeaReport, ModerationDecision, Redaction
from beteiligung.ideas.translating import MACHINE, Meaning, OwnLanguage, by_machine, translate_idea
from beteiligung.privacy.actions import forget_due
from tests.ideas.boards import a_board, an_idea
from tests.visitor import Visitor

WHO = Asker(id=1, name="Frau Leiterin", roles={1: Role.MANAGER})
DAY = timedelta(days=1)


@pytest.fixture
def board(store: Store, district: District, now: datetime) -> Board:
    """A board on the Sonnenberg."""
    with store.writing() as session:
        return a_board(session, district, at=now)


def of(session: Session, reference: str) -> Idea:
    """An idea by its number."""
    return session.scalars(select(Idea).where(Idea.reference == reference)).one()


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("Ruft mich an: 0371 / 488-1501", Sort.PHONE),
        ("+49 (0) 176 12345678", Sort.PHONE),
        ("اتصل بي ٠١٧٦١٢٣٤٥٦٧", Sort.PHONE),
        ("schreibt an erna.muster@example.org!", Sort.MAIL),
        ("Spenden an DE89 3704 0044 0532 0130 00", Sort.ACCOUNT),
        ("In der Zietenstraße 14 ist immer Lärm", Sort.ADDRESS),
        ("Augustusburger Str. 102a, zweiter Stock", Sort.ADDRESS),
        ("Frau Kowalczyk füttert Tauben", Sort.NAME),
        ("Familie Müller parkt hier", Sort.NAME),
        ("Das Auto C-AB 1234 steht im Weg", Sort.PLATE),
    ],
)
def test_what_may_be_about_a_person_is_pointed_out(text: str, sort: Sort):
    assert sort in [hint.sort for hint in hints(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Bänke und Schatten am Spielplatz, von 9 bis 21 Uhr, für 2026",
        "Ein Bolzplatz, offen bis 21:00",
        "Mehr Mülleimer entlang der Augustusburger Straße",
        "50 Bäume für 10.000 Euro",
        "Увечері дуже темно на стежці",
        "DE12 3456 7890 1234 5678 90 ist keine Kontonummer",
        "0371",
    ],
)
def test_ordinary_wishes_are_about_nobody(text: str):
    assert not hints(text)


def test_looking_for_personal_data_is_quick_whatever_somebody_types():
    for odd in ("a@" * 2000, "0 " * 2000, "A" * 4000, "Straße" * 600, "DE12 " * 800, "1.-" * 1300):
        began = datetime.now().astimezone()
        hints(odd)
        links(odd)
        assert datetime.now().astimezone() - began < timedelta(milliseconds=400)


def test_every_decision_says_who_when_from_where_to_where_and_why(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        idea = an_idea(session, board, state=State.RECEIVED, at=now)
        moderating.publish_idea(session, WHO, idea, Looked(), at=now)
        moderating.reject_idea(session, WHO, idea, "advert", "Bitte ohne Firma", at=now + DAY)
        assert idea.state == State.REJECTED
        kept = session.scalars(select(ModerationDecision).order_by(ModerationDecision.id)).all()
        assert [(each.from_state, each.to_state, each.reason, each.who) for each in kept] == [
            ("received", "published", "", WHO.name),
            ("published", "rejected", "advert", WHO.name),
        ]
        assert kept[1].at == now + DAY


@pytest.mark.parametrize("was", list(State))
@pytest.mark.parametrize("wanted", list(State))
def test_there_is_no_way_but_those_of_the_table(was: State, wanted: State):
    idea = Idea(state=was.value)
    allowed = wanted in moderating.MAY.get(was, frozenset())
    assert moderating.may_become(idea, wanted) is allowed
    assert was not in {State.WITHDRAWN, State.ERASED} or not allowed


def test_what_was_withdrawn_while_somebody_looked_stays_withdrawn(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        reference = an_idea(session, board, state=State.RECEIVED, at=now).reference
    with store.reading() as session:
        read_before = of(session, reference)
        session.expunge(read_before)
    with store.writing() as session:
        withdraw_idea(session, of(session, reference), at=now)
    with store.writing() as session:
        idea = session.merge(read_before, load=False)
        with pytest.raises(moderating.Meanwhile):
            moderating.publish_idea(session, WHO, idea, Looked(), at=now)
    with store.reading() as session:
        assert of(session, reference).state == State.WITHDRAWN


def test_what_looks_personal_is_shown_only_by_an_express_tick_or_blackened(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        idea = an_idea(session, board, "Ruft an: 0371 4881501", state=State.RECEIVED, at=now)
        with pytest.raises(moderating.LooksPersonal):
            moderating.publish_idea(session, WHO, idea, Looked(), at=now)
        redaction.redact_idea(session, WHO, idea, ["0371 4881501"], at=now)
        moderating.publish_idea(session, WHO, idea, Looked(), at=now)
        other = an_idea(session, board, "Büro: 0371 4881501", state=State.RECEIVED, at=now)
        moderating.publish_idea(session, WHO, other, Looked(personal=True), at=now)
        assert (idea.state, other.state) == (State.PUBLISHED, State.PUBLISHED)


def test_a_board_that_shows_at_once_still_waits_where_a_person_may_be_meant(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        here = session.get_one(Board, board.id)
        here.checks_first = False
        states = [
            give_idea(
                session,
                here,
                Given(text=text, key=str(uuid.uuid4()), secret=fresh_secret(), language="de"),
                at=now,
            ).state
            for text in ("Mehr Licht", "Frau Ott ist laut")
        ]
    assert states == [State.PUBLISHED, State.RECEIVED]


def test_what_is_blackened_is_kept_for_thirty_days_and_can_be_taken_back(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        idea = an_idea(session, board, "Frau Kowalczyk füttert Tauben", at=now)
        translate_idea(session, WHO, idea, Meaning("en", "Frau Kowalczyk feeds pigeons"), at=now)
        redaction.redact_idea(session, WHO, idea, ["frau  kowalczyk"], at=now)
        assert idea.text == "[…] füttert Tauben"
        assert idea.translations[0].text == "[…] feeds pigeons"
        assert "kowalczyk" not in idea.folded
        with pytest.raises(redaction.NotThere):
            redaction.redact_idea(session, WHO, idea, ["Meier"], at=now)
        redaction.restore_idea(session, WHO, idea, at=now)
        assert idea.text == "Frau Kowalczyk füttert Tauben"
        assert not session.scalars(select(Redaction)).all()
        redaction.redact_idea(session, WHO, idea, ["Kowalczyk"], at=now)
    for days, left in ((29, 2), (30, 0)):
        with store.writing() as session:
            forget_due(session, at=now + days * DAY)
            kept = session.scalar(select(func.count()).select_from(Redaction))
            assert kept == left
    with store.reading() as session:
        assert session.scalars(select(Idea.text)).one() == "Frau […] füttert Tauben"


def test_what_waits_longest_comes_first_and_is_too_late_after_five_working_days(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        new = an_idea(session, board, "neu", state=State.RECEIVED, at=now)
        old = an_idea(session, board, "alt", state=State.RECEIVED, at=now)
        old.received_at = now - 8 * DAY
        an_idea(session, board, "gezeigt", at=now)
        an_idea(session, board, "Übung", state=State.RECEIVED, is_test=True, at=now)
        found = waiting.waiting(session, board, now)
        assert [(each.idea.id, each.is_late) for each in found] == [(old.id, True), (new.id, False)]
        assert waiting.load(session, board, now) == waiting.Load(2, 1, 0, 0)


@pytest.mark.parametrize(
    ("decision", "state"),
    [(flooding.RELEASED, State.RECEIVED), (flooding.DISCARDED, State.REJECTED)],
)
def test_a_flood_is_decided_about_as_one_and_both_totals_are_known(
    store: Store, board: Board, now: datetime, decision: str, state: State
):
    with store.writing() as session:
        burst = Burst(board_id=board.id, began_at=now)
        session.add(burst)
        session.flush()
        an_idea(session, board, "eine", at=now)
        held = [
            an_idea(session, board, str(n), state=State.QUARANTINED, burst_id=burst.id, at=now)
            for n in range(3)
        ]
        assert flooding.totals(session, board) == flooding.Totals(1, 4)
        assert waiting.open_bursts(session, board) == [(burst, 3)]
        assert flooding.decide_burst(session, WHO, burst, decision, "Klasse 7b", at=now) == 3
        assert {idea.state for idea in held} == {state.value}
        assert not waiting.open_bursts(session, board)
        with pytest.raises(flooding.DecidedAlready):
            flooding.decide_burst(session, WHO, burst, decision, "noch einmal", at=now)


# ---- translations --------------------------------------------------------------------------------


def test_a_working_translation_is_a_row_of_its_own_with_its_origin(
    store: Store, board: Board, now: datetime
):
    with store.writing() as session:
        idea = an_idea(session, board, "مقاعد وظل", language="ar", at=now)
        translate_idea(session, WHO, idea, Meaning("de", "Bänke und Schatten"), at=now)
        made = by_machine(idea, "en", lambda text, src, dst: f"{src}>{dst}: {text}")
        translate_idea(session, WHO, idea, made, at=now)
        found = {each.language: (each.text, each.origin) for each in idea.translations}
        assert found == {
            "de": ("Bänke und Schatten", "staff"),
            "en": ("ar>en: مقاعد وظل", MACHINE),
        }
        assert idea.text == "مقاعد وظل"
        translate_idea(session, WHO, idea, Meaning("en", ""), at=now)
        assert [each.language for each in idea.translations] == ["de"]
        with pytest.raises(OwnLanguage):
            translate_idea(session, WHO, idea, Meaning("ar", "x"), at=now)


# ---- on the pages --------------------------------------------------------------------------------


def test_a_manager_looks_blackens_and_shows_and_only_then_do_others_read_it(
    store: Store, board: Board, manager: Visitor, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        idea = an_idea(session, board, "Frau Ott ruft 0371 4881501", state=State.RECEIVED, at=now)
        reference = idea.reference
    here = f"/verwaltung/ideen/besser/idee/{reference}"
    visitor.get(f"/de/idee/{reference}", 404)
    queue = manager.get("/verwaltung/ideen/besser/pruefung").sees("Frau Ott", "0371 4881501")
    page = queue.follow(here)
    assert page.submit("Allen zeigen", 422).error("personal")
    page = manager.get(here).fill("blacken", "Frau Ott\n0371 4881501").submit("Schwärzen")
    page.sees("[…] ruft […]").submit("Allen zeigen").sees("Sichtbar")
    visitor.get(f"/de/idee/{reference}").sees("[…] ruft […]").misses("Ott", "4881501")
    visitor.get("/de/ideen/besser?q=Ott").misses(reference)
    manager.get("/verwaltung/ideen/besser/pruefung").misses(reference)


def test_a_translation_typed_below_is_kept_when_the_idea_is_shown(
    store: Store, board: Board, manager: Visitor, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        reference, other = (
            an_idea(session, board, said, state=State.RECEIVED, language="ar", at=now).reference
            for said in ("مقاعد تحت الشجرة", "مقاعد تحت الشجرة")
        )
    here = f"/verwaltung/ideen/besser/idee/{reference}"
    page = manager.get(here).sees(other)  # what waits beside it and says the same is named
    page = page.fill("meaning", "Bänke unter dem Baum").submit("Allen zeigen")
    visitor.get("/de/ideen/besser?q=Baum").sees("Bänke unter dem Baum")
    page.sees("Nächste wartende Idee (1)").follow("Nächste wartende Idee (1)").sees(other)
    page = manager.get(here).fill("lead", other[-2:].lstrip("0")).submit("Unter diese Idee stellen")
    page.sees("Hat eine Idee unter eine andere gestellt", other)
    manager.get(here).fill("lead", reference).submit("Unter diese Idee stellen", 422).sees(
        "Das ist die Nummer dieser Idee."
    )


def test_what_was_blackened_on_a_shown_idea_comes_back_to_the_team_alone(
    store: Store, board: Board, manager: Visitor, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        idea = an_idea(session, board, "Ruft an: 0371 4881501", state=State.RECEIVED, at=now)
        reference = idea.reference
    here = f"/verwaltung/ideen/besser/idee/{reference}"
    page = manager.get(here)
    assert page.value("blacken") == "0371 4881501"  # one tap blackens what was found
    page.submit("Schwärzen").submit("Allen zeigen")
    visitor.get(f"/de/idee/{reference}").sees("Ruft an: […]")
    page = manager.get(here).submit("Das Schwärzen zurücknehmen").sees("0371 4881501", "Wartet")
    visitor.get(f"/de/idee/{reference}", 404)
    visitor.get("/de/ideen/besser?q=0371").misses("0371 4881501")


def test_a_reason_is_asked_for_in_words(
    store: Store, board: Board, manager: Visitor, now: datetime
):
    with store.writing() as session:
        reference = an_idea(session, board, state=State.RECEIVED, at=now).reference
    page = manager.get(f"/verwaltung/ideen/besser/idee/{reference}").submit("Nicht zeigen", 422)
    assert page.error("reason") == "Bitte wählen Sie einen Grund."


def test_the_giver_of_a_rejected_idea_reads_the_reason_in_her_language(
    store: Store, board: Board, manager: Visitor, visitor: Visitor, now: datetime
):
    secret = fresh_secret()
    with store.writing() as session:
        idea = an_idea(session, board, state=State.RECEIVED, secret=secret, at=now)
        here = f"/verwaltung/ideen/besser/idee/{idea.reference}"
    manager.get(here).choose("Es ist Werbung.").fill("to_giver", "Schade!").submit("Nicht zeigen")
    visitor.post("/en/beleg/", {"code": secret}, 200).sees("It is advertising.", "Schade!")


def test_links_are_text_until_somebody_has_looked_where_they_lead(
    store: Store, board: Board, manager: Visitor, visitor: Visitor, now: datetime
):
    text = "Wie hier: https://example.org/bank. Oder <b>www.example.org</b>"
    with store.writing() as session:
        reference = an_idea(session, board, text, state=State.RECEIVED, at=now).reference
        other = an_idea(session, board, text, at=now).reference
    manager.get(f"/verwaltung/ideen/besser/idee/{reference}").choose(
        "Die Links dürfen angeklickt werden: Ich habe nachgesehen, wohin sie führen"
    ).submit("Allen zeigen")
    leading = {
        each: [
            link.get("href") for link in visitor.get(f"/de/idee/{each}").all("a", rel="nofollow")
        ]
        for each in (reference, other)
    }
    assert leading == {
        reference: ["https://example.org/bank", "https://www.example.org"],
        other: [],
    }
    visitor.get(f"/de/idee/{other}").sees(text)


def test_a_pilot_translates_but_does_not_decide(
    store: Store, board: Board, pilot: Visitor, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        idea = an_idea(session, board, "مقاعد", language="ar", state=State.RECEIVED, at=now)
        reference = idea.reference
    here = f"/verwaltung/ideen/besser/idee/{reference}"
    page = pilot.get("/verwaltung/ideen/besser/pruefung").follow(here)
    assert not [form for form in page.all("form") if form.get("action", "").endswith("/zeigen")]
    page.fill("into", "en").fill("meaning", "Benches").submit("Speichern").sees("Benches")
    pilot.post(f"{here}/zeigen", status=403)
    with store.writing() as session:
        moderating.publish_idea(session, WHO, of(session, reference), Looked(), at=now)
    visitor.get(f"/en/idee/{reference}").sees("Benches", "Translation by the moderation")


def test_nothing_is_translated_by_a_machine_unless_somebody_gave_one(
    store: Store, board: Board, manager: Visitor, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        reference = an_idea(session, board, "مقاعد", language="ar", at=now).reference
    here = f"/verwaltung/ideen/besser/idee/{reference}"
    label = "Von einer Maschine übersetzen lassen"
    manager.get(here).misses(label)
    manager.app.extensions["translate"] = lambda text, src, dst: f"[{src}-{dst}] {text}"
    manager.get(here).fill("into", "en").submit(label).sees("[ar-en] مقاعد")
    page = visitor.get(f"/en/idee/{reference}")
    page.sees("[ar-en] مقاعد", "Translation by a machine, not checked")


# ---- reports -------------------------------------------------------------------------------------


def test_anybody_reports_an_idea_and_reads_the_answer_by_a_code(
    store: Store, board: Board, manager: Visitor, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        reference = an_idea(session, board, "Der Nachbar ist laut", at=now).reference
    page = visitor.get(f"/en/idee/{reference}").follow("Report this idea")
    page.submit("Send the report", 422).sees("Please choose what is wrong.")
    page = page.choose("It says or shows something about a person.")
    sent = page.fill("words", "Das bin ich").submit("Send the report", 200)
    code = "".join(next(sent.all("bdi", class_="code")).itertext())
    page.submit("Send the report", 200).sees(code)  # once more is the same report
    visitor.post("/en/beleg/", {"code": code}, 200).sees("Nobody has decided yet.")
    queue = manager.get("/verwaltung/ideen/besser/pruefung").sees("Das bin ich")
    answer = queue.follow("Auf die Meldung antworten")
    answer.choose("Die Idee wird nicht mehr gezeigt.").fill("answer", "Danke").submit()
    visitor.get(f"/en/idee/{reference}", 404)
    visitor.post("/en/beleg/", {"code": code}, 200).sees("not shown any more", "Danke")
    with store.reading() as session:
        report = session.scalars(select(IdeaReport)).one()
        assert report.secret_hash != code
        assert report.received_at.minute == 0
        assert of(session, reference).state == State.REJECTED
    with store.writing() as session:
        answered = session.scalars(select(IdeaReport)).one()
        with pytest.raises(reporting.AnsweredAlready):
            reporting.answer_report(session, WHO, answered, reporting.Answer("stays", ""), at=now)


def test_what_waits_is_said_on_the_first_page_to_those_who_decide(
    store: Store, board: Board, manager: Visitor, manager_of_zentrum: Visitor, now: datetime
):
    with store.writing() as session:
        late = an_idea(session, board, state=State.RECEIVED, at=now)
        late.received_at = now - 8 * DAY
    manager.get("/verwaltung/").sees("1 Idee wartet zu lange")
    manager_of_zentrum.get("/verwaltung/").misses("wartet zu lange")


def test_strangers_see_no_queue(board: Board, viewer: Visitor, manager_of_zentrum: Visitor):
    assert board.slug == "besser"
    viewer.get("/verwaltung/ideen/besser/pruefung", 403)
    manager_of_zentrum.get("/verwaltung/ideen/besser/pruefung", 404)
