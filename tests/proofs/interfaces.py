"""What programs may ask us for, described as OpenAPI: the addresses that answer with JSON."""

from typing import Any

SLUGS = ["stadtteilbefragung-2024", "stadtteilbefragung-2026", "gibt-es-nicht"]
LANGUAGES = ["de", "ar", "en"]


def described(base: str) -> dict[str, Any]:
    """The description of an installation that is served at this address."""
    lang = _named("lang", {"type": "string", "enum": LANGUAGES})
    slug = _named("slug", {"type": "string", "enum": SLUGS})
    number = _named("number", {"type": "integer", "minimum": 0})
    return {
        "openapi": "3.0.3",
        "info": {"title": "Beteiligung", "version": "1"},
        "servers": [{"url": base}],
        "paths": {
            "/{lang}/ergebnisse/{slug}.json": _read([lang, slug], "application/json"),
            "/{lang}/ergebnisse/{slug}/{number}.json": _read(
                [lang, slug, number], "application/json"
            ),
            "/daten/katalog.jsonld": _read([], "application/ld+json"),
            "/healthz": _read([], "text/plain"),
            "/readyz": _read([], "text/plain"),
            "/bericht": {"post": _reported()},
        },
    }


def _named(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _read(parameters: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    schema = {"type": "object"} if "json" in kind else {"type": "string"}
    answers = {"200": {"description": "it", "content": {kind: {"schema": schema}}}}
    refused = {"text/html": {"schema": {"type": "string"}}}
    for status in ("400", "404", "405"):
        answers[status] = {"description": "in words", "content": refused}
    return {"get": {"parameters": parameters, "responses": answers}}


def _reported() -> dict[str, Any]:
    statuses = ("204", "400", "403", "404", "405", "413", "429")
    body = {"application/json": {"schema": {"type": "object"}}}
    return {
        "requestBody": {"content": body},
        "responses": {status: {"description": "counted, or not"} for status in statuses},
    }
