"""When a question or an answer gets another code before it is published, rules follow."""

import re
from collections.abc import Mapping
from typing import Any

from beteiligung.surveys.references import LOOKS


def rename_question(document: dict[str, Any], before: str, now: str) -> None:
    """Let rules and recordings know a question by its new id; ``document`` is changed."""
    if before == now:
        return
    name = re.compile(r"\$\{\s*" + re.escape(before) + r"(?=[.\s}])")
    document["questions"] = _everywhere(document["questions"], name, "${" + now)
    _in_sounds(document, "^" + re.escape(before) + r"(?=[.:/])", now)


def rename_codes(document: dict[str, Any], question: str, renamed: Mapping[str, str]) -> None:
    """Let rules and recordings know answers of a question by their new codes."""
    asked = r"\$\{\s*" + re.escape(question) + r"(?:\.[\w.-]+)?\s*\}"
    for before, now in _steps(renamed):
        quoted = r"(['\"])" + re.escape(before) + r"(?:\2)"
        for way in (
            rf"({asked}\s*!?=\s*){quoted}",
            rf"(selected\(\s*{asked}\s*,\s*){quoted}",
        ):
            _in_rules(document, way, rf"\g<1>\g<2>{now}\g<2>")
        turned = r"()(['\"])" + re.escape(before) + rf"(?:\2)(\s*!?=\s*{asked})"
        _in_rules(document, turned, rf"\g<2>{now}\g<2>\g<3>")
        _in_sounds(document, f"^{re.escape(f'{question}:{before}')}$", f"{question}:{now}")


def rename_rows(document: dict[str, Any], question: str, renamed: Mapping[str, str]) -> None:
    """Let rules and recordings know rows of a matrix by their new codes."""
    for before, now in _steps(renamed):
        row = r"\$\{\s*" + re.escape(f"{question}.{before}") + r"(?=[\s}])"
        _in_rules(document, row, "${" + f"{question}.{now}")
        _in_sounds(document, f"^{re.escape(f'{question}/{before}')}$", f"{question}/{now}")


def _steps(renamed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Codes that change places go round by names that nobody has."""
    if not set(renamed) & set(renamed.values()):
        return list(renamed.items())
    away = [(before, f"{now}__") for before, now in renamed.items()]
    return [*away, *((between, between.removesuffix("__")) for _, between in away)]


def _everywhere(value: Any, name: re.Pattern[str], now: str) -> Any:
    """Rules, calculations, and texts that show an answer given before."""
    if isinstance(value, dict):
        return {key: _everywhere(part, name, now) for key, part in value.items()}
    if isinstance(value, list):
        return [_everywhere(part, name, now) for part in value]
    return name.sub(now, value) if isinstance(value, str) else value


def _in_rules(document: dict[str, Any], pattern: str, now: str) -> None:
    for asked in document["questions"]:
        for name in LOOKS:
            if asked.get(name):
                asked[name] = re.sub(pattern, now, str(asked[name]))


def _in_sounds(document: dict[str, Any], pattern: str, now: str) -> None:
    if document.get("sounds"):
        named = document["sounds"].items()
        document["sounds"] = {re.sub(pattern, now, key): sound for key, sound in named}
