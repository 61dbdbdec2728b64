"""What a new board begins with: topics and statuses in six languages, to be changed at will."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from beteiligung.ideas.models import Category, Status

ICONS = ("trash", "tree", "walk", "light", "people", "child", "house", "dots")


@cache
def _standard() -> dict[str, list[dict[str, Any]]]:
    path = Path(__file__).parent / "standard.json"
    found: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def standard_categories() -> list[Category]:
    """The usual topics."""
    return [
        Category(position=place, picture="", **entry)
        for place, entry in enumerate(_standard()["categories"])
    ]


def standard_statuses() -> list[Status]:
    """The usual statuses: what is new first, then what is under way, then what is final."""
    return [
        Status(
            code=entry["code"],
            label=entry["label"],
            colour=entry["colour"],
            icon=entry["icon"],
            is_final=entry["final"],
            position=place,
        )
        for place, entry in enumerate(_standard()["statuses"])
    ]
