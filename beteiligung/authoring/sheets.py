"""Which parts a draft has: its frame, each question, each scale, the heading of each group."""

from collections.abc import Mapping
from typing import Any

from beteiligung.authoring.parts import (
    FLAGS,
    Entry,
    Part,
    Row,
    Rows,
    Values,
    codes_for,
    copied,
    in_languages,
    position,
    read_entries,
    read_rows,
    source_of,
    words_of,
    write_entries,
    write_rows,
)
from beteiligung.authoring.renaming import rename_codes, rename_question, rename_rows
from beteiligung.surveys.questions.kind import Kind
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.references import PARTS
from beteiligung.surveys.shape import HEAD, QUESTION, TEXT
from beteiligung.text import N_

FRAME = (
    "title",
    "intro",
    "purpose",
    "privacy_short",
    "thanks",
    "operator",
    "legal_basis",
    "retention_months",
    "results_promised_within_days",
    "anonymity",
    "access",
    "min_age",
    "dpia",
)
OF_EVERY_QUESTION = ("text", "help", "page")
OF_ASKING_QUESTIONS = (
    "required",
    "sensitive",
    "special",
    "reason",
    "demographic",
    "identifying",
    "indicator",
)
ROWS = ("options", "items")
Locked = Mapping[str, frozenset[str]]  # published questions: id -> codes of options and items


def frame() -> Part:
    """What people read before and after the questions, and what they must be told."""
    entries = tuple(Entry(name, HEAD[name]) for name in FRAME)

    def read(document: Mapping[str, Any]) -> Values:
        return read_entries(document, entries, source_of(document))

    def write(document: Mapping[str, Any], values: Values) -> dict[str, Any]:
        changed = copied(document)
        write_entries(changed, entries, values, source_of(document))
        return changed

    return Part(N_("Introduction and promises were changed"), "", entries, (), read, write)


def question(document: Mapping[str, Any], name: str, locked: Locked) -> Part | None:
    """One question, with what its kind can be; none if there is no such question."""
    at = position(document, name)
    if at is None:
        return None
    entries, rows = asked_of(document["questions"][at], locked.get(name))

    def read(document: Mapping[str, Any]) -> Values | None:
        at = position(document, name)
        if at is None:
            return None
        holder, source = document["questions"][at], source_of(document)
        values = read_entries(holder, entries, source)
        return values | {part.name: read_rows(holder, part, source) for part in rows}

    def write(document: Mapping[str, Any], values: Values) -> dict[str, Any]:
        changed, source = copied(document), source_of(document)
        holder = changed["questions"][position(changed, name) or 0]
        write_entries(holder, entries, values, source)
        _take_heading(changed, holder, source)
        for part in rows:
            _write_answers(changed, holder, part, values.get(part.name, []), name)
        rename_question(changed, name, str(holder.get("id") or name))
        return changed

    return Part(N_("A question was changed"), name, entries, rows, read, write)


def asked_of(
    holder: Mapping[str, Any], published: frozenset[str] | None
) -> tuple[tuple[Entry, ...], tuple[Rows, ...]]:
    """What the form of a question asks for; new kinds and keys appear by themselves.

    ``published``: the codes that answers were given with, if the question is published.
    """
    kind = KINDS.get(str(holder.get("kind")))
    own = kind.keys if kind else frozenset()
    names = [*OF_EVERY_QUESTION]
    names += [name for name in QUESTION if name in own and name not in {*ROWS, *names}]
    if holder.get("image"):
        names.append("image_text")
    if kind is None or kind.asks:
        names += [name for name in OF_ASKING_QUESTIONS if name not in names]
    entries = [Entry(name, QUESTION[name]) for name in names]
    entries.append(Entry("id", QUESTION["id"], locked=published is not None))
    wanted = [name for name in ROWS if name in own or holder.get(name)]
    rows = [Rows(name, _flags(name, kind), published or frozenset()) for name in wanted]
    return tuple(entries), tuple(rows)


def scale(name: str, locked: frozenset[str]) -> Part:
    """The points of a scale, best first; all questions that use it show the same."""
    rows = Rows("labels", (), locked)

    def read(document: Mapping[str, Any]) -> Values | None:
        found = (document.get("scales") or {}).get(name)
        if found is None:
            return None
        return {"labels": read_rows(_as_options(found), rows, source_of(document))}

    def write(document: Mapping[str, Any], values: Values) -> dict[str, Any]:
        changed = copied(document)
        found = changed.setdefault("scales", {}).setdefault(name, {})
        holder = _as_options(found)
        renamed = _renamed(values["labels"], locked)
        write_rows(holder, rows, values["labels"], source_of(document))
        options = holder.get("labels") or []
        found["codes"] = [option["code"] for option in options]
        found["labels"] = [option.get("label") or {} for option in options]
        found.pop("images", None)
        if any(option.get("image") for option in options):
            found["images"] = [option.get("image") or "" for option in options]
        for asked in changed["questions"]:
            if asked.get("scale") == name:
                rename_codes(changed, str(asked.get("id")), renamed)
        return changed

    return Part(N_("A scale was changed"), name, (), (rows,), read, write)


def rule(name: str) -> Part:
    """When a question is shown."""
    entries = (Entry("show_if", QUESTION["show_if"]),)

    def read(document: Mapping[str, Any]) -> Values | None:
        at = position(document, name)
        if at is None:
            return None
        return read_entries(document["questions"][at], entries, source_of(document))

    def write(document: Mapping[str, Any], values: Values) -> dict[str, Any]:
        changed = copied(document)
        holder = changed["questions"][position(changed, name) or 0]
        write_entries(holder, entries, values, source_of(document))
        return changed

    return Part(N_("A rule was changed"), name, entries, (), read, write)


def heading(at: int) -> Part:
    """The heading of a group of questions: those after one another that have the same."""
    entries = (Entry("page", TEXT),)

    def read(document: Mapping[str, Any]) -> Values | None:
        if at >= len(document["questions"]):
            return None
        return read_entries(document["questions"][at], entries, source_of(document))

    def write(document: Mapping[str, Any], values: Values) -> dict[str, Any]:
        changed, source = copied(document), source_of(document)
        before = changed["questions"][at].get("page")
        for asked in changed["questions"][at:]:
            if asked.get("page") != before:
                break
            write_entries(asked, entries, values, source)
        return changed

    return Part(N_("A heading was changed"), "", entries, (), read, write)


def locked_by(version: Mapping[str, Any] | None) -> dict[str, frozenset[str]]:
    """What a published questionnaire fixes: its questions, with the codes of their answers."""
    if version is None:
        return {}
    return {
        str(asked["id"]): frozenset(
            str(option["code"]) for part in ROWS for option in asked.get(part) or ()
        )
        for asked in version["questions"]
    }


def scale_locked_by(version: Mapping[str, Any] | None, name: str) -> frozenset[str]:
    """The codes of a scale that are published."""
    found = ((version or {}).get("scales") or {}).get(name) or {}
    return frozenset(map(str, found.get("codes") or ()))


def _write_answers(
    document: dict[str, Any], holder: dict[str, Any], rows: Rows, given: list[Row], name: str
) -> None:
    """Put the answers of a question in their order; rules follow answers that are called anew."""
    renamed = _renamed(given, rows.locked)
    write_rows(holder, rows, given, source_of(document))
    if rows.name == PARTS.get(str(holder.get("kind"))):
        rename_rows(document, name, renamed)
    if rows.name == "options":
        rename_codes(document, name, renamed)


def _flags(rows: str, kind: Kind | None) -> tuple[str, ...]:
    if rows == "items" or kind is None:
        return ()
    able = {
        "exclusive": "max" in kind.keys and "max_chars" in kind.keys,
        "missing": True,
        "free_text": "max_chars" in kind.keys,
        "pinned": "shuffle" in kind.keys,
    }
    return tuple(flag for flag in FLAGS if able[flag])


def _renamed(given: list[Row], locked: frozenset[str]) -> dict[str, str]:
    """Which codes of rows become others."""
    pairs = zip(given, codes_for(given, locked), strict=True)
    return {row["was"]: code for row, code in pairs if row["was"] and row["was"] != code}


def _take_heading(document: Mapping[str, Any], holder: dict[str, Any], source: str) -> None:
    """A heading that stands elsewhere already brings its translations along."""
    words = words_of(holder.get("page"), source)
    for asked in document["questions"] if words else ():
        if asked is not holder and words_of(asked.get("page"), source) == words:
            holder["page"] = in_languages(asked.get("page"), source)
            return


def _as_options(found: Mapping[str, Any]) -> dict[str, Any]:
    images = found.get("images") or ()
    options = []
    for at, code in enumerate(found.get("codes") or ()):
        labels = found.get("labels") or ()
        option = {"code": code, "label": labels[at] if at < len(labels) else {}}
        if at < len(images) and images[at]:
            option["image"] = images[at]
        options.append(option)
    return {"labels": options}
