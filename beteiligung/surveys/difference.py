"""What changes for people and for answers already given when a draft takes a version's place."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from beteiligung.locales import entries
from beteiligung.surveys.difference_options import option_steps
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.weight import Step, Touch, Weight
from beteiligung.surveys.wording import ASKED, SHOWN, is_reworded, languages, source_words
from beteiligung.text import N_

Document = Mapping[str, Any]
Question = Mapping[str, Any]

# What a question says to people, or how it looks; stored answers are the same whatever stands here.
LOOKS = frozenset(
    {*ASKED, "image", "bank", "faces", "shuffle", "demographic", "indicator", "note", "sensitive"}
    | {"special"}
)
APART = frozenset(  # compared below, each in its own way
    {"id", "kind", "options", "items", "scale", "min", "max", "max_chars", "required", "show_if"}
    | {"identifying"}
)
TOLD = ("legal_basis", "operator", "source", "min_age", "dpia")
PROMISED = ("retention_months", "results_promised_within_days")


def difference(versions: Sequence[Document], draft: Document) -> list[Step]:
    """Everything that a draft changes, beside the versions published before (oldest first).

    A question keeps its id and an option its code for ever (E10): what was ever asked under a name
    is compared with what the draft asks under it, though newer versions may have left it out.
    """
    if not versions:
        return []
    return [*_head(versions[-1], draft), *_removed(versions[-1], draft), *_asked(versions, draft)]


# ---- the survey as a whole -----------------------------------------------------------------------


WAYS = (
    ("anonymity", "", N_("What people are promised about their name changes.")),
    ("access", "open", N_("Who can take part changes: everybody, or with a code.")),
)


def _head(before: Document, after: Document) -> Iterator[Step]:
    if any(_plain(before.get(name)) != _plain(after.get(name)) for name in SHOWN):
        yield Step(Weight.WORDS, N_("The words around the questions change."))
    if any(before.get(name) != after.get(name) for name in TOLD):
        yield Step(Weight.WORDS, N_("What people are told about who asks and why changes."))
    if (before.get("sounds") or {}) != (after.get("sounds") or {}):
        yield Step(Weight.WORDS, N_("Recordings change."))
    for name in PROMISED:
        yield from _promise(name, int(before.get(name) or 0), int(after.get(name) or 0))
    yield from _ways(before, after)
    yield from _offered(set(languages(before)), set(languages(after)))
    order = [question["id"] for question in after["questions"]]
    common = [q["id"] for q in before["questions"] if q["id"] in set(order)]
    if common != [id_ for id_ in order if id_ in set(common)]:
        yield Step(Weight.WORDS, N_("The questions come in another order."))


def _ways(before: Document, after: Document) -> Iterator[Step]:
    for name, usual, message in WAYS:
        if (before.get(name) or usual) != (after.get(name) or usual):
            yield Step(Weight.RESTRICTIVE, message)


def _offered(before: set[str], after: set[str]) -> Iterator[Step]:
    for weight, message, locales in (
        (Weight.RESTRICTIVE, N_("No longer offered in: %(languages)s."), before - after),
        (Weight.WORDS, N_("Now also offered in: %(languages)s."), after - before),
    ):
        if locales:
            said = ", ".join(entry.name for entry in entries(list(locales)))
            yield Step(weight, message, {"languages": said})


def _promise(name: str, before: int, after: int) -> Iterator[Step]:
    if before == after:
        return
    message = {
        "retention_months": N_("Answers are kept %(after)s months instead of %(before)s."),
        "results_promised_within_days": N_(
            "Results are promised %(after)s days after the end instead of %(before)s."
        ),
    }[name]
    weight = Weight.RESTRICTIVE if after > before else Weight.WORDS
    yield Step(weight, message, {"before": before, "after": after})


# ---- questions -----------------------------------------------------------------------------------


def _removed(before: Document, after: Document) -> Iterator[Step]:
    kept = {question["id"] for question in after["questions"]}
    for question in before["questions"]:
        name = question["id"]
        if name in kept:
            continue
        if not KINDS[question["kind"]].asks:
            yield Step(Weight.WORDS, N_("This note is gone."), question=name)
            continue
        yield Step(
            Weight.DESTRUCTIVE,
            N_("This question is asked no more. Its answers stay, as those of a former question."),
            question=name,
            touch=Touch(name),
        )


def _asked(versions: Sequence[Document], after: Document) -> Iterator[Step]:
    ever: dict[str, tuple[Question, Document]] = {}
    for version in versions:
        ever |= {question["id"]: (question, version) for question in version["questions"]}
    folded = {name.casefold(): name for name in ever}
    newest = {question["id"] for question in versions[-1]["questions"]}
    for question in after["questions"]:
        name = question["id"]
        if name in ever:
            if name not in newest:
                yield Step(Weight.ADDITIVE, N_("This question is asked again."), question=name)
            yield from _changed(name, versions, ever[name], (question, after))
        elif name.casefold() in folded:
            yield Step(
                Weight.IMPOSSIBLE,
                N_("“%(id)s” was written “%(former)s” before. Please write it so, or choose anew."),
                {"id": name, "former": folded[name.casefold()]},
                question=name,
            )
        elif KINDS[question["kind"]].asks:
            yield Step(Weight.ADDITIVE, N_("This question is new."), question=name)
        else:
            yield Step(Weight.WORDS, N_("This note is new."), question=name)


def _changed(
    name: str,
    versions: Sequence[Document],
    before: tuple[Question, Document],
    after: tuple[Question, Document],
) -> Iterator[Step]:
    (was, _), (is_, _) = before, after
    if was["kind"] != is_["kind"]:
        yield Step(
            Weight.IMPOSSIBLE,
            N_(
                "A question keeps its way of asking for ever, so that all answers fit into one "
                "column. Please give the new question an id of its own."
            ),
            question=name,
            touch=Touch(name),
        )
        return
    if bool(was.get("identifying")) != bool(is_.get("identifying")):
        yield Step(
            Weight.IMPOSSIBLE,
            N_("Whether a question asks who somebody is cannot change. Please use another id."),
            question=name,
            touch=Touch(name),
        )
        return
    yield from _words(name, before, after)
    yield from option_steps(name, versions, after)
    yield from _limits(was, is_)
    yield from _flow(was, is_)


def _words(
    name: str, before: tuple[Question, Document], after: tuple[Question, Document]
) -> Iterator[Step]:
    (was, then), (is_, now) = before, after
    said = source_words(was.get("text"), then), source_words(is_.get("text"), now)
    if said[0] != said[1] and is_reworded(*said):
        yield Step(
            Weight.RESTRICTIVE,
            N_("The question has quite different words: “%(before)s” becomes “%(after)s”."),
            {"before": said[0], "after": said[1]},
            question=name,
            touch=Touch(name),
        )
    elif said[0] != said[1]:
        yield Step(
            Weight.WORDS,
            N_("Its words change: “%(before)s” becomes “%(after)s”."),
            {"before": said[0], "after": said[1]},
            question=name,
        )
    elif any(_plain(was.get(key)) != _plain(is_.get(key)) for key in LOOKS):
        yield Step(Weight.WORDS, N_("Its words or its looks change."), question=name)


def _limits(was: Question, is_: Question) -> Iterator[Step]:
    name, kind = is_["id"], KINDS[is_["kind"]]
    for key in ("min", "max"):
        before, after = was.get(key), is_.get(key)
        if before == after or key not in kind.keys:
            continue
        yield _limit(is_, key, before, narrower=_narrower(kind, key, before, after))
    before, after = int(was.get("max_chars") or 0), int(is_.get("max_chars") or 0)
    if before != after:
        shorter = bool(after) and (not before or after < before)
        yield Step(
            Weight.RESTRICTIVE if shorter else Weight.ADDITIVE,
            N_("Answers may be shorter only.") if shorter else N_("Answers may be longer."),
            question=name,
        )


def _narrower(kind: Any, key: str, before: Any, after: Any) -> bool:
    if after is None or before is None:
        return before is None
    low, high = kind.limit(before), kind.limit(after)
    return bool(high > low if key == "min" else high < low)


def _limit(question: Question, key: str, before: Any, *, narrower: bool) -> Step:
    name, kind, after = question["id"], question["kind"], question.get(key)
    values = {"before": _or_none(before), "after": _or_none(after)}
    lower = N_("The lower limit changes from %(before)s to %(after)s.")
    upper = N_("The upper limit changes from %(before)s to %(after)s.")
    touch = None
    if narrower:
        touch = _beyond(name, key, KINDS[kind].limit(after))
    return Step(
        Weight.RESTRICTIVE if narrower else Weight.ADDITIVE,
        lower if key == "min" else upper,
        values,
        question=name,
        touch=touch,
    )


def _beyond(name: str, key: str, limit: Any) -> Touch:
    """The answers beyond a limit; all of them where what is measured is no number."""
    measured = limit.toordinal() if isinstance(limit, date) else limit
    if not isinstance(measured, int | float):
        return Touch(name)
    bound = float(measured)
    return Touch(name, below=bound) if key == "min" else Touch(name, above=bound)


def _flow(was: Question, is_: Question) -> Iterator[Step]:
    name = is_["id"]
    if bool(was.get("required")) != bool(is_.get("required")):
        must = bool(is_.get("required"))
        yield Step(
            Weight.RESTRICTIVE if must else Weight.ADDITIVE,
            N_("It must be answered now.") if must else N_("It may be left out now."),
            question=name,
        )
    if _plain(was.get("show_if")) != _plain(is_.get("show_if")):
        yield Step(
            Weight.RESTRICTIVE,
            N_("It is shown to other people than before, since its rule changes."),
            question=name,
            touch=Touch(name),
        )
    for key in sorted((was.keys() | is_.keys()) - LOOKS - APART):
        if not key.startswith("_") and _plain(was.get(key)) != _plain(is_.get(key)):
            message = N_("Its setting “%(name)s” changes.")
            yield Step(Weight.RESTRICTIVE, message, {"name": key}, question=name)


def _plain(value: object) -> object:
    """A value as it counts: nothing, an empty text and no are one thing."""
    return value.strip() if isinstance(value, str) else value or None


def _or_none(value: object) -> object:
    return "–" if value is None else value
