"""Groups of answers that look as if one hand had given them; two signs where one is innocent."""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from beteiligung.dashboards.bursts import AT_ONCE, Burst, bursts, rhythm, usual_of
from beteiligung.dashboards.chances import ALARM, log_of_such_a_share
from beteiligung.dashboards.dice import FEWEST, by_lot
from beteiligung.dashboards.evidence import Evidence, Group

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.bool_]
    Whole = NDArray[np.int64]

COPIES = 5  # equal answers; fewer than this is a small group anyway
TWINS = 0.3  # of a burst that stand there twice or more
HALF = 0.5
OF_A_CODE = 20  # answers from which a code as a whole is looked at
AT_NIGHT = 0.25  # of a code's answers
DEEP = 0.75  # of a burst's answers: an evening that grows late is no night
ONLINE = 50  # answers from which one code can be said to bring most of them
CODES = 3  # with fewer, one of them brings most by nature
COVERED = 0.8  # of a group that another flag or a decision speaks of already


class Sign(enum.StrEnum):
    """What stands out about a group. The first three are no accident by themselves."""

    EQUAL = "equal"  # long questionnaires answered alike, one as the other
    REGULAR = "regular"  # one after the other in equal distances
    AT_ONCE = "at_once"  # very many in one minute
    BURST = "burst"
    TWINS = "twins"  # many of a burst stand there twice
    NIGHT = "night"
    STRAIGHT = "straight"
    BY_LOT = "by_lot"  # spread over the options as by dice
    MOST = "most"  # one code brings most of all answers
    QUICK = "quick"  # the rest are marks of the intake, by their names
    TRAP = "trap"
    CROWDED = "crowd"
    UNOPENED = "unopened"
    CLOSED = "closed"
    WORKLESS = "workless"
    GUESSING = "guessing"
    OFTEN = "often"  # such a mark on far more answers than honest people cause


ALONE = frozenset({Sign.EQUAL, Sign.REGULAR, Sign.TRAP, Sign.CLOSED})
SELDOM = frozenset({Sign.QUICK, Sign.UNOPENED})  # about one honest answer in a hundred
OFTEN = 0.05  # of the answers by phone or computer
Seen = Mapping[Sign, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Flag:
    """A group that stands out, by which signs, each with its numbers."""

    group: Group
    n: int
    signs: Seen

    @property
    def strong(self) -> bool:
        """Whether somebody should look: one sign that is never innocent, or two that may be."""
        return len(self.signs) > 1 or not ALONE.isdisjoint(self.signs)


def flags(found: Evidence) -> list[Flag]:
    """What stands out, strongest first; each answer is spoken of once where that is possible."""
    import numpy as np

    if not found.size:
        return []
    spoken = np.zeros(found.size, bool)
    flagged: list[Flag] = []
    for look in (_of_bursts, _of_equals, _of_marks, _of_codes):
        for flag in look(found, spoken):
            flagged.append(flag)
            if flag.strong:
                spoken |= found.members(flag.group)
    return sorted(flagged, key=lambda flag: (not flag.strong, -len(flag.signs), -flag.n))


# ---- bursts --------------------------------------------------------------------------------------


def _of_bursts(found: Evidence, spoken: "Rows") -> Iterator[Flag]:
    del spoken
    import numpy as np

    online = found.online
    if not online.any():
        return
    usual = usual_of(found.hours[online])
    for place in np.unique(found.code.places[online]).tolist():
        mine = online & (found.code.places == place)
        code = str(found.code.values[place] or "")
        for burst in bursts(found.hours[mine], usual):
            yield _judged(found, code, burst, mine)


def _judged(found: Evidence, code: str, burst: Burst, mine: "Rows") -> Flag:
    """A burst with every sign it bears."""
    inside = mine & (found.hours >= burst.since) & (found.hours <= burst.until)
    signs: dict[Sign, Mapping[str, float]] = {
        **_of_rhythm(found, code, burst),
        Sign.BURST: {"hours": burst.until - burst.since + 1, "usual": burst.usual},
        **_nightly(found, inside, DEEP),
        **_alike(found, inside),
        **_lined(found, inside),
        **_drawn(found, inside),
        **_marked(found, inside),
    }
    return Flag(Group(code, None, burst.since, burst.until), burst.n, signs)


def _of_rhythm(found: Evidence, code: str, burst: Burst) -> Seen:
    minutes = found.arrivals.get(code)
    if minutes is not None:
        within = minutes[(minutes >= burst.since * 60) & (minutes < (burst.until + 1) * 60)]
        if (seen := rhythm(within)) is not None:
            return _rhythm_sign(seen.n, seen.seconds, seen.most)
    for kept in found.rhythms:
        if kept.code == code and kept.since <= burst.until and kept.until >= burst.since:
            return _rhythm_sign(kept.n, kept.seconds, kept.most)
    return {}


def _rhythm_sign(n: int, seconds: int, most: int) -> Seen:
    if seconds == 0 and most >= AT_ONCE:
        return {Sign.AT_ONCE: {"n": n, "most": most}}
    return {Sign.REGULAR: {"n": n, "seconds": seconds}}


# ---- signs of a group ----------------------------------------------------------------------------


def _share(group: "Rows", odd: "Rows", among_: "Rows") -> tuple[int, int, float] | None:
    """How many of a group are odd, of how many, and the usual share; none if that is no wonder."""
    n, k = int(group.sum()), int((group & odd).sum())
    others = among_ & ~group
    usual = (int((others & odd).sum()) + 1) / (int(others.sum()) + 2)
    if n < FEWEST or log_of_such_a_share(k, n, usual) >= ALARM:
        return None
    return k, n, usual


def _nightly(found: Evidence, group: "Rows", least: float) -> Seen:
    seen = _share(group, found.night, found.online)
    if seen is None or seen[0] < least * seen[1]:
        return {}
    return {Sign.NIGHT: {"k": seen[0], "usual": seen[2]}}


def _lined(found: Evidence, group: "Rows") -> Seen:
    import numpy as np

    everybody = np.ones(found.size, bool)
    seen = _share(group, found.straight, everybody) if found.rows_asked else None
    if seen is None or seen[0] < HALF * seen[1]:
        return {}
    return {Sign.STRAIGHT: {"k": seen[0], "usual": seen[2]}}


def _marked(found: Evidence, group: "Rows", without: str = "") -> Seen:
    """Marks of the intake that at least half of a group bear, and the others do not."""
    signs: dict[Sign, Mapping[str, float]] = {}
    for name, rows in found.intake.items():
        seen = _share(group, rows, found.online) if name != without else None
        if seen is not None and seen[0] >= HALF * seen[1]:
            signs[Sign(name)] = {"k": seen[0]}
    return signs


def _alike(found: Evidence, group: "Rows") -> Seen:
    """Answers that stand in the group more than once, to a questionnaire long enough for that."""
    import numpy as np

    if not found.many:
        return {}
    _marks, counts = np.unique(found.marks[group], return_counts=True)
    twins, n = int(counts[counts > 1].sum()), int(counts.sum())
    if int(counts.max()) < COPIES or twins < TWINS * n:
        return {}
    return {Sign.TWINS: {"k": twins, "most": int(counts.max())}}


def _drawn(found: Evidence, group: "Rows") -> Seen:
    questions = by_lot(found, group)
    return {Sign.BY_LOT: {"questions": questions}} if questions else {}


# ---- equal answers, and codes as a whole ---------------------------------------------------------


def _of_equals(found: Evidence, spoken: "Rows") -> Iterator[Flag]:
    import numpy as np

    marks, counts = np.unique(found.marks[found.long], return_counts=True)
    for mark in marks[counts >= COPIES].tolist():
        group = Group(pattern=f"{mark:x}")
        members = found.members(group)
        n = int(members.sum())
        if (members & spoken).sum() < COVERED * n:
            yield Flag(group, n, {Sign.EQUAL: {"n": n}})


def _of_marks(found: Evidence, spoken: "Rows") -> Iterator[Flag]:
    """All that bear a mark of the intake, wherever and whenever they came."""
    for name, rows in found.intake.items():
        n = int(rows.sum())
        if n < COPIES or (rows & spoken).sum() >= COVERED * n:
            continue
        signs = {
            Sign(name): {"k": n},
            **_marked(found, rows, without=name),
            **_nightly(found, rows, HALF),
            **_alike(found, rows),
            **_lined(found, rows),
            **_drawn(found, rows),
        }
        share = n / max(int(found.online.sum()), 1)
        if Sign(name) in SELDOM and n >= OF_A_CODE and share >= OFTEN:
            signs[Sign.OFTEN] = {"share": share}
        yield Flag(Group(pattern=name), n, signs)


def _of_codes(found: Evidence, spoken: "Rows") -> Iterator[Flag]:
    """Printed codes as a whole, and who came without one, by the way they came."""
    import numpy as np

    left = ~spoken
    printed = found.channel.among(("qr",))
    whole = int((left & found.online).sum())
    several = len(np.unique(found.code.places[printed])) >= CODES
    places = found.code.places.astype("int64") * len(found.channel.values) + found.channel.places
    for place in np.unique(places[left]).tolist():
        mine = left & (places == place)
        n = int(mine.sum())
        if n < OF_A_CODE:
            continue
        code, channel = divmod(place, len(found.channel.values))
        group = Group(str(found.code.values[code] or ""), str(found.channel.values[channel]))
        online = bool((mine & found.online).any())
        signs = {
            **(_nightly(found, mine, AT_NIGHT) if online else {}),
            **_lined(found, mine),
            **_drawn(found, mine),
            **_marked(found, mine),
        }
        if several and whole >= ONLINE and n >= HALF * whole and (mine & printed).any():
            signs[Sign.MOST] = {"share": n / whole}
        if signs:
            pattern = "night" if Sign.NIGHT in signs else ""
            group = replace(group, pattern=pattern)
            yield Flag(group, int(found.members(group).sum()), signs)
