"""Every page that there is, as the list of addresses says it: no page can be forgotten."""

import re
from collections.abc import Iterator, Mapping

from flask import Flask
from werkzeug.routing import Rule

from beteiligung.access import audience_of
from tests.house import doors

SLUG = "stadtteilbefragung-2026"
BEFORE = "stadtteilbefragung-2024"
# What the parts of addresses name in the demonstration; an address without its part is not shown.
SHOWN: Mapping[str, str] = {
    "/<lang>/<district>": "sonnenberg",
    "/<lang>/ergebnisse/<slug>": BEFORE,
    "/<lang>/ergebnisse/<slug>/<number>": "1",
    "/<lang>/fonds/<slug>": "verfuegungsfonds-sonnenberg",
    "/<lang>/idee/<reference>": "SO-2026-00003",
    "/<lang>/ideen/<slug>": "sonnenberg-besser",
    "/<lang>/massnahme/<reference>": "M-01",
    "/<lang>/massnahmen/<district>": "sonnenberg",
    "/<lang>/nachrichten/<district>": "sonnenberg",
    "/<lang>/nachrichten/abbestellen/<token>": "niemals",
    "/<lang>/nachrichten/bestaetigen/<token>": "niemals",
    "/<lang>/umfrage/<slug>": SLUG,
    "/<lang>/wort-gehalten/<district>": "sonnenberg",
    "/de/bericht/<district>": "sonnenberg",
    "/einladung/<token>": "niemals",
    "/passwort/neu/<token>": "niemals",
    "/verwaltung/codes/fuer/<key>": f"umfrage/{SLUG}",
    "/verwaltung/fonds/<slug>": "verfuegungsfonds-sonnenberg",
    "/verwaltung/fonds/<slug>/antrag/<reference>": "VF-05",
    "/verwaltung/fonds/<slug>/jahr/<year>": "neu",
    "/verwaltung/fonds/<slug>/sitzung/<number>": "1",
    "/verwaltung/gesprochene-woerter/<locale>": "ar",
    "/verwaltung/ideen/<slug>": "sonnenberg-besser",
    "/verwaltung/ideen/<slug>/aufnahmen/<locale>": "ar",
    "/verwaltung/ideen/<slug>/idee/<reference>": "SO-2026-00003",
    "/verwaltung/ideen/<slug>/phase/<name>": "_neu",
    "/verwaltung/ideen/<slug>/stand/<name>": "_neu",
    "/verwaltung/ideen/<slug>/thema/<name>": "gruen",
    "/verwaltung/massnahmen/<reference>": "M-01",
    "/verwaltung/massnahmen/<reference>/geld/<number>": "1",
    "/verwaltung/massnahmen/<reference>/indikator/<number>": "1",
    "/verwaltung/rueckmeldung/<slug>": "sonnenberg",
    "/verwaltung/stadtteile/<slug>": "sonnenberg",
    "/verwaltung/stadtteile/gebiete/<number>": "1",
    "/verwaltung/weitergegeben/<number>": "1",
    "/tablet/<lang>/befragung/<slug>": SLUG,
    "/verwaltung/team/<number>": "1",
    "/verwaltung/umfragen/<slug>": SLUG,
    "/verwaltung/umfragen/<slug>/aufnahmen/<locale>": "ar",
    "/verwaltung/umfragen/<slug>/ergebnisse/texte/themen/<number>": "1",
    "/verwaltung/umfragen/<slug>/ergebnisse/veroeffentlichen/fazit/<locale>": "ar",
    "/verwaltung/umfragen/<slug>/ergebnisse/veroeffentlichen/fragen/<name>": "q08_probleme",
    "/verwaltung/umfragen/<slug>/ergebnisse/wer-fehlt/zuordnung/<variable>": "alter",
    "/verwaltung/umfragen/<slug>/fragebogen/frage/<name>": "q08_probleme",
    "/verwaltung/umfragen/<slug>/fragebogen/skala/<name>": "sat5",
    "/verwaltung/umfragen/<slug>/fragebogen/teil/<at>": "0",
    "/verwaltung/umfragen/<slug>/fragensammlung/<item_id>": "zufrieden_bereiche",
    "/verwaltung/umfragen/<slug>/texte/<locale>": "ar",
    "/verwaltung/umfragen/<slug>/vorschau/<locale>": "ar",
    "/verwaltung/umfragen/neu/vorlagen/<template_id>": "stadtteilbefragung",
}
FILES = re.compile(
    r"\.(?:csv|geojson|json|jsonld|ics|odt|pdf|png|rss|svg|vtt|txt|xml|xlsx)$|/(?:foto|aufnahme)$"
    r"|^/tablet/(?:dienst\.js|app\.webmanifest|[a-z]+/paket)$"
    r"|/(?:healthz|readyz|metrics|aufgabe)$|^/daten/pds/"
)


def pages(app: Flask, *, public: bool, language: str) -> Iterator[str]:
    """Every page of residents, or of staff, that the demonstration can show."""
    for rule in doors.rules(app):
        audience = audience_of(app.view_functions[rule.endpoint])
        if audience is not None and audience.is_public == public and "GET" in (rule.methods or ()):
            address = _address(rule, language)
            if address is not None and not FILES.search(address):
                yield address


def _address(rule: Rule, language: str) -> str | None:
    named = {name: SHOWN.get(part) for part, name in doors.parts(rule)}
    if "lang" in named:
        named["lang"] = language
    values = {name: value for name, value in named.items() if value is not None}
    return doors.built(rule, values) if len(values) == len(named) else None
