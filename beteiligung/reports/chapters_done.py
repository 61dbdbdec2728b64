"""The chapters of a district's report about what was done: measures, money, indicators, promises.

They are addressed to German councils and offices, so they are written in German like a letter.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from beteiligung import i18n
from beteiligung.i18n import gettext
from beteiligung.measures.facts import costs, number_of, period
from beteiligung.measures.models import Indicator, Measure, MeasureEvent, MoneyLine
from beteiligung.measures.parts import sourced
from beteiligung.measures.path import WORDS, Status
from beteiligung.measures.queries import is_late
from beteiligung.measures.showing import GROUPS, grouped, public_figures
from beteiligung.measures.waves import Point, public_points
from beteiligung.reports.blocks import Block, Chapter, Items, Rows, Title, Words
from beteiligung.reports.glance import (
    DECIDED,
    NOT_MEANT,
    amount,
    cost_sum,
    counted,
    figure_line,
    moved,
    plain,
)
from beteiligung.reports.ground import Ground

AMOUNTS = ("planned", "granted", "spent")  # what everybody sees of money


def measures(ground: Ground) -> Chapter:
    """Where each public measure stands, what it rests on, and what happened to it."""
    return Chapter("massnahmen", "Maßnahmen", tuple(_measures(ground)))


def money(ground: Ground) -> Chapter:
    """What the public measures cost, and where the money comes from."""
    return Chapter("geld", "Geld", tuple(_money(ground)))


def indicators(ground: Ground) -> Chapter:
    """Whether it helps: from where, to where, and where it is."""
    rows = tuple(
        _indicator(measure, each) for measure in ground.measures for each in measure.indicators
    )
    heads = ("Maßnahme", "Was gezählt wird", "Vorher", "Jetzt", "Ziel", "Quelle")
    blocks = (Rows("Indikatoren", heads, rows, numeric=(2, 3, 4)),) if rows else ()
    nothing = (Words("Noch hat keine Maßnahme einen Indikator."),)
    return Chapter("indikatoren", "Indikatoren", blocks or nothing)


def word(ground: Ground) -> Chapter:
    """Whether the district kept its word."""
    return Chapter("wort", "Wort gehalten?", tuple(_word(ground)))


def _measures(ground: Ground) -> Iterator[Block]:
    yield Words(counted(ground))
    groups = grouped(ground.measures)
    for group, found in groups.items():
        if found:
            yield Rows(
                gettext(GROUPS[group]),
                ("Nummer", "Maßnahme", "Stand", "Zuständig", "Nächster Schritt bis"),
                tuple(_row(measure, ground.today) for measure in found),
            )
    for measure in ground.measures:
        yield Title(f"{measure.reference} {plain(measure.named)}")
        yield from _measure(ground, measure)


def _row(measure: Measure, today: date) -> tuple[str, ...]:
    due = i18n.day(measure.next_on) if measure.next_on else "–"
    late = " (überfällig)" if is_late(measure, today) else ""
    status = gettext(WORDS[measure.stands])
    return measure.reference, plain(measure.named), status, measure.office or "–", due + late


def _measure(ground: Ground, measure: Measure) -> Iterator[Block]:
    yield Words(f"Stand: {gettext(WORDS[measure.stands])}. {plain(measure.text('note'))}".strip())
    if measure.reason:
        yield Words(f"Begründung: {plain(measure.text('reason'))}")
    if measure.description:
        yield Words(plain(measure.text("description")))
    facts = (
        ("Zeitraum", period(measure)),
        ("Kosten", costs(measure)),
        ("Vorlage im Stadtrat", measure.paper),
        ("Partner", measure.partners),
    )
    known = " · ".join(f"{name}: {words}" for name, words in facts if words)
    if known:
        yield Words(known)
    said = tuple(_said(measure, ground.shared))
    if said:
        yield Words("Worauf sie sich stützt:")
        yield Items(said)
    happened = tuple(_happened(event) for event in ground.events[measure.id])
    if happened:
        yield Words("Was im Zeitraum geschah:")
        yield Items(happened)


def _said(measure: Measure, shared: Mapping[str, str]) -> Iterator[str]:
    yield from (figure_line(figure, shared) for figure in public_figures(measure))
    if len(measure.ideas) == 1:
        yield f"1 Idee: {measure.ideas[0].reference}"
    elif measure.ideas:
        numbers = ", ".join(taken.reference for taken in measure.ideas)
        yield f"{len(measure.ideas)} Ideen: {numbers}"


def _happened(event: MeasureEvent) -> str:
    status = f"{gettext(WORDS[Status(event.status)])}. " if event.status else ""
    return f"{i18n.day(event.at)}: {status}{plain(event.said)}".rstrip()


# ---- money and indicators ------------------------------------------------------------------------


def _money(ground: Ground) -> Iterator[Block]:
    named = [measure for measure in ground.measures if measure.money or measure.cost_low]
    found = [measure for measure in named if measure.stands is not Status.REFUSED]
    if not found:
        yield Words("Noch ist kein Geld genannt.")
        return
    yield Rows(
        "Geld nach Maßnahmen",
        ("Maßnahme", "Kosten", "Geplant", "Bewilligt", "Ausgegeben"),
        tuple(_costs(measure) for measure in found),
        numeric=(1, 2, 3, 4),
        foot=("Zusammen", cost_sum(found), *(i18n.money(amount(found, name)) for name in AMOUNTS)),
    )
    programmes: dict[str, list[MoneyLine]] = {}
    for measure in found:
        for line in measure.money:
            programmes.setdefault(_source(line), []).append(line)
    if programmes:
        yield Rows(
            "Geld nach Programm oder Quelle",
            ("Programm oder Quelle", "Geplant", "Bewilligt", "Ausgegeben"),
            tuple(_programme(name, lines) for name, lines in sorted(programmes.items())),
            numeric=(1, 2, 3),
        )
    if any(line.is_open for measure in found for line in measure.money):
        yield Words("„Offen“ heißt: Dieses Geld fehlt noch. Es ist nicht mitgezählt.", small=True)
    decided = sum(measure.stands in DECIDED for measure in found)
    yield Words(
        f"„Zusammen“ zählt alle genannten Maßnahmen; beschlossen sind davon {decided}.", small=True
    )
    if len(found) < len(ground.measures):
        yield Words(NOT_MEANT, small=True)
    yield Words("Ein Strich heißt: Dazu ist nichts bekannt.", small=True)


def _costs(measure: Measure) -> tuple[str, ...]:
    sums = (_euros(sourced(measure, name)) for name in AMOUNTS)
    return f"{measure.reference} {plain(measure.named)}", costs(measure) or "–", *sums


def _source(line: MoneyLine) -> str:
    """Who gives it: the own share of who applies is no money of the programme."""
    return f"{line.programme} (Eigenanteil)" if line.is_own else line.programme


def _programme(name: str, lines: list[MoneyLine]) -> tuple[str, ...]:
    found = (
        [cents for line in lines if (cents := getattr(line, each)) is not None] for each in AMOUNTS
    )
    return name, *(_euros(sum(cents) if cents else None) for cents in found)


def _euros(cents: int | None) -> str:
    return "–" if cents is None else i18n.money(cents)


def _indicator(measure: Measure, indicator: Indicator) -> tuple[str, ...]:
    points = public_points(indicator)
    later = points[1:] if indicator.figure is not None else points
    before = number_of(indicator.baseline, indicator.unit)
    if indicator.figure is not None and points:
        before = f"{before} {_when(points[0])}"
    now = f"{number_of(later[-1].value, indicator.unit)} {_when(later[-1])}" if later else "–"
    return (
        measure.reference,
        plain(indicator.named),
        before,
        now,
        number_of(indicator.target, indicator.unit),
        indicator.source or "–",
    )


def _when(point: Point) -> str:
    people = f", n = {i18n.number(point.n)}" if point.n else ""
    return f"({i18n.day(date.fromisoformat(point.on))}{people})"


def _word(ground: Ground) -> Iterator[Block]:
    kept, answered = ground.kept, ground.kept.answered
    rows = (
        ("Ergebnisse am versprochenen Tag", kept.in_time, len(kept.promises)),
        ("Ideen innerhalb von 30 Tagen beantwortet", answered.in_time, answered.counted),
        ("Ein Nein oder Später, mit Begründung", kept.explained, kept.owed),
        ("Maßnahmen mit überfälligem Schritt", len(kept.late), len(kept.running)),
        (
            "Weitergegebene Ideen ohne Antwort am Tag",
            len(kept.passed.late),
            len(kept.passed.awaited),
        ),
    )
    yield Words("Gezählt ist nur, was alle auf der Website sehen, bis heute.")
    yield Rows(
        "Wort gehalten?",
        ("Was gezählt wird", "Davon", "Von"),
        tuple((name, i18n.number(part), i18n.number(whole)) for name, part, whole in rows),
        numeric=(1, 2),
    )
    corrected = len(kept.anew) + len(kept.back)
    yield Words(f"Berichtigungen (neue Ergebnisse, Schritte zurück): {i18n.number(corrected)}.")
    times = sum(each.times for each in kept.moved)
    yield Words(f"Verschobene Tage (ein Schritt kam später als angekündigt): {i18n.number(times)}.")
    yield Items(tuple(moved(ground)))
