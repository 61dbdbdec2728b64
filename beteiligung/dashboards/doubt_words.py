"""What stands out among answers, in words: what was seen, how unusual it is, which group it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.channels import channel
from beteiligung.dashboards.doubts import Flag, Sign
from beteiligung.dashboards.evidence import INTAKE, Group
from beteiligung.dashboards.numbers import _, bdi, ngettext, percent
from beteiligung.surveys.columns import EPOCH, HOUR

MINUTE = timedelta(minutes=1)
SLOW = 120  # seconds; a longer gap is said in minutes
Numbers = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Said:
    """A group that stands out, as a card says it."""

    title: Markup
    where: Markup  # which answers: code, place, hours
    signs: tuple[Markup, ...]
    address: dict[str, str]
    strong: bool


def said(flag: Flag, places: Mapping[str, str]) -> Said:
    """A flag in words; ``places`` are names of places by code."""
    return Said(
        title=title(flag),
        where=where(flag.group, places),
        signs=tuple(_SIGNS[sign](numbers) for sign, numbers in flag.signs.items()),
        address=address(flag.group),
        strong=flag.strong,
    )


def title(flag: Flag) -> Markup:
    """What a flag is about, in a few words."""
    n = flag.n
    if Sign.EQUAL in flag.signs:
        return ngettext("%(num)s equal answer", "%(num)s equal answers", n)
    if Sign.REGULAR in flag.signs:
        return ngettext("%(num)s answer in a steady beat", "%(num)s answers in a steady beat", n)
    if Sign.BURST in flag.signs:
        return ngettext("%(num)s answer in a short time", "%(num)s answers in a short time", n)
    if Sign.NIGHT in flag.signs:
        return ngettext("%(num)s answer at night", "%(num)s answers at night", n)
    if flag.group.pattern in INTAKE:
        return ngettext("%(num)s marked answer", "%(num)s marked answers", n)
    return ngettext("%(num)s answer by one code", "%(num)s answers by one code", n)


def where(group: Group, places: Mapping[str, str]) -> Markup:
    """Which answers a group is made of."""
    parts = []
    if group.code is not None:
        parts.append(code_words(group.code, places))
    if group.channel is not None and (not group.code or group.channel != "qr"):
        parts.append(bdi(channel(group.channel)))
    if group.since is not None and group.until is not None:
        parts.append(hours_words(group.since, group.until))
    if group.pattern:
        parts.append(_PATTERNS.get(group.pattern, _equal)())
    return Markup(" · ").join(parts) or _("All answers")


def code_words(code: str, places: Mapping[str, str]) -> Markup:
    """A code and where it hangs."""
    if not code:
        return _("Without a code")
    named = Markup('<bdi class="code" dir="ltr">{}</bdi>').format(code)
    said_code = _("Code %(code)s", code=named)
    place = places.get(code)
    return Markup("{} ({})").format(said_code, bdi(place)) if place else said_code


def hours_words(since: int, until: int) -> Markup:
    """From the first hour to the end of the last, by the clocks of the district."""
    begin, end = EPOCH + since * HOUR, EPOCH + (until + 1) * HOUR - MINUTE
    same_day = i18n.day(begin) == i18n.day(end)
    last = i18n.time_text(end) if same_day else i18n.moment_text(end)
    return bdi(f"{i18n.moment_text(begin)} – {last}")


def address(group: Group) -> dict[str, str]:
    """A group as it stands in an address; what is any is left out."""
    found = {
        "code": group.code if group.code is None else group.code or NO_CODE,
        "weg": group.channel,
        "von": None if group.since is None else _hour(group.since),
        "bis": None if group.until is None else _hour(group.until),
        "muster": group.pattern or None,
    }
    return {name: value for name, value in found.items() if value is not None}


NO_CODE = "ohne"  # real codes have capitals only


def _hour(hour: int) -> str:
    return (EPOCH + hour * HOUR).strftime("%Y-%m-%dT%HZ")


def hour_of(text: str) -> int:
    """The hour since 1970 that an address names; `ValueError` if it names none."""
    moment = datetime.strptime(text, "%Y-%m-%dT%HZ").replace(tzinfo=UTC)
    return (moment - EPOCH) // HOUR


def _equal() -> Markup:
    return _("equal answers")


_PATTERNS: Mapping[str, Callable[[], Markup]] = {
    "night": lambda: _("between 22:00 and 5:00"),
    "straight": lambda: _("the same answer in every row"),
    "quick": lambda: _("sent sooner than one can read"),
    "trap": lambda: _("with a hidden field filled in"),
    "crowd": lambda: _("from a network that sent very many"),
    "unopened": lambda: _("without an opened page"),
    "closed": lambda: _("by a closed poster"),
    "workless": lambda: _("without the calculation"),
    "guessing": lambda: _("while one-time codes were being tried out"),
}


# ---- one sentence a sign -------------------------------------------------------------------------


def _of_burst(seen: Numbers) -> Markup:
    usual = seen["usual"]
    rule = _("So many come by chance less than once in a million times.")
    if usual < 1:
        first = _("Usually not even one answer an hour comes this way.")
    else:
        first = ngettext(
            "Usually about %(num)s answer an hour comes this way.",
            "Usually about %(num)s answers an hour come this way.",
            round(usual),
        )
    return Markup(" ").join((first, rule))


def _of_beat(seen: Numbers) -> Markup:
    seconds = round(seen["seconds"])
    gap = (
        ngettext("about every %(num)s second", "about every %(num)s seconds", seconds)
        if seconds < SLOW
        else ngettext(
            "about every %(num)s minute", "about every %(num)s minutes", round(seconds / 60)
        )
    )
    return _(
        "They came one after the other, %(gap)s. People come less evenly: by chance this happens "
        "less than once in a million times.",
        gap=gap,
    )


def _of_minute(seen: Numbers) -> Markup:
    return _("%(most)s of them came within one and the same minute.", most=bdi(round(seen["most"])))


def _of_twins(seen: Numbers) -> Markup:
    return _(
        "%(k)s of them have exactly the same answers as others of them; the most frequent ones "
        "came %(most)s times. To so many questions nobody else answers the same by chance.",
        k=bdi(round(seen["k"])),
        most=bdi(round(seen["most"])),
    )


def _of_equals(seen: Numbers) -> Markup:
    return _(
        "In %(n)s questionnaires every answer is the same. They are so many and so rare together "
        "that by chance nobody else gives the same.",
        n=bdi(round(seen["n"])),
    )


def _of_night(seen: Numbers) -> Markup:
    return _(
        "%(k)s of them came between 22:00 and 5:00. Of the others %(usual)s did.",
        k=bdi(round(seen["k"])),
        usual=bdi(percent(seen["usual"])),
    )


def _of_lines(seen: Numbers) -> Markup:
    return _(
        "%(k)s of them gave the same answer in every row of a list. Of the others %(usual)s did.",
        k=bdi(round(seen["k"])),
        usual=bdi(percent(seen["usual"])),
    )


def _of_dice(seen: Numbers) -> Markup:
    n = round(seen["questions"])
    return ngettext(
        "In %(num)s question the answers are spread as if by dice; those of the others are not.",
        "In %(num)s questions the answers are spread as if by dice; those of the others are not.",
        n,
    )


def _of_most(seen: Numbers) -> Markup:
    return _(
        "This one code brings %(share)s of everything that came by phone or computer.",
        share=bdi(percent(seen["share"])),
    )


def _of_quick(seen: Numbers) -> Markup:
    return _(
        "%(k)s of them were sent sooner than anybody can read the questions.",
        k=bdi(round(seen["k"])),
    )


def _of_trap(seen: Numbers) -> Markup:
    return _(
        "In %(k)s of them a field is filled in that people cannot see. Only programs do that.",
        k=bdi(round(seen["k"])),
    )


def _of_crowd(seen: Numbers) -> Markup:
    return _(
        "%(k)s of them came while very many arrived from one and the same network.",
        k=bdi(round(seen["k"])),
    )


def _of_unopened(seen: Numbers) -> Markup:
    return _(
        "For %(k)s of them the page of the survey had not been opened.", k=bdi(round(seen["k"]))
    )


def _of_closed(seen: Numbers) -> Markup:
    return _("%(k)s of them came by a poster that was closed already.", k=bdi(round(seen["k"])))


def _of_workless(seen: Numbers) -> Markup:
    return _(
        "%(k)s of them came without the calculation that was asked for.", k=bdi(round(seen["k"]))
    )


def _of_guessing(seen: Numbers) -> Markup:
    return _(
        "%(k)s of them came while somebody was trying out very many one-time codes. Most of them "
        "are people with a letter; one or the other may have been guessed.",
        k=bdi(round(seen["k"])),
    )


def _of_often(seen: Numbers) -> Markup:
    return _(
        "That is %(share)s of everything that came by phone or computer. Honest people cause this "
        "mark about once in a hundred times.",
        share=bdi(percent(seen["share"])),
    )


_SIGNS: Mapping[Sign, Callable[[Numbers], Markup]] = {
    Sign.BURST: _of_burst,
    Sign.REGULAR: _of_beat,
    Sign.AT_ONCE: _of_minute,
    Sign.TWINS: _of_twins,
    Sign.EQUAL: _of_equals,
    Sign.NIGHT: _of_night,
    Sign.STRAIGHT: _of_lines,
    Sign.BY_LOT: _of_dice,
    Sign.MOST: _of_most,
    Sign.QUICK: _of_quick,
    Sign.TRAP: _of_trap,
    Sign.CROWDED: _of_crowd,
    Sign.UNOPENED: _of_unopened,
    Sign.CLOSED: _of_closed,
    Sign.WORKLESS: _of_workless,
    Sign.GUESSING: _of_guessing,
    Sign.OFTEN: _of_often,
}
