"""The first page of a report: said, by how many, who is missing, decided, what it costs, late."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from beteiligung import i18n
from beteiligung.i18n import phrase
from beteiligung.measures.models import FrozenFigure, Measure
from beteiligung.measures.parts import sourced, unsourced
from beteiligung.measures.path import NO, WORDS, Status
from beteiligung.measures.showing import public_figures
from beteiligung.releases import conclusions
from beteiligung.reports.blocks import Block, Cell, Chapter, Items, Said, Title, Words
from beteiligung.reports.ground import Ground, Result
from beteiligung.text import Translated

MOST = 5  # lines of one kind on the first page
UNKNOWN = (
    "Das ist nicht bekannt. Es fehlen Zahlen der Ämter, wie viele Menschen einer Gruppe hier "
    "wohnen, oder die Umfrage hat nicht danach gefragt."
)
BEFORE_ROW = " – "  # between a question and its row, which says enough
TOP = 3  # ideas of a board on the first page
LONGEST = 260  # signs of what was said
_STANDS = {  # in the order in which a councillor asks
    Status.DONE: "umgesetzt",
    Status.RUNNING: "in Umsetzung",
    Status.DECIDED: "beschlossen",
    Status.PLANNED: "geplant, noch nicht beschlossen",
    Status.EXAMINED: "in Prüfung",
    Status.PROPOSED: "vorgeschlagen",
    Status.DEFERRED: "zurückgestellt",
    Status.REFUSED: "abgelehnt",
}
DECIDED = frozenset({Status.DECIDED, Status.RUNNING, Status.DONE})
NOT_MEANT = "Abgelehnte Maßnahmen sind nicht mitgezählt."
_AMOUNTS = {"planned": "geplant", "granted": "bewilligt", "spent": "ausgegeben"}


def glance(ground: Ground) -> Chapter:
    """Everything that somebody with one minute must know."""
    return Chapter("ueberblick", "Auf einen Blick", tuple(_blocks(ground)))


def _blocks(ground: Ground) -> Iterator[Block]:
    yield Title("Was gesagt wurde, und von wie vielen")
    nothing = "Bis zum Ende dieses Zeitraums wurde nichts veröffentlicht."
    yield Items(tuple(_heard(ground)), nothing)
    yield Title("Wer fehlt")
    yield Items(_few(missing(ground)), "Es gibt noch keine veröffentlichten Ergebnisse.")
    yield Title("Was beschlossen wurde")
    yield Words(counted(ground))
    yield Items(_few(list(_decided(ground))), "Noch ist nichts beschlossen.")
    yield Title("Was es kostet")
    yield Items(tuple(costs(ground)), "Noch ist kein Geld genannt.")
    yield Title("Was sich verspätet")
    yield Items(_few(late(ground)), "Nichts ist überfällig, kein Tag wurde verschoben.")


def _few(lines: Sequence[Cell]) -> tuple[Cell, ...]:
    """So many lines that they have room on the first page, and how many more there are."""
    left = len(lines) - MOST
    more = (f"und {i18n.number(left)} weitere, siehe die Kapitel",) if left > 0 else ()
    return (*lines[:MOST], *more)


def _decided(ground: Ground) -> Iterator[str]:
    """What will be done, what was done, and every no with its reason."""
    for status in _STANDS:
        for measure in ground.measures:
            if measure.stands is status and status in DECIDED | NO:
                yield _stands(measure)


def _heard(ground: Ground) -> Iterator[str | Said]:
    """Results, the figures that measures rest on, and the ideas that most people support."""
    yield from (_said(result) for result in ground.results[:MOST])
    evidence: dict[str, list[str]] = {}
    for measure in ground.measures:
        for figure in public_figures(measure)[:1]:
            line = figure_line(figure, ground.shared)
            evidence.setdefault(line, []).append(measure.reference)
    for line, measures in list(evidence.items())[:MOST]:
        yield f"{line} ({', '.join(measures)})"
    total = sum(given.total for given in ground.boards)
    if total:
        yield f"{_number(total, 'Idee', 'Ideen')} zum Lesen; die mit der meisten Unterstützung:"
    for given in ground.boards:
        for idea in given.supported[:TOP]:
            words = idea.words
            quoted = words._replace(text=f"„{words.text}“") if isinstance(words, Said) else words
            yield quoted if isinstance(quoted, Said) else f"„{words}“"


def missing(ground: Ground) -> list[str]:
    """Groups that answered less than they live here, or why that is not known."""
    return [line for result in ground.results for line in missing_in(result)]


def missing_in(result: Result) -> list[str]:
    """The same of one survey."""
    named = plain(result.survey.named)
    if result.gaps:
        return [gap.line for gap in result.gaps]
    if result.is_compared:
        return [f"{named}: Keine Gruppe hat deutlich seltener geantwortet, als sie hier wohnt."]
    return [f"{named}: {UNKNOWN}"]


def together(result: Result) -> str:
    """Whose answers the figures of a survey count, where it was asked in several districts."""
    if not result.others:
        return ""
    here = plain(result.here)
    names = " und ".join([here, *result.others])
    own = f", davon {i18n.number(result.own)} aus {here}" if result.own is not None else ""
    return f"{names} zusammen{own}"


def figure_line(figure: FrozenFigure, shared: Mapping[str, str]) -> str:
    """A published figure in one line: the share, the answer, the question, how many, since when."""
    share = i18n.percent(figure.percent / 100) if figure.percent is not None else None
    value = share or i18n.number(figure.count or 0)
    of = f"{i18n.number(figure.base)} Antworten, " if figure.base is not None else ""
    where = f"{shared[figure.survey]} zusammen, " if figure.survey in shared else ""
    answer, question = plain(figure.text("answer")), plain(figure.text("question"))
    about = question.rpartition(BEFORE_ROW)[2]
    return f"{value} {answer}: {about} ({of}{where}Ergebnis vom {i18n.day(figure.day)})"


def counted(ground: Ground) -> str:
    """How many measures stand where."""
    numbers = Counter(measure.stands for measure in ground.measures)
    said = [f"{numbers[status]} {word}" for status, word in _STANDS.items() if numbers[status]]
    if not said:
        return "Noch keine Maßnahme ist veröffentlicht."
    return f"{_number(numbers.total(), 'Maßnahme', 'Maßnahmen')}: {'; '.join(said)}."


def costs(ground: Ground) -> Iterator[str]:
    """What the public measures cost, where the money comes from, and what is missing."""
    meant = [each for each in ground.measures if each.stands is not Status.REFUSED]
    known = [each for each in meant if _bounds(each)]
    if known:
        said = f"Kosten von {_number(len(known), 'Maßnahme', 'Maßnahmen')} zusammen: {_span(known)}"
        decided = [each for each in known if each.stands in DECIDED]
        part = f", davon beschlossen: {_span(decided)}" if decided else ", noch nichts beschlossen"
        yield f"{said}{part if len(decided) < len(known) else ', alle beschlossen'}."
    unknown = len(meant) - len(known)
    if unknown and known:
        yield f"Ohne Angabe der Kosten: {_number(unknown, 'Maßnahme', 'Maßnahmen')}."
    sums = {name: amount(meant, name) for name in _AMOUNTS}
    found = [f"{i18n.money(cents)} {_AMOUNTS[name]}" for name, cents in sums.items() if cents]
    if found:
        yield f"Geld dafür: {', '.join(found)}."
    short = sum(_short(each) for each in meant)
    if short:
        yield f"Dafür ist noch kein Geld eingeplant: mindestens {i18n.money(short)}."
    if len(meant) < len(ground.measures) and (known or found):
        yield NOT_MEANT


def _span(measures: Sequence[Measure]) -> str:
    """What measures with known costs cost together."""
    low, high = (sum(_bounds(each)[end] for each in measures) for end in (0, -1))
    return i18n.money(low) if low == high else f"{i18n.money(low)} bis {i18n.money(high)}"


def _short(measure: Measure) -> int:
    """What a measure needs at least and has no source for, in cents."""
    low, planned = next(iter(_bounds(measure)), 0), sourced(measure, "planned") or 0
    return max(low - planned, unsourced(measure))


def cost_sum(measures: list[Measure]) -> str:
    """What measures cost together, at least and at most."""
    known = [found for each in measures if (found := _bounds(each))]
    ends = dict.fromkeys(sum(each[end] for each in known) for end in (0, -1))
    return " – ".join(i18n.money(cents) for cents in ends) if known else "–"


def _bounds(measure: Measure) -> list[int]:
    """What a measure costs at least and at most, in cents, as far as it is known."""
    return [cents for cents in (measure.cost_low, measure.cost_high) if cents is not None]


def amount(measures: list[Measure], name: str) -> int:
    """What measures have from a source, in cents."""
    return sum(sourced(measure, name) or 0 for measure in measures)


def late(ground: Ground) -> list[str]:
    """Everything that should have been done already."""
    measures = [
        f"{each.reference} {plain(each.named)}: nächster Schritt bis {i18n.day(each.next_on)}"
        for each in ground.kept.late
        if each.next_on
    ]
    results = [
        f"Ergebnisse von „{plain(each.survey.named)}“: versprochen für {i18n.day(each.promised)}"
        for each in ground.kept.promises
        if each.came is None
    ]
    offices = [
        f"{each.office or 'Verfügungsfonds'}: Antwort zur Idee {each.idea} bis "
        f"{i18n.day(each.due_on)}"
        for each in ground.waiting
        if each.due_on
    ]
    waiting = ground.kept.answered.waiting
    ideas = [f"{_number(waiting, 'Idee wartet', 'Ideen warten')} länger als 30 Tage auf Antwort"]
    return [*results, *measures, *offices, *(ideas if waiting else []), *moved(ground)]


def moved(ground: Ground) -> list[str]:
    """Measures whose next step got a later day, as often as it did; a new day hides no delay."""
    return [
        f"{each.measure.reference} {plain(each.measure.named)}: {each.times}-mal verschoben, "
        f"zuletzt am {i18n.day(each.events[0].at)}. {plain(each.events[0].said)}"
        for each in ground.kept.moved
    ]


def concluded(result: Result) -> str:
    """What the manager concluded, in German, with the figures of the release in it."""
    said = phrase(Translated(result.release.conclusion, result.released.title.source))
    return conclusions.plain(said.text, result.released, said.locale) if said.text else ""


def plain(text: Translated) -> str:
    """Words of staff in German, or honestly in the language that there is."""
    return phrase(text).text


def _said(result: Result) -> str:
    first = re.split(r"\n\s*\n", concluded(result).strip())[0].replace("\n", " ")
    sentences = [part.figure.sentence.striptags() for part in result.page.parts[:2]]
    said = first or " ".join(sentences)
    shortened = said if len(said) <= LONGEST else said[:LONGEST].rsplit(" ", 1)[0] + " …"
    notes = [result.page.count.striptags(), together(result)]
    if result.is_earlier:
        notes.append("veröffentlicht vor diesem Zeitraum")
    return f"{plain(result.survey.named)} ({'; '.join(filter(None, notes))}): {shortened}"


def _stands(measure: Measure) -> str:
    status = i18n.gettext(WORDS[measure.stands])
    why = plain(measure.text("reason")) if measure.stands in NO else ""
    return f"{measure.reference} {plain(measure.named)} ({status}){why and f': {why}'}"


def _number(count: int, one: str, many: str) -> str:
    return f"{i18n.number(count)} {one if count == 1 else many}"
