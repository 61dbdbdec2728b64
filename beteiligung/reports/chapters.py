"""The chapters of a district's report about what people said: who took part, results, ideas.

They are addressed to German councils and offices, so they are written in German like a letter.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.ideas.models import Idea
from beteiligung.measures.showing import measures_for
from beteiligung.reports.blocks import Block, Chapter, Chart, Items, Rows, Said, Title, Words
from beteiligung.reports.glance import concluded, plain, where
from beteiligung.reports.ground import Given, Ground, Result
from beteiligung.web.seams import ShownIdea, seams

VOLUNTARY = (
    "Mitmachen konnten alle, die wollten. Die Ergebnisse stehen deshalb nicht für alle "
    "Menschen im Stadtteil; sie sind nicht repräsentativ."
)
HIDDEN = "Gruppen mit weniger als 5 Menschen sind nirgends ausgewiesen."
NOTHING = "In diesem Zeitraum wurde nichts veröffentlicht."


def participation(ground: Ground) -> Chapter:
    """Who took part, and who is missing."""
    return Chapter("beteiligung", "Beteiligung", tuple(_participation(ground)))


def results(ground: Ground) -> Chapter:
    """What the surveys came to: every figure of every release."""
    return Chapter("ergebnisse", "Ergebnisse", tuple(_results(ground)))


def ideas(session: Session, ground: Ground) -> Chapter:
    """What people proposed, and what becomes of it."""
    return Chapter("ideen", "Ideen", tuple(_ideas(session, ground)))


def _participation(ground: Ground) -> Iterator[Block]:
    yield Words(VOLUNTARY)
    if not ground.results and not ground.boards:
        yield Words(NOTHING)
    if ground.results:
        yield Rows(
            "Umfragen mit veröffentlichten Ergebnissen",
            ("Umfrage", "Fragebögen", "Zeitraum der Antworten", "Ergebnis vom"),
            tuple(_survey(each) for each in ground.results),
            numeric=(1,),
        )
    if ground.boards:
        yield Rows(
            "Ideensammlungen",
            ("Frage", "Ideen im Zeitraum"),
            tuple((plain(each.board.named), i18n.number(each.total)) for each in ground.boards),
            numeric=(1,),
        )
    for result in ground.results:
        if result.page.people:
            yield Title(f"Wer an „{plain(result.survey.named)}“ teilnahm")
        yield from (Chart(part) for part in result.page.people)
    yield Title("Wer fehlt")
    yield Words(
        "Verglichen sind die veröffentlichten Anteile mit den Zahlen der Ämter, soweit beide "
        "bekannt sind. Genannt ist, wer deutlich seltener geantwortet hat, als er hier wohnt.",
        small=True,
    )
    lines = tuple(
        f"{plain(result.survey.named)}: {gap.line}"
        for result in ground.results
        for gap in result.gaps
    )
    yield Items(lines, "Aus den veröffentlichten Zahlen lässt sich das nicht sagen.")


def _survey(result: Result) -> tuple[str, ...]:
    out = result.release.published_at or result.release.computed_at
    return (
        plain(result.survey.named),
        result.page.count.striptags(),
        result.page.period.striptags() or "–",
        i18n.day(out),
    )


def _results(ground: Ground) -> Iterator[Block]:
    yield Words(f"Alle Zahlen stammen aus veröffentlichten Ergebnissen. {HIDDEN}")
    if not ground.results:
        yield Words(NOTHING)
    for result in ground.results:
        yield Title(plain(result.survey.named))
        released = result.released
        day = i18n.day(result.release.published_at or result.release.computed_at)
        count = f"{result.page.count.striptags()}{where(result)}"
        yield Words(f"{count}, Ergebnis {released.number} vom {day}.")
        yield from (Words(part) for part in concluded(result).split("\n\n") if part.strip())
        yield from (Chart(part) for part in result.page.parts)
        left = tuple(
            f"{each.title.striptags()}: {each.reason.striptags()}" for each in result.page.left_out
        )
        if left:
            yield Words("Ohne Zahlen bleiben diese Fragen:")
            yield Items(left)


def _ideas(session: Session, ground: Ground) -> Iterator[Block]:
    if not ground.boards:
        yield Words("Es gab keine Ideensammlung.")
    for given in ground.boards:
        yield Title(plain(given.board.named))
        yield Words(_told(given))
        yield from _tables(given)
        shown = {idea.reference: idea for idea in _shown(session, given.supported)}
        rows = tuple(
            _idea(session, shown[name], _topics(session, given))
            for name in given.supported
            if name in shown
        )
        if rows:
            yield Rows(
                "Ideen mit der meisten Unterstützung (Geräte, nicht Menschen)",
                ("Idee", "Thema", "Unterstützung", "Was daraus wird"),
                rows,
                numeric=(2,),
            )
    yield Title("Antworten")
    yield Words(_answers(ground))


def _told(given: Given) -> str:
    if not given.total:
        return "In diesem Zeitraum kam keine Idee dazu, die alle lesen können."
    if given.total == 1:
        return "In diesem Zeitraum kam 1 Idee dazu, die alle lesen können."
    return f"In diesem Zeitraum kamen {i18n.number(given.total)} Ideen dazu, die alle lesen können."


def _tables(given: Given) -> Iterator[Block]:
    for caption, head, counts in (
        ("Ideen nach Thema", "Thema", given.topics),
        ("Ideen nach Stand", "Stand", given.statuses),
    ):
        if counts:
            rows = tuple((name, i18n.number(count)) for name, count in counts)
            yield Rows(caption, (head, "Ideen"), rows, numeric=(1,))


def _shown(session: Session, references: list[str]) -> list[ShownIdea]:
    return seams().shown_ideas(session, references) if references else []


def _topics(session: Session, given: Given) -> Mapping[str, str]:
    found = session.query(Idea).where(Idea.reference.in_(given.supported))
    return {idea.reference: plain(idea.category.named) for idea in found if idea.category}


def _idea(session: Session, idea: ShownIdea, topics: Mapping[str, str]) -> tuple[str | Said, ...]:
    taken = measures_for(session, idea.reference)
    became = "; ".join(f"{each.measure.reference} {i18n.gettext(each.kind)}" for each in taken)
    count = i18n.number(idea.supporters) if idea.supporters is not None else "–"
    rtl = idea.html_lang.split("-")[0] in {"ar", "fa"}
    words = Said(idea.words, idea.html_lang, rtl)
    return words, topics.get(idea.reference, "–"), count, became or "–"


def _answers(ground: Ground) -> str:
    answered = ground.kept.answered
    said = (
        f"Von {i18n.number(answered.counted)} Ideen, die länger als 30 Tage zu lesen sind oder "
        f"schon eine Antwort haben, wurden {i18n.number(answered.in_time)} innerhalb von 30 Tagen "
        f"beantwortet und {i18n.number(answered.later)} später; "
        f"{i18n.number(answered.waiting)} warten noch."
    )
    return said if answered.counted else "Noch ist keine Idee länger als 30 Tage zu lesen."
