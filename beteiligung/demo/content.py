"""The demonstration's texts: areas, places, people and surveys in six languages."""

import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def content() -> dict[str, Any]:
    """Everything that is written, not counted; not to be changed."""
    return _read("content.json")


@cache
def phrases() -> dict[str, Any]:
    """What the invented people write: short phrases by language."""
    return _read("phrases.json")


@cache
def themes() -> dict[str, Any]:
    """What staff made of these phrases: themes, and what some of them mean in German."""
    return _read("themes.json")


def indicators() -> bytes:
    """Invented figures of offices, as a file that can be brought in."""
    return (HERE / "indicators.csv").read_bytes()


@cache
def conclusions() -> dict[str, dict[str, str]]:
    """What is written about the results, by survey and language."""
    return _read("conclusions.json")


def document(slug: str) -> dict[str, Any]:
    """The questionnaire document of one of the demonstration's surveys, with its scales."""
    found = next(survey for survey in content()["surveys"] if survey["slug"] == slug)
    used = {question.get("scale") for question in found["questions"]}
    scales = {name: scale for name, scale in content()["scales"].items() if name in used}
    return {**found, "scales": scales}


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return found
