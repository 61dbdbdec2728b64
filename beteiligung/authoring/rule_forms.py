"""The form in which a rule is built: question, comparison, value, joined by "all" or "any"."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from flask import request
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from beteiligung.authoring.forms import PartForm
from beteiligung.authoring.outline import first_words
from beteiligung.authoring.parts import Part, Values, mark, position, source_of
from beteiligung.authoring.pasting import plain
from beteiligung.authoring.rule_conditions import (
    WITHOUT_VALUE,
    Built,
    Condition,
    Joined,
    QuotedBothWays,
    answers_of,
    before,
    built_of,
    is_measured,
    may_be_number,
    rule_of,
    ways_for,
)
from beteiligung.authoring.rule_sentences import WAYS, called
from beteiligung.db import SAFE_METHODS
from beteiligung.i18n import gettext, phrase
from beteiligung.surveys.questionnaire import translated
from beteiligung.surveys.rule_parser import LONGEST_RULE
from beteiligung.surveys.rules import RuleError, compile_rule
from beteiligung.text import N_
from beteiligung.web.staff_form import at_most

MOST_CONDITIONS = 30
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,6})?")
_MOMENT = re.compile(r"[0-9:-]{4,16}")
_SENT = re.compile(r"when\.([0-9]{1,2})\.asked")


class RuleForm(PartForm):
    """The rule of one question; made by `rule_form`."""

    kinds: ClassVar[Mapping[str, Mapping[str, Any]]]  # what may be asked for, by name
    count: ClassVar[int]

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether every comparison that stays has its value."""
        right = super().validate(extra_validators)
        for at, condition in self._conditions():
            field = self[f"when.{at}.value"]
            fault = "" if self.expert else self._fault(condition)
            if fault:
                field.errors = [*field.errors, gettext(fault)]
                right = False
        return right

    def values(self) -> Values:
        """The rule as it is written in the questionnaire."""
        if self.expert:
            return {"show_if": self["show_if"].data}
        joined: Joined = "or" if self["joined"].data == "or" else "and"
        conditions = tuple(condition for _at, condition in self._conditions())
        return {"show_if": rule_of(Built(conditions, joined))}

    @property
    def expert(self) -> bool:
        """Whether the rule was written by hand."""
        return bool(request.form.get("expert"))

    def lines(self) -> Iterator[tuple[int, str, Any, Any]]:
        """Each comparison as the page shows it: number, its question in words, its fields."""
        for at in range(self.count):
            field = self[f"when.{at}.asked"]
            yield at, field.label.text, self[f"when.{at}.way"], self[f"when.{at}.value"]

    def _conditions(self) -> Iterator[tuple[int, Condition]]:
        for at in range(self.count):
            if request.form.get("do") == f"when.{at}.away":
                continue
            name, way = self[f"when.{at}.asked"].data, self[f"when.{at}.way"].data
            value = "" if way in WITHOUT_VALUE else self[f"when.{at}.value"].data or ""
            number = may_be_number(self.kinds.get(name, {})) and bool(_NUMBER.fullmatch(value))
            value = value.replace(",", ".") if number else value
            yield at, Condition(name, way, value, number=number)

    def _fault(self, condition: Condition) -> str:
        if condition.way in WITHOUT_VALUE:
            return ""
        if not condition.value:
            return N_("Please choose or enter with what the answer is compared.")
        measured = is_measured(self.kinds.get(condition.asked, {}))
        if measured and not condition.number and not _MOMENT.fullmatch(condition.value):
            return N_("Please enter a number, or a day such as 2026-05-31.")
        try:
            rule_of(Built((condition,)))
        except QuotedBothWays as refusal:
            return refusal.message
        return ""


def rule_form(part: Part, document: Mapping[str, Any], adding: str = "") -> RuleForm:
    """The form for the rule of a question; ``adding``: with one comparison more."""
    values = part.read(document) or {}
    rule = str(values.get("show_if") or "")
    at = position(document, part.place) or 0
    kinds = dict(before(document, at))
    conditions = _shown(rule, kinds, adding)
    joined = (built_of(rule) or Built(())).joined
    fields: dict[str, Any] = {
        "joined": RadioField(
            N_("Shown if"),
            choices=[
                SelectChoice("and", gettext("all of these are true")),
                SelectChoice("or", gettext("at least one of these is true")),
            ],
            validate_choice=False,
        ),
        "show_if": TextAreaField(
            N_("The rule as it is written"),
            [at_most(LONGEST_RULE), _readable],
            filters=[_stripped],
            render_kw={"rows": 2},
        ),
    }
    data: dict[str, Any] = {"seen": mark(values), "joined": joined, "show_if": rule}
    for number, condition in enumerate(conditions):
        fields |= _comparison(number, condition, kinds, document)
        data |= {
            f"when.{number}.asked": condition.asked,
            f"when.{number}.way": condition.way,
            f"when.{number}.value": condition.value,
        }
    members = {**fields, "part": part, "sizes": {}, "kinds": kinds, "count": len(conditions)}
    form: RuleForm = type("RuleOfQuestion", (RuleForm,), members)(data=data)
    for number in range(len(conditions)):
        form[f"when.{number}.value"].flags.required = True  # not "(optional)"
    return form


def _shown(rule: str, kinds: Mapping[str, Any], adding: str) -> list[Condition]:
    """The comparisons of a page: those of the rule with a new one, or those that were sent."""
    if request.method in SAFE_METHODS:
        built = built_of(rule)
        conditions = list(built.conditions) if built else []
        fresh = [Condition(adding, ways_for(kinds[adding])[0])] if adding in kinds else []
        return [*conditions, *fresh]
    sent = [int(found[1]) for name in request.form if (found := _SENT.fullmatch(name))]
    names = [request.form.get(f"when.{at}.asked", "") for at in range(max(sent, default=-1) + 1)]
    return [Condition(name, "") for name in names[:MOST_CONDITIONS]]


def _comparison(
    number: int, condition: Condition, kinds: Mapping[str, Any], document: Mapping[str, Any]
) -> dict[str, Any]:
    asked, name = kinds.get(condition.asked, {}), f"when.{number}"
    words = question_in_words(condition.asked, document)
    ways = [*dict.fromkeys([*ways_for(asked), *filter(None, [condition.way])])]
    choices = [SelectChoice(way, gettext(WAYS[way])) for way in ways]
    return {
        f"{name}.asked": HiddenField(words),
        f"{name}.way": SelectField(N_("Comparison"), choices=choices),
        f"{name}.value": _value_field(asked, condition.value, document),
    }


def _value_field(asked: Mapping[str, Any], value: str, document: Mapping[str, Any]) -> Any:
    source = source_of(document)
    answers = [
        SelectChoice(code, phrase(translated(words, source)).text or code)
        for code, words in answers_of(asked, document)
    ]
    if not answers or is_measured(asked):
        return StringField(N_("Value"), [at_most(200)], filters=[plain])
    if value and value not in {answer.value for answer in answers}:
        answers.append(SelectChoice(value, value))  # no answer of today, but the rule asks for it
    return SelectField(N_("Value"), choices=[SelectChoice("", "–"), *answers])


def question_in_words(name: str, document: Mapping[str, Any]) -> str:
    """A question as a list of questions calls it: its number and its first words."""
    own, _, row = name.partition(".")
    at = position(document, own)
    if at is None:
        return f"“{name}”"
    words = first_words(document["questions"][at], source_of(document))
    return gettext(
        "Question %(number)s: %(words)s",
        number=called(document, own, row),
        words=f"\u2068{words}\u2069",
    )


def _stripped(text: str | None) -> str:
    return plain(text) if text and "<" not in text else (text or "").strip()


def _readable(_form: object, field: Any) -> None:
    if not field.data:
        return
    try:
        compile_rule(field.data)
    except RuleError as error:
        raise ValidationError(gettext(error.message, **error.values)) from None
