"""An order of prints: a survey's codes with everything that stands beside them, as plain values."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.authoring.outline import length_of
from beteiligung.config import Settings
from beteiligung.districts.models import Place
from beteiligung.errors import Refusal
from beteiligung.locales import SOURCE, entries
from beteiligung.prints.outcome import Outcome, outcome_of
from beteiligung.qrcodes.actions import LETTER
from beteiligung.qrcodes.glyphs import plain
from beteiligung.qrcodes.queries import codes_leading_to
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import newest_version
from beteiligung.text import N_, Translated
from beteiligung.web.models import SiteText

LOCAL = "http://127.0.0.1:5000"  # where nobody has said what the address is: to try things out


class NotSecure(Refusal):
    """Nobody may be led to a page that others on the way can change."""

    default = N_(
        "Nothing is printed yet: the public address must begin with https://. "
        "An administrator sets it as BETEILIGUNG_PUBLIC_URL."
    )


class NoCodes(Refusal):
    """Nothing to print."""

    default = N_("There is no code for this print yet. Make codes for it first.")


class NoLanguage(Refusal):
    """A language in which the survey is not finished."""

    default = N_("The survey is not finished in this language: %(languages)s")


@dataclass(frozen=True, slots=True)
class Hung:
    """One code and where it hangs."""

    code: str
    place: str
    where: str  # the address of the place, for whoever hangs it
    medium: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What is printed: a survey in some languages, at some places."""

    title: Translated
    locales: tuple[str, ...]
    asked: int
    minutes: int
    anonymous: bool
    ends: datetime | None
    results_on: date | None
    phone: str
    name: str
    by: str
    base: str
    timezone: str
    hung: tuple[Hung, ...]
    outcome: Outcome | None = None  # before the first results there is none

    def with_media(self, media: tuple[str, ...]) -> "Order":
        """The codes that are meant for these media; `NoCodes` if there is none."""
        found = tuple(each for each in self.hung if not media or each.medium in media)
        if not found:
            raise NoCodes
        return replace(self, hung=found)


def order_of(
    session: Session,
    survey: Survey,
    settings: Settings,
    *,
    locales: tuple[str, ...] = (),
    places: frozenset[int] | None = None,
    districts: frozenset[int] | None = None,
    base: str = "",
) -> Order:
    """What can be printed for a survey, its codes sorted by place; refused where it must not be.

    ``places`` and ``districts`` say which codes (none: all); without ``locales`` all finished ones.
    """
    version = newest_version(session, survey)
    document = version.document if version else survey.draft
    spoken = tuple(version.locales if version else survey.title)
    asked, minutes = length_of(document)
    return Order(
        title=survey.named,
        locales=_chosen(spoken, locales, survey.source),
        asked=asked,
        minutes=minutes,
        anonymous=document.get("anonymity") != "receipt",
        ends=survey.closes_at,
        results_on=survey.results_on,
        phone=next((each.phone for each in survey.districts if each.phone), ""),
        name=settings.name,
        by=_asker(session, document, survey.source),
        base=base or address_of(settings),
        timezone=settings.timezone,
        hung=tuple(_hung(session, survey, places, districts)),
        outcome=outcome_of(session, survey),
    )


def places_of(session: Session, survey: Survey, districts: frozenset[int] | None) -> list[Place]:
    """The places at which codes of a survey hang, in these districts (none: all)."""
    found = {
        code.place.id: code.place
        for code in codes_leading_to(session, f"umfrage/{survey.slug}")
        if code.place and (districts is None or code.district_id in districts)
    }
    return sorted(found.values(), key=lambda place: place.name.casefold())


def address_of(settings: Settings) -> str:
    """What prints lead to; in production nothing but https."""
    if settings.production and not settings.public_url.startswith("https://"):
        raise NotSecure
    return settings.public_url or LOCAL


def _chosen(spoken: tuple[str, ...], wanted: tuple[str, ...], source: str) -> tuple[str, ...]:
    """The wanted languages: the survey's own first, easy German right after German."""
    if strange := [locale for locale in wanted if locale not in spoken]:
        raise NoLanguage(languages=", ".join(strange))
    chosen = [entry.id for entry in entries(wanted or spoken)]
    first = source if source in chosen else SOURCE if SOURCE in chosen else chosen[0]
    return tuple(sorted(chosen, key=lambda locale: locale != first))


def _asker(session: Session, document: dict[str, object], source: str) -> str:
    operator = str(document.get("operator") or "")
    if operator:
        return plain(operator)
    found = session.scalar(select(SiteText).where(SiteText.key == "byline"))
    return plain(Translated(found.texts).pick((source, SOURCE)).text) if found else ""


def _hung(
    session: Session,
    survey: Survey,
    places: frozenset[int] | None,
    districts: frozenset[int] | None,
) -> list[Hung]:
    found = [
        Hung(
            code=code.code,
            place=plain(code.place.name) if code.place else "",
            where=plain(code.place.address) if code.place else "",
            medium=code.medium,
            label=plain(code.label or ""),
        )
        for code in codes_leading_to(session, f"umfrage/{survey.slug}")
        if code.closed_at is None
        and code.medium != LETTER
        and (places is None or code.place_id in places)
        and (districts is None or code.district_id in districts)
    ]
    return sorted(found, key=lambda each: (each.place.casefold(), each.medium, each.code))
