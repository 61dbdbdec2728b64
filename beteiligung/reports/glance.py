"""The first page of a report: said, by how many, who is missing, decided, what it costs, late."""

import re
from collections import Counter
from collections.abc import Iterator

from beteiligung import i18n
from beteiligung.i18n import phrase
from beteiligung.measures.models import Measure
from beteiligung.measures.parts import total
from beteiligung.measures.path import WORDS, Status
from beteiligung.measures.showing import DOING, DONE, NO, WAITING, group_of, public_figures
from beteiligung.releases import conclusions
from beteiligung.reports.blocks import Block, Chapter, Items, Said, Title, Words
from beteiligung.reports.ground import Ground, Result
from beteiligung.text import Translated

MOST = 5  # lines of one kind on the first page
LONGEST = 260  # signs of what was said
_WORDS_OF = {DONE: "umgesetzt", DOING: "geplant oder in Arbeit", NO: "abgelehnt", WAITING: "offen"}
_AMOUNTS = {"planned": "geplant", "granted": "bewilligt", "spent": "ausgegeben"}


def glance(ground: Ground) -> Chapter:
    """Everything that somebody with one minute must know."""
    return Chapter("ueberblick", "Auf einen Blick", tuple(_blocks(ground)))


def _blocks(ground: Ground) -> Iterator[Block]:
    yield Title("Was gesagt wurde, und von wie vielen")
    ideas = sum(given.total for given in ground.boards)
    said = [*(_said(result) for result in ground.results[:MOST])]
    if ideas:
        said.append(f"{i18n.number(ideas)} Ideen, die alle lesen können.")
    yield Items(tuple(said), "In diesem Zeitraum wurde nichts veröffentlicht.")
    rests = tuple(_rests_on(ground))
    if rests:
        yield Words("Darauf stützen sich die Maßnahmen:")
        yield Items(rests)
    yield Title("Wer fehlt")
    gaps = [gap.line for result in ground.results for gap in result.gaps]
    nothing = "Das lässt sich aus den veröffentlichten Zahlen nicht sagen."
    yield Items(tuple(gaps[:MOST]), nothing)
    yield Title("Was beschlossen wurde")
    yield Words(counted(ground))
    decided = [each for each in ground.measures if each.stands in {Status.DECIDED, Status.RUNNING}]
    yield Items(tuple(_stands(each) for each in decided[:MOST]), "Zurzeit ist nichts in Arbeit.")
    yield Title("Was es kostet")
    yield Words(costs(ground))
    yield Title("Was sich verspätet")
    yield Items(tuple(late(ground)[: 2 * MOST]), "Nichts ist überfällig.")


def counted(ground: Ground) -> str:
    """How many measures stand where."""
    groups = Counter(group_of(measure) for measure in ground.measures)
    said = [f"{groups[group]} {word}" for group, word in _WORDS_OF.items() if groups[group]]
    if not said:
        return "Noch keine Maßnahme ist veröffentlicht."
    return f"{_number(sum(groups.values()), 'Maßnahme', 'Maßnahmen')}: {', '.join(said)}."


def costs(ground: Ground) -> str:
    """What all public measures come to."""
    sums = {name: amount(ground.measures, name) for name in _AMOUNTS}
    known = [f"{i18n.money(cents)} {_AMOUNTS[name]}" for name, cents in sums.items() if cents]
    return f"Zusammen {', '.join(known)}." if known else "Noch ist kein Geld genannt."


def amount(measures: list[Measure], name: str) -> int:
    """What measures come to, in cents."""
    return sum(total(measure, name) or 0 for measure in measures)


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
    waiting = ground.kept.answered.waiting
    ideas = [f"{_number(waiting, 'Idee wartet', 'Ideen warten')} länger als 30 Tage auf Antwort"]
    return [*results, *measures, *(ideas if waiting else [])]


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
    named = f"{plain(result.survey.named)} ({result.page.count.striptags()}{where(result)})"
    return f"{named}: {shortened}"


def where(result: Result) -> str:
    """That figures are those of several districts together, where they are."""
    names = [plain(each.area.named) for each in result.survey.districts]
    return f", {' und '.join(names)} zusammen" if names[1:] else ""


def _rests_on(ground: Ground) -> Iterator[str]:
    """The first published figures behind measures, each once; they may be of an earlier time."""
    behind = [figure for measure in ground.measures for figure in public_figures(measure)]
    for figure in list({each.key: each for each in behind}.values())[:MOST]:
        share = figure.percent
        value = i18n.number(figure.count or 0) if share is None else i18n.percent(share / 100)
        base = f", {i18n.number(figure.base)} Antworten" if figure.base is not None else ""
        question, answer = plain(figure.text("question")), plain(figure.text("answer"))
        title = plain(figure.text("title"))
        yield f"{value} {answer}: {question} ({title}, {i18n.day(figure.day)}{base})"


def _stands(measure: Measure) -> Said:
    status = i18n.gettext(WORDS[measure.stands])
    return Said(f"{measure.reference} {plain(measure.named)} ({status})")


def _number(count: int, one: str, many: str) -> str:
    return f"{i18n.number(count)} {one if count == 1 else many}"
