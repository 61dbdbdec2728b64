"""Fields of action that a city usually has, and by which words something belongs to one."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

ACROSS = "Querschnitt"  # what belongs to every field, and therefore stands last


@cache
def _standard() -> list[dict[str, Any]]:
    path = Path(__file__).parent / "standard.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def standard_fields() -> list[str]:
    """The usual fields of action, in the administration's words."""
    return [entry["field"] for entry in _standard()]


def guessed(*texts: str) -> str:
    """The field of the first of these German texts that speaks of one; "" where none does."""
    return next(filter(None, map(_spoken_of, texts)), "")


@lru_cache(maxsize=4000)
def _spoken_of(text: str) -> str:
    """The field that a text speaks of; waves ask the same again, so it is remembered."""
    said = text.casefold()
    fields = (
        entry["field"] for entry in _standard() if any(map(said.__contains__, entry["stems"]))
    )
    return next(fields, "")
