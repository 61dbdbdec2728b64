"""What changes among the answers to choose from, and among the rows of a matrix."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from beteiligung.surveys.questionnaire import translated
from beteiligung.surveys.weight import Step, Touch, Weight
from beteiligung.surveys.wording import is_reworded, source_words
from beteiligung.text import N_, Translated

Document = Mapping[str, Any]
Question = Mapping[str, Any]
Option = Mapping[str, Any]


def option_steps(
    name: str, versions: Sequence[Document], after: tuple[Question, Document]
) -> Iterator[Step]:
    """What a draft changes among a question's answers and rows, beside all versions before."""
    asked = [
        (question, version)
        for version in versions
        for question in version["questions"]
        if question["id"] == name
    ]
    yield from _Options(name, asked, after).steps()
    yield from _Rows(name, asked, after).steps()


def options_of(question: Question, document: Document) -> dict[str, Option]:
    """The answers to choose from by their codes, in order: those of a scale, or its own."""
    scale = (document.get("scales") or {}).get(question.get("scale") or "")
    if scale:
        pairs = zip(scale.get("codes") or (), scale.get("labels") or (), strict=False)
        return {str(code): {"code": str(code), "label": label} for code, label in pairs}
    return {str(option.get("code")): option for option in question.get("options") or ()}


class _Listed:
    """Options or rows, as every version had them and as the draft has them."""

    added = N_("A new answer: “%(label)s”.")
    again = N_("The answer “%(label)s” can be chosen again.")
    gone = N_(
        "“%(label)s” cannot be chosen any more. Answers that chose it stay, as a former answer."
    )
    twisted = N_("“%(before)s” now means “%(after)s”: answers already given would change sides.")
    reworded = N_("An answer has quite different words: “%(before)s” becomes “%(after)s”.")
    mended = N_("Words of answers change.")
    misspelt = N_("“%(code)s” was written “%(former)s” before. Please write it so.")

    def __init__(
        self,
        name: str,
        asked: Sequence[tuple[Question, Document]],
        after: tuple[Question, Document],
    ) -> None:
        self.name = name
        self.then, self.document = asked[-1][1], after[1]
        self.before = self.listed(*asked[-1])
        self.after = self.listed(*after)
        self.ever: dict[str, tuple[Option, Document]] = {}
        for question, version in asked:
            found = self.listed(question, version)
            self.ever |= {code: (option, version) for code, option in found.items()}

    def listed(self, question: Question, document: Document) -> dict[str, Option]:
        """What a version lists, by code."""
        raise NotImplementedError

    def touch(self, code: str) -> Touch:
        """The answers that have this one."""
        raise NotImplementedError

    def steps(self) -> Iterator[Step]:
        """Everything that changes here."""
        for code, option in self.before.items():
            if code not in self.after:
                yield self.step(Weight.DESTRUCTIVE, self.gone, option, self.then, self.touch(code))
        folded = {code.casefold(): code for code in self.ever}
        for code, option in self.after.items():
            if code in self.ever:
                yield from self.kept(code, option)
            elif code.casefold() in folded:
                values = {"code": code, "former": folded[code.casefold()]}
                yield Step(Weight.IMPOSSIBLE, self.misspelt, values, self.name)
            else:
                yield self.step(Weight.ADDITIVE, self.added, option, self.document)
        yield from self.order()

    def kept(self, code: str, option: Option) -> Iterator[Step]:
        """What changes about one that was there already, now or once."""
        was, then = self.ever[code]
        if code not in self.before:
            yield self.step(Weight.ADDITIVE, self.again, option, self.document)
        before, after = source_words(was.get("label"), then), self.words(option)
        values = {"before": before, "after": after}
        if before != after and (self.is_of_another(code, after) or self.is_reused(code, values)):
            yield Step(Weight.DESTRUCTIVE, self.twisted, values, self.name, self.touch(code))
        elif before != after and is_reworded(before, after):
            yield Step(Weight.RESTRICTIVE, self.reworded, values, self.name, self.touch(code))
        elif was.get("label") != option.get("label") or was.get("image") != option.get("image"):
            yield Step(Weight.WORDS, self.mended, {}, self.name)

    def is_of_another(self, code: str, words: str) -> bool:
        """Whether these words belonged to another code until now: the two have changed places."""
        return any(
            source_words(option.get("label"), self.then).casefold() == words.casefold()
            for other, option in self.before.items()
            if other != code
        )

    def is_reused(self, code: str, values: Mapping[str, str]) -> bool:
        """Whether the code of a former answer comes back with another meaning."""
        return code not in self.before and is_reworded(*values.values())

    def order(self) -> Iterator[Step]:
        """Whether those that stay come in another order; numbers on a scale are an order."""
        before = [code for code in self.before if code in self.after]
        after = [code for code in self.after if code in self.before]
        if before == after:
            return
        numbered = all(code.isdigit() for code in before)
        weight = Weight.RESTRICTIVE if numbered else Weight.WORDS
        yield Step(weight, N_("Its answers come in another order."), {}, self.name)

    def words(self, option: Option) -> str:
        """The words in the language the draft was written in."""
        return source_words(option.get("label"), self.document)

    def step(
        self,
        weight: Weight,
        message: str,
        option: Option,
        document: Document,
        touch: Touch | None = None,
    ) -> Step:
        """A step that names an answer in the reader's language."""
        label: Translated = translated(option.get("label"), str(document.get("source") or "de"))
        return Step(weight, message, {"label": label}, self.name, touch)


class _Options(_Listed):
    """The answers to choose from."""

    def listed(self, question: Question, document: Document) -> dict[str, Option]:
        return options_of(question, document)

    def touch(self, code: str) -> Touch:
        return Touch(self.name, code=code)

    def kept(self, code: str, option: Option) -> Iterator[Step]:
        yield from super().kept(code, option)
        was, _ = self.ever[code]
        values = {"label": translated(option.get("label"), str(self.document.get("source") or ""))}
        if bool(was.get("free_text")) != bool(option.get("free_text")):
            yield self._line(code, values, new=bool(option.get("free_text")))
        for key, message in (
            ("exclusive", N_("“%(label)s” goes together with other answers in another way.")),
            ("missing", N_("“%(label)s” is counted in percentages in another way.")),
        ):
            if bool(was.get(key)) != bool(option.get(key)):
                touch = self.touch(code)
                yield Step(Weight.RESTRICTIVE, message, values, self.name, touch)

    def _line(self, code: str, values: Mapping[str, object], *, new: bool) -> Step:
        if new:
            message = N_("“%(label)s” brings a line to write in.")
            return Step(Weight.ADDITIVE, message, values, self.name)
        message = N_("“%(label)s” brings no line to write in any more. What was written stays.")
        touch = Touch(self.name, line=code)
        return Step(Weight.DESTRUCTIVE, message, values, self.name, touch)


class _Rows(_Listed):
    """The rows of a matrix."""

    added = N_("A new row: “%(label)s”.")
    again = N_("The row “%(label)s” is asked again.")
    gone = N_("The row “%(label)s” is asked no more. Answers to it stay, as those to a former row.")

    def listed(self, question: Question, document: Document) -> dict[str, Option]:
        del document
        return {str(item["code"]): item for item in question.get("items") or ()}

    def touch(self, code: str) -> Touch:
        return Touch(self.name, item=code)
