"""Every door of the platform: each rule with each object that its address can name, for anybody."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from beteiligung import i18n
from beteiligung.access import Audience, Role, audience_of
from beteiligung.errors import Forbidden, SignInNeeded
from tests.house.town import PEOPLE, Town
from tests.page import Page
from tests.visitor import OWN_PAGE, Visitor

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NOWHERE = "nowhere"  # where things are that are not there
EVERYWHERE = "everywhere"  # what belongs to no district, but is there
_NAME = re.compile(r"<(?:[^<>:]+:)?(\w+)>")

# What each part of an address names, by the address up to there. "=word" is a word that is no
# object of a district; everything else is a field of `Things`, or of what the town shares.
NAMED: Mapping[str, str] = {
    "/<lang>": "=de",
    "/<lang>/<district>": "district",
    "/<lang>/ergebnisse/<slug>": "survey",
    "/<lang>/ergebnisse/<slug>/<number>": "release",
    "/<lang>/ergebnisse/<slug>/<number>/bild/<question>": "question",
    "/<lang>/ergebnisse/<slug>/<number>/plakat-<paper>": "=a4",
    "/<lang>/ergebnisse/<slug>/bild/<question>": "question",
    "/<lang>/ergebnisse/<slug>/plakat-<paper>": "=a4",
    "/<lang>/fonds/<slug>": "fund",
    "/<lang>/idee/<reference>": "idea",
    "/<lang>/ideen/<slug>": "board",
    "/<lang>/massnahme/<reference>": "measure",
    "/<lang>/massnahmen/<district>": "district",
    "/<lang>/nachrichten/<district>": "district",
    "/<lang>/nachrichten/abbestellen/<token>": "=never-issued",
    "/<lang>/nachrichten/bestaetigen/<token>": "=never-issued",
    "/<lang>/umfrage/<slug>": "survey",
    "/<lang>/wort-gehalten/<district>": "district",
    "/Q/<code>": "code",
    "/q/<code>": "code",
    "/de/bericht/<district>": "district",
    "/film/<digest>": "film",
    "/daten/fonds/<slug>": "fund",
    "/daten/ideen/<slug>": "board",
    "/daten/massnahmen/<lang>": "=de",
    "/daten/massnahmen/<lang>/<district>": "district",
    "/daten/pds/projects/<slug>": "board",
    "/daten/termine/<lang>": "=de",
    "/daten/termine/<lang>/<district>": "district",
    "/daten/pds/projects/<slug>/contributions/<reference>": "idea",
    "/einladung/<token>": "=never-issued",
    "/passwort/neu/<token>": "=never-issued",
    "/medien/bild/<digest>": "picture",
    "/medien/ton/<digest>": "sound",
    "/verwaltung/codes/bild/<code>": "code",
    "/verwaltung/codes/bild/<code>.<kind>": "=svg",
    "/verwaltung/codes/blatt/<code>": "code",
    "/verwaltung/codes/briefe/<slug>": "survey",
    "/verwaltung/codes/briefe/<slug>/vorschau-<kind>": "=letters",
    "/verwaltung/codes/code/<code>": "code",
    "/verwaltung/codes/drucken/<slug>": "survey",
    "/verwaltung/codes/drucken/<slug>/vorschau-<form>": "=poster-a4",
    "/verwaltung/codes/fuer/<key>": "target",
    "/verwaltung/codes/liste/<key>": "target",
    "/verwaltung/codes/liste/anlegen/<key>": "target",
    "/verwaltung/codes/oeffnen/<code>": "code",
    "/verwaltung/codes/schliessen/<code>": "code",
    "/verwaltung/datenschutz/<name>": "=verzeichnis",
    "/verwaltung/fonds/<slug>": "fund",
    "/verwaltung/fonds/<slug>/antrag/<reference>": "application",
    "/verwaltung/fonds/<slug>/jahr/<year>": "=2026",
    "/verwaltung/fonds/<slug>/sitzung/<number>": "meeting",
    "/verwaltung/gesprochene-woerter/<locale>": "=ar",
    "/verwaltung/ideen/<slug>": "board",
    "/verwaltung/ideen/<slug>/aufnahmen/<locale>": "=ar",
    "/verwaltung/ideen/<slug>/idee/<reference>": "idea",
    "/verwaltung/ideen/<slug>/meldung/<number>": "report",
    "/verwaltung/ideen/<slug>/phase/<name>": "phase",
    "/verwaltung/ideen/<slug>/schwung/<number>": "burst",
    "/verwaltung/ideen/<slug>/stand/<name>": "status",
    "/verwaltung/ideen/<slug>/thema/<name>": "category",
    "/verwaltung/konto/sitzungen/<number>": "=4711",  # one's own only: tests/accounts/test_sessions
    "/verwaltung/hinweise/<number>": "notice",
    "/verwaltung/massnahmen/<reference>": "measure",
    "/verwaltung/massnahmen/<reference>/ergebnisse/<number>": "figure",
    "/verwaltung/massnahmen/<reference>/geld/<number>": "money",
    "/verwaltung/massnahmen/<reference>/ideen/<idea>": "idea",
    "/verwaltung/massnahmen/<reference>/indikator/<number>": "indicator",
    "/verwaltung/pflichten/barriere/<number>": "gap",
    "/verwaltung/rueckmeldung/<slug>": "district",
    "/verwaltung/rueckmeldungen/<number>": "feedback",
    "/verwaltung/stadtteile/<slug>": "district",
    "/verwaltung/stadtteile/<slug>/bevoelkerung/<day>": "=2025-12-31",
    "/verwaltung/stadtteile/<slug>/orte/<place>": "place",
    "/verwaltung/stadtteile/gebiete/<number>": "area",
    "/tablet/<lang>": "=de",
    "/tablet/<lang>/befragung/<slug>": "survey",
    "/verwaltung/tablets/<number>": "tablet",
    "/verwaltung/tablets/aufnahmen/<key>": "voice",
    "/verwaltung/tablets/blatt/<kind>": "=leitung",
    "/verwaltung/tablets/zurueckgestellt/<number>": "parcel",
    "/verwaltung/team/<number>": "member",
    "/verwaltung/team/einladung/<number>": "invitation",
    "/verwaltung/weitergegeben/<number>": "passed",
    "/verwaltung/umfragen/<slug>": "survey",
    "/verwaltung/umfragen/<slug>/aufnahmen/<locale>": "=ar",
    "/verwaltung/umfragen/<slug>/ergebnisse/auffaelliges/entscheidung/<number>": "decision",
    "/verwaltung/umfragen/<slug>/ergebnisse/bild/<question>": "question",
    "/verwaltung/umfragen/<slug>/ergebnisse/foto/<name>": "photo",
    "/verwaltung/umfragen/<slug>/ergebnisse/texte/<name>": "=worte",
    "/verwaltung/umfragen/<slug>/ergebnisse/texte/<name>/<reference>": "text",
    "/verwaltung/umfragen/<slug>/ergebnisse/texte/themen/<number>": "theme",
    "/verwaltung/umfragen/<slug>/ergebnisse/veroeffentlichen/<number>": "release",
    "/verwaltung/umfragen/<slug>/ergebnisse/veroeffentlichen/fazit/<locale>": "=de",
    "/verwaltung/umfragen/<slug>/ergebnisse/veroeffentlichen/fragen/<name>": "question",
    "/verwaltung/umfragen/<slug>/ergebnisse/veroeffentlichen/vorschau/<locale>": "=de",
    "/verwaltung/umfragen/<slug>/ergebnisse/wer-fehlt/zuordnung/<variable>": "=age",
    "/verwaltung/umfragen/<slug>/fragebogen/frage/<name>": "question",
    "/verwaltung/umfragen/<slug>/fragebogen/skala/<name>": "=drei",
    "/verwaltung/umfragen/<slug>/fragebogen/teil/<at>": "=0",
    "/verwaltung/umfragen/<slug>/fragensammlung/<item_id>": "=zufrieden_bereiche",
    "/verwaltung/umfragen/<slug>/notizen/<number>": "note",
    "/verwaltung/umfragen/<slug>/probe/<number>": "trial",
    "/verwaltung/umfragen/<slug>/texte/<locale>": "=ar",
    "/verwaltung/umfragen/<slug>/vorschau/<locale>": "=ar",
    "/verwaltung/umfragen/<slug>/schutz/codes/<number>": "batch",
    "/verwaltung/umfragen/neu/vorlagen/<template_id>": "=stadtteilbefragung",
}

# Forms that find nothing where what they name is missing.
NEEDS_MORE = {("POST", "theme.merge"), ("POST", "receipts.enter")}
# What has ended may be ended once more.
ENDS = {("POST", "team.withdraw")}


@dataclass(frozen=True)
class Door:
    """One address for one method; ``of`` is where its things are, all of them in one place."""

    rule: Rule
    method: str
    address: str
    of: str

    def __str__(self) -> str:
        """As a failing test names it."""
        return f"{self.method} {self.address}"


def unnamed(app: Flask) -> tuple[list[str], list[str]]:
    """Parts of addresses of which nobody has said what they name; and names of parts long gone."""
    there = {part for rule in rules(app) for part, _name in parts(rule)}
    return sorted(there - set(NAMED)), sorted(set(NAMED) - there)


def rules(app: Flask) -> list[Rule]:
    """All rules, without the built files."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def all_doors(town: Town, person: str, *, public: bool = False) -> Iterator[Door]:
    """Every door that tells people apart; residents' own ones are for the visitor to try."""
    for rule in rules(town.app):
        audience = audience_of(town.app.view_functions[rule.endpoint])
        is_public = audience is None or audience.is_public
        if not is_public or public or person == "visitor":
            yield from doors(town, rule)


def numbered(town: Town, number: int) -> Iterator[str]:
    """Every address that names something by a number, with this one in its place."""
    for rule in rules(town.app):
        values = _somewhere(town, rule)
        for name in values:
            if _is_number(rule, name):
                yield built(rule, {**values, name: number})


def of_drafts(town: Town) -> Iterator[str]:
    """Every address of residents that names a survey, with one that was never published."""
    for rule in rules(town.app):
        named = {name: NAMED[part] for part, name in parts(rule)}
        drafts = {
            name: town.districts["sonnenberg"].draft for name in named if named[name] == "survey"
        }
        audience = audience_of(town.app.view_functions[rule.endpoint])
        if drafts and audience is not None and audience.is_public:
            yield built(rule, _somewhere(town, rule) | drafts)


def _somewhere(town: Town, rule: Rule) -> dict[str, object]:
    """What an address of a rule names on the Sonnenberg."""
    named = {name: NAMED[part] for part, name in parts(rule)}
    return {
        name: what[1:] if what.startswith("=") else _value(town, what, "sonnenberg")
        for name, what in named.items()
    }


def address_of(rule: Rule) -> str:
    """An address of a rule, whatever is or is not there."""
    named = {name: NAMED[part] for part, name in parts(rule)}
    return built(rule, {name: what[1:] if what[:1] == "=" else 1 for name, what in named.items()})


def token_of(somebody: Visitor) -> str:
    """What somebody's forms carry, whatever was typed into the pages before."""
    page = Page(somebody, somebody.client.get("/verwaltung/konto", headers=OWN_PAGE))
    return next(page.all("input", name="csrf_token")).get("value", "")


def doors(town: Town, rule: Rule) -> Iterator[Door]:
    """Every address of a rule: things of each district, mixed up, and not there at all."""
    named = {name: NAMED[part] for part, name in parts(rule)}
    things = [name for name, what in named.items() if not what.startswith("=")]
    words = {name: what[1:] for name, what in named.items() if what.startswith("=")}
    places = [*town.districts, NOWHERE]
    for chosen in itertools.product(places, repeat=len(things)):
        if NOWHERE in chosen[:-1] and chosen[-1:] != (places[0],):
            continue  # one way into what is not there is enough
        where = dict(zip(things, chosen, strict=True))
        values = {name: _value(town, named[name], place) for name, place in where.items()}
        address = built(rule, {**words, **values})
        found = {
            EVERYWHERE if named[n] in town.shared and p != NOWHERE else p for n, p in where.items()
        } or {EVERYWHERE}
        place = found.pop() if len(found) == 1 else NOWHERE
        for method in METHODS:
            if method in (rule.methods or ()):
                yield Door(rule, method, address, place)


def expected(app: Flask, door: Door, person: str) -> str:
    """What has to happen when somebody comes to a door: open, hidden, forbidden, or sign in."""
    audience = audience_of(app.view_functions[door.rule.endpoint])
    who = PEOPLE[person]
    if not is_open_to(audience, who[0] if who else None):
        return "sign in" if who is None else "forbidden"
    public = audience is not None and audience.is_public
    deed = (door.method, door.rule.endpoint)
    if deed in NEEDS_MORE:
        return "hidden"
    reached = {EVERYWHERE, *(who[1:] if who else ())}
    if public or (who and who[0] is Role.ADMIN):
        reached = {door.of} - {NOWHERE}
    return "open" if door.of in reached or deed in ENDS else "hidden"


def is_open_to(audience: Audience | None, role: Role | None) -> bool:
    """Whether the guard lets somebody of this role to a page."""
    return audience is None or audience.is_public or role in (audience.roles or ())


def verdict(somebody: Visitor, door: Door, **sent: str) -> str:
    """What happens when somebody comes to a door."""
    answer = somebody.client.open(door.address, method=door.method, headers=OWN_PAGE, data=sent)
    status = answer.status_code
    assert status < 500, f"{door}: {status}"
    if status == SignInNeeded.status or answer.headers.get("Location", "").startswith("/anmelden?"):
        return "sign in"
    if status == 404:
        return "hidden"
    if status != 403:
        return "open"
    return "forbidden" if _forbidden(somebody.app) in answer.get_data(as_text=True) else "open"


@cache
def _forbidden(app: Flask) -> str:
    """What the guard says to somebody in another role; a missing token is answered otherwise."""
    with app.test_request_context():
        i18n.use("de")
        return i18n.gettext(Forbidden.default)


def parts(rule: Rule) -> list[tuple[str, str]]:
    """The parts of a rule's address that vary: the address up to there, and the name."""
    plain = _NAME.sub(r"<\1>", re.sub(r"<any\([^)]*\):", "<", str(rule)))
    return [(plain[: found.end()], found.group(1)) for found in _NAME.finditer(plain)]


def _value(town: Town, what: str, place: str) -> object:
    there = town.shared.get(what) or getattr(next(iter(town.districts.values())), what)
    if place == NOWHERE:
        return 987_654 if isinstance(there, int) else "gibt-es-nicht"
    return town.shared.get(what) or getattr(town.districts[place], what)


def built(rule: Rule, values: Mapping[str, object]) -> str:
    made = rule.build({name: _typed(rule, name, value) for name, value in values.items()})
    assert made is not None, rule
    return made[1]


def _typed(rule: Rule, name: str, value: object) -> object:
    return int(str(value)) if _is_number(rule, name) else value


def _is_number(rule: Rule, name: str) -> bool:
    return isinstance(rule._converters[name], IntegerConverter)  # noqa: SLF001 - the rule's own table
