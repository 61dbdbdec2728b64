"""The table of pots as a CSV file: read and checked line by line, and written the same way."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from beteiligung.districts import figure_file
from beteiligung.districts.figure_file import Fault, Wrong
from beteiligung.errors import Refusal
from beteiligung.funds.kinds import Applicant
from beteiligung.funds.records import Pot
from beteiligung.measures.money import cents
from beteiligung.text import N_

COLUMNS = (
    "pot", "giver", "areas", "applicants", "lowest", "highest", "investive", "own_share",
    "conditions", "ask", "deadlines", "source", "as_of", "valid_from", "valid_to", "fund",
)  # fmt: skip
NEEDED = ("pot", "giver", "source", "as_of")
LONGEST, LONGEST_TEXT = 200, 1000
WHOLE = 10_000
_SAME: Mapping[str, str] = {  # other names of columns
    "topf": "pot",
    "geldgeber": "giver",
    "gebiete": "areas",
    "wer": "applicants",
    "mindestens": "lowest",
    "hoechstens": "highest",
    "investiv": "investive",
    "eigenanteil": "own_share",
    "bedingungen": "conditions",
    "ansprechstelle": "ask",
    "fristen": "deadlines",
    "quelle": "source",
    "stand": "as_of",
    "gilt_ab": "valid_from",
    "gilt_bis": "valid_to",
    "fonds": "fund",
}
_APPLICANTS: Mapping[str, str] = {
    "person": Applicant.PERSON,
    "gruppe": Applicant.GROUP,
    "verein": Applicant.ASSOCIATION,
    "gewerbe": Applicant.BUSINESS,
    "oeffentlich": Applicant.PUBLIC,
    **{each.value: each.value for each in Applicant},
}
_INVESTIVE: Mapping[str, bool | None] = {
    "": None, "beides": None, "both": None, "ja": True, "yes": True, "nein": False, "no": False,
}  # fmt: skip
_WORD: Mapping[bool | None, str] = {None: "both", True: "yes", False: "no"}
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_PARTS = re.compile(r"[,|]")


class BadPots(Refusal):
    """A file of which nothing was taken over; ``faults`` say why, line by line."""

    default = N_("Nothing was taken over: the file has mistakes.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


class NoPots(Refusal):
    """A file that is no table of pots."""

    default = N_(
        "This file is no table of pots. Take the present table as a pattern: its first line names "
        "the columns."
    )


class Line(NamedTuple):
    """One pot, with the line it stands in."""

    number: int
    values: Mapping[str, object]  # of a Pot, by name

    @property
    def name(self) -> str:
        """What the pot is called."""
        return str(self.values["name"])


def read_pots(content: bytes) -> list[Line]:
    """The lines of a file, all right; else `BadPots`, or `NoPots` for anything else."""
    lines: list[Line] = []
    faults: list[Fault] = []
    try:
        for number, row in figure_file.rows(content, NEEDED, _SAME):
            try:
                lines.append(Line(number, _values(row)))
            except Wrong as wrong:
                faults.append(Fault(number, wrong.message, wrong.values))
            except Refusal as refusal:
                faults.append(Fault(number, refusal.message))
    except figure_file.NoTable:
        raise NoPots from None
    faults += _doubled(lines)
    if faults:
        raise BadPots(sorted(faults, key=lambda fault: fault.number))
    if not lines:
        raise NoPots(N_("There is no pot in this file."))
    return lines


def written(pots: Sequence[Pot]) -> Iterator[list[str]]:
    """The table as a file that can be changed and brought in again."""
    yield list(COLUMNS)
    for pot in pots:
        yield [
            pot.name, pot.giver, ",".join(pot.areas), ",".join(pot.applicants),
            _exact(pot.lowest), _exact(pot.highest), _WORD[pot.investive], _exact(pot.own_share),
            pot.conditions, pot.ask, pot.deadlines, pot.source, pot.as_of.isoformat(),
            _iso(pot.valid_from), _iso(pot.valid_to), pot.fund,
        ]  # fmt: skip


def _values(row: Mapping[str, str]) -> dict[str, object]:
    figure_file.whole(row)

    def cell(name: str) -> str:
        return row.get(name, "")

    low, high = _amount(cell("lowest")), _amount(cell("highest"))
    if low is not None and high is not None and low > high:
        raise Wrong(N_("The lowest amount is higher than the highest."))
    begins, ends = _day(cell("valid_from")), _day(cell("valid_to"))
    if begins and ends and ends < begins:
        raise Wrong(N_("The pot ends before it begins."))
    return {
        "name": _short(cell("pot")),
        "giver": _short(cell("giver")),
        "areas": _listed(cell("areas")),
        "applicants": [_applicant(word) for word in _listed(cell("applicants"))],
        "lowest": low,
        "highest": high,
        "investive": _chosen(cell("investive")),
        "own_share": _share(cell("own_share")),
        **{name: cell(name)[:LONGEST_TEXT] for name in ("conditions", "ask", "deadlines")},
        "source": _short(cell("source")),
        "as_of": _needed_day(cell("as_of")),
        "valid_from": begins,
        "valid_to": ends,
        "fund": cell("fund")[:LONGEST],
    }


def _short(text: str) -> str:
    if not 0 < len(text) <= LONGEST:
        raise Wrong(
            N_("Pot, giver or source is missing, or longer than %(most)s characters."), most=LONGEST
        )
    return text


def _listed(text: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(text) if part.strip()]


def _applicant(word: str) -> str:
    found = _APPLICANTS.get(word.lower())
    if found is None:
        known = ", ".join(each.value for each in Applicant)
        raise Wrong(
            N_("“%(word)s” is nobody who applies. Known are: %(known)s."),
            word=word[:LONGEST], known=known,
        )  # fmt: skip
    return str(found)


def _amount(text: str) -> int | None:
    return cents(text) if text else None


def _share(text: str) -> int | None:
    found = _amount(text.removesuffix("%").strip())
    if found is not None and found > WHOLE:
        raise Wrong(N_("Please write a share between 0 and 100."))
    return found


def _chosen(text: str) -> bool | None:
    if text.lower() not in _INVESTIVE:
        raise Wrong(N_("Whether it is only for what stays must be yes, no or both."))
    return _INVESTIVE[text.lower()]


def _needed_day(text: str) -> date:
    found = _day(text)
    if found is None:
        raise Wrong(N_("The day must be written as 2024-04-01 or 01.04.2024."))
    return found


def _day(text: str) -> date | None:
    german = _GERMAN.fullmatch(text)
    try:
        if german:
            return date(*map(int, german.groups()[::-1]))
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Wrong(N_("The day must be written as 2024-04-01 or 01.04.2024.")) from None


def _doubled(lines: Sequence[Line]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for line in lines:
        before = first.setdefault(line.name, line.number)
        if before != line.number:
            said = N_("This stands in line %(other)s already.")
            yield Fault(line.number, said, {"other": before})


def _exact(hundredths: int | None) -> str:
    return "" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
