"""Issuing codes for places and media; closing, retiring and redirecting them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.districts.actions import ALPHABET, CODE_LENGTH
from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.models import FormerTarget, QRCode
from beteiligung.qrcodes.subjects import SURVEY

PRINTED = ("poster", "flyer", "sticker", "card", "door", "screen")
HANDED = "handed"  # handed out by the team at an occasion
MEDIA = (*PRINTED, HANDED)  # what staff ask for
LETTER = "letter"  # on all letters and cards of a batch of one-time codes
SHARED = "shared"  # passed on by people who took part
WEB = "web"  # the district's own page
LONGEST = 200  # characters of a label or an occasion


@dataclass(frozen=True, slots=True)
class Wish:
    """A code somebody wants: where it hangs, on what, and what tells it from others there."""

    district: District
    place: Place | None
    medium: str
    locale: str | None = None
    label: str = ""
    occasion: str = ""
    team: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What a second code with the same wish would have in common with the first."""
        place = self.place.id if self.place else None
        words = self.label, self.occasion, self.team
        return self.district.id, place, self.medium, self.locale, *words


def create_code(
    session: Session,
    *,
    path: str,
    district: District,
    place: Place | None,
    medium: str,
    locale: str | None,
    at: datetime,
    rng: Random,
) -> QRCode:
    """The code for a path at a place on a medium; asked for again, it is the same code.

    ``path`` has no language; "" is the district's own page.
    """
    return _issued(session, [Wish(district, place, medium, locale)], path, at, rng)[0]


def create_codes(
    session: Session,
    asker: Asker | None,
    wishes: Iterable[Wish],
    *,
    path: str,
    at: datetime,
    rng: Random,
) -> list[QRCode]:
    """The codes for a path at several places, in the order of the wishes; written down once."""
    codes = _issued(session, list(wishes), path, at, rng)
    listed = [code.code for code in codes]
    audit.note(session, asker, "create_codes", f"path:{path}", at=at, codes=listed)
    return codes


def create_codes_for_survey(
    session: Session,
    asker: Asker | None,
    wishes: Iterable[Wish],
    *,
    slug: str,
    at: datetime,
    rng: Random,
) -> list[QRCode]:
    """The codes that lead to a survey, and to what becomes of it later."""
    return create_codes(session, asker, wishes, path=SURVEY.path(slug), at=at, rng=rng)


def close_code(session: Session, code: QRCode, *, asker: Asker | None, at: datetime) -> None:
    """Let a poster that is flooded or misused lead to a page that says so; its survey goes on.

    Answers that come by it all the same bear a mark.
    """
    if code.closed_at is None:
        code.closed_at = at
        audit.note(session, asker, "close_code", f"code:{code.code}", at=at)


def open_code(session: Session, code: QRCode, *, asker: Asker | None, at: datetime) -> None:
    """Let a closed poster lead on again."""
    if code.closed_at is not None:
        code.closed_at = None
        audit.note(session, asker, "open_code", f"code:{code.code}", at=at)


def register_web_code(session: Session, district: District, at: datetime) -> QRCode:
    """Enter a district's own code among the issued ones, so that it is counted like them."""
    known = session.scalar(select(QRCode).where(QRCode.code == district.web_code))
    if known is None:
        known = QRCode(
            code=district.web_code, path="", district=district, medium=WEB, created_at=at
        )
        session.add(known)
        session.flush()
    return known


def retire_code(session: Session, code: QRCode, *, asker: Asker | None, at: datetime) -> None:
    """Say that what bore a code was taken down: it leads on, but nobody waits for scans."""
    if code.retired_at is None:
        code.retired_at = at
        audit.note(session, asker, "retire_code", f"code:{code.code}", at=at)


def take_up_code(session: Session, code: QRCode, *, asker: Asker | None, at: datetime) -> None:
    """Say that a code hangs again."""
    if code.retired_at is not None:
        code.retired_at = None
        audit.note(session, asker, "take_up_code", f"code:{code.code}", at=at)


def redirect_codes(
    session: Session,
    codes: Iterable[QRCode],
    path: str,
    *,
    asker: Asker | None,
    today: date,
    at: datetime,
) -> int:
    """Let codes lead elsewhere from now on; how many did not lead there already.

    What they brought so far stays with what they led to; the day of the change does so, too.
    """
    changed = [code for code in codes if code.path != path]
    for code in changed:
        session.add(FormerTarget(code_id=code.id, path=code.path, last_day=today))
        detail = {"before": code.path, "after": path}
        audit.note(session, asker, "redirect_code", f"code:{code.code}", at=at, **detail)
        code.path = path
    return len(changed)


def label_code(
    session: Session,
    code: QRCode,
    *,
    label: str,
    occasion: str,
    team: str,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Say what tells a code from others at its place, and which team hands it out when."""
    if (code.label or "", code.occasion or "", code.team or "") == (label, occasion, team):
        return
    code.label, code.occasion, code.team = label or None, occasion or None, team or None
    audit.note(session, asker, "label_code", f"code:{code.code}", at=at)


def make_share_code(
    session: Session, path: str, district: District, *, at: datetime, rng: Random
) -> QRCode:
    """The code by which people pass a survey on: one for all of it, counted apart."""
    known = session.scalar(select(QRCode).filter_by(path=path, medium=SHARED).limit(1))
    return known or _issued(session, [Wish(district, None, SHARED)], path, at, rng)[0]


def enter_letter_code(
    session: Session, asker: Asker | None, sign: str, wish: Wish, *, path: str, at: datetime
) -> QRCode:
    """The code that all letters of a batch share, as `new_codes` drew it before they were set."""
    code = QRCode(
        code=sign,
        path=path,
        district=wish.district,
        medium=LETTER,
        locale=wish.locale,
        occasion=wish.occasion or None,
        created_at=at,
    )
    session.add(code)
    session.flush()
    audit.note(session, asker, "create_codes", f"path:{path}", at=at, codes=[sign])
    return code


def _issued(
    session: Session, wishes: Sequence[Wish], path: str, at: datetime, rng: Random
) -> list[QRCode]:
    """The codes of these wishes: those that there are, and new ones for the rest."""
    known = issued_wishes(session, path)
    missing = {wish.key: wish for wish in wishes if wish.key not in known}
    for wish, sign in zip(missing.values(), new_codes(session, len(missing), rng), strict=True):
        known[wish.key] = QRCode(
            code=sign,
            path=path,
            district=wish.district,
            place=wish.place,
            medium=wish.medium,
            locale=wish.locale,
            label=wish.label or None,
            occasion=wish.occasion or None,
            team=wish.team or None,
            created_at=at,
        )
    session.add_all(known[key] for key in missing)
    session.flush()
    return [known[wish.key] for wish in wishes]


def issued_wishes(session: Session, path: str) -> dict[tuple[object, ...], QRCode]:
    """The codes that lead to a path and were not taken down, by what was wished for each."""
    there = select(QRCode).where(QRCode.path == path, QRCode.retired_at.is_(None))
    known: dict[tuple[object, ...], QRCode] = {}
    for code in session.scalars(there.order_by(QRCode.id)):
        known.setdefault(_key(code), code)
    return known


def _key(code: QRCode) -> tuple[object, ...]:
    return (
        code.district_id,
        code.place_id,
        code.medium,
        code.locale,
        code.label or "",
        code.occasion or "",
        code.team or "",
    )


def new_codes(session: Session, number: int, rng: Random) -> list[str]:
    """So many codes of five characters that were never issued."""
    found: dict[str, None] = {}
    while len(found) < number:
        drawn = ["".join(rng.choices(ALPHABET, k=CODE_LENGTH)) for _ in range(number - len(found))]
        taken = {
            *session.scalars(select(QRCode.code).where(QRCode.code.in_(drawn))),
            *session.scalars(select(District.web_code).where(District.web_code.in_(drawn))),
        }
        found.update(dict.fromkeys(code for code in drawn if code not in taken))
    return list(found)
