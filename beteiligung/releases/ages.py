"""Ages that were put together, said as one: "Under 25" instead of two groups and a stroke."""

from collections.abc import Mapping, Sequence

from beteiligung.dashboards.gaps import ENDLESS, span_of_codes
from beteiligung.releases.languages import in_all
from beteiligung.releases.subjects import Subject, age_question
from beteiligung.text import N_

UNDER, BETWEEN, FROM = N_("Under %(age)s"), N_("%(from_age)s to %(to_age)s"), N_("%(age)s or older")


def together(subject: Subject, codes: Sequence[str]) -> Mapping[str, str]:
    """What several answers to the question for people's age are called as one, by language.

    Nothing for other questions, or where the ages have a hole between them.
    """
    span = span_of_codes(codes) if age_question([subject]) else None
    if span is None or (span.low, span.high) == (0, ENDLESS):
        return {}
    if span.low == 0:
        return _said(UNDER, age=span.high + 1)
    if span.high == ENDLESS:
        return _said(FROM, age=span.low)
    return _said(BETWEEN, from_age=span.low, to_age=span.high)


def _said(message: str, **ages: int) -> Mapping[str, str]:
    return {locale: words % ages for locale, words in in_all(message).items()}
