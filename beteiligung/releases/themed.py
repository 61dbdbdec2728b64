"""Themes of free texts as answers of a release: what many wrote about, never what anybody wrote."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from beteiligung.dashboards.themes import QuestionThemes
from beteiligung.releases.subjects import Choice, Coded, Subject
from beteiligung.surveys.columns import Columns
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import FIRST, NOT_ASKED


def themed(
    found: Columns, known: Iterable[Subject], themes: Sequence[QuestionThemes]
) -> list[Subject]:
    """The questions of a release, those for free texts with the themes that staff set free.

    Each person may stand in several themes; per cent are of all who wrote something. Such a
    question is never split into groups. One without themes stays without figures.
    """
    by_id = {each.question: each for each in themes}
    return [
        _with_themes(found, subject, by_id[subject.id])
        if subject.id in by_id and subject.figures is Figures.WORDS
        else subject
        for subject in known
    ]


def _with_themes(found: Columns, subject: Subject, themes: QuestionThemes) -> Subject:
    import numpy as np

    codes = found.codes[subject.id]
    answered = codes >= FIRST
    chosen = tuple(
        np.isin(found.ids, np.fromiter(theme.people, np.int64)) & answered
        for theme in themes.themes
    )
    return replace(
        subject,
        figures=Figures.SEVERAL,
        choices=tuple(
            Choice(theme.code, dict(theme.name.texts), note=dict(theme.summary.texts))
            for theme in themes.themes
        ),
        coded=(Coded(None, codes != NOT_ASKED, answered, chosen=chosen),),
        sensitive=subject.sensitive or themes.sensitive,
        whole=True,
        dropped="",
    )
