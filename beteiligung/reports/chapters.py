"""The chapters of a district's report about what people said: who took part, results, ideas.

They are addressed to German councils and offices, so they are written in German like a letter.
"""

from collections.abc import Iterator

from beteiligung import i18n
from beteiligung.reports.blocks import Block, Chapter, Chart, Items, Rows, Title, Words
from beteiligung.reports.given import Given
from beteiligung.reports.glance import concluded, missing, plain, together
from beteiligung.reports.ground import Ground, Result

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


def ideas(ground: Ground) -> Chapter:
    """What people proposed, and what becomes of it."""
    return Chapter("ideen", "Ideen", tuple(_ideas(ground)))


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
    yield Items(tuple(missing(ground)), NOTHING)
    yield Words(
        "Verglichen sind die veröffentlichten Anteile mit den Zahlen der Ämter, soweit beide "
        "bekannt sind. Genannt ist, wer deutlich seltener geantwortet hat, als er hier wohnt.",
        small=True,
    )


def _survey(result: Result) -> tuple[str, ...]:
    out = result.release.published_at or result.release.computed_at
    return (
        plain(result.survey.named),
        result.page.count.striptags().partition(" ")[0]
        if result.released.total is not None
        else result.page.count.striptags(),
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
        yield Words(f"{result.page.count.striptags()}, Ergebnis {released.number} vom {day}.")
        if result.others:
            yield Words(f"Alle Zahlen dieser Umfrage: {together(result)}.")
        yield from (Words(part) for part in concluded(result).split("\n\n") if part.strip())
        yield from (Chart(part) for part in result.page.parts)
        left = tuple(
            f"{each.title.striptags()}: {each.reason.striptags()}" for each in result.page.left_out
        )
        if left:
            yield Words("Ohne Zahlen bleiben diese Fragen:")
            yield Items(left)


def _ideas(ground: Ground) -> Iterator[Block]:
    if not ground.boards:
        yield Words("Es gab keine Ideensammlung.")
    for given in ground.boards:
        yield Title(plain(given.board.named))
        yield Words(_told(given))
        yield from _tables(given)
        rows = tuple(
            (each.words, each.topic, each.support, each.became) for each in given.supported
        )
        if rows:
            yield Rows(
                "Ideen mit der meisten Unterstützung (Geräte, nicht Menschen)",
                ("Idee", "Thema", "Geräte", "Was daraus wird"),
                rows,
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
        ("Was aus den Ideen wird", "Was daraus wird", given.fates),
    ):
        if counts:
            rows = tuple((name, i18n.number(count)) for name, count in counts)
            yield Rows(caption, (head, "Ideen"), rows, numeric=(1,))


def _answers(ground: Ground) -> str:
    answered = ground.kept.answered
    said = (
        f"Von {i18n.number(answered.counted)} Ideen, die länger als 30 Tage zu lesen sind oder "
        f"schon eine Antwort haben, wurden {i18n.number(answered.in_time)} innerhalb von 30 Tagen "
        f"beantwortet und {i18n.number(answered.later)} später; "
        f"{i18n.number(answered.waiting)} warten noch."
    )
    return said if answered.counted else "Noch ist keine Idee länger als 30 Tage zu lesen."
