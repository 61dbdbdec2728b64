"""What a printed code may lead to, by kind: a new kind is a line here, and a seam that lists it.

The seam `targets` says which there are of a kind; the seam `destination` where each leads today.
"""

from typing import NamedTuple

from beteiligung.text import N_


class Subject(NamedTuple):
    """A kind of thing that codes lead to; ``folder`` is the first part of its paths."""

    name: str  # by which the command line calls it
    folder: str  # without language; "" is the page of the district
    heading: str  # message ids
    none: str  # where there is none yet; empty: then nothing is said of this kind

    def path(self, slug: str) -> str:
        """Where a code of this kind leads, without language."""
        return f"{self.folder}/{slug}" if self.folder else ""


SURVEY = Subject("survey", "umfrage", N_("Surveys"), N_("There is no survey yet."))
DISTRICT = Subject("district", "", N_("Pages of the districts"), N_("No district takes part yet."))
RESULTS = Subject("results", "ergebnisse", N_("Results"), "")
IDEAS = Subject("board", "ideen", N_("Idea boards"), "")
SUBJECTS = (SURVEY, DISTRICT, RESULTS, IDEAS)  # in the order of the overview
BY_NAME = {subject.name: subject for subject in SUBJECTS}
_BY_FOLDER = {subject.folder: subject for subject in SUBJECTS}


def subject_of(path: str) -> Subject | None:
    """Which kind of thing a path leads to; none for one that is no longer known."""
    return _BY_FOLDER.get(path.partition("/")[0])


def survey_of(path: str) -> str:
    """The short name of the survey that a path leads to; empty if it leads elsewhere."""
    return path.removeprefix("umfrage/") if subject_of(path) is SURVEY else ""
