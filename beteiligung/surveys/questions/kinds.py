"""All the ways of asking, by the name a questionnaire gives them."""

from beteiligung.surveys.questions.date import Date
from beteiligung.surveys.questions.kind import Kind
from beteiligung.surveys.questions.matrix import Matrix
from beteiligung.surveys.questions.multiple import Multiple
from beteiligung.surveys.questions.note import Note
from beteiligung.surveys.questions.number import Number
from beteiligung.surveys.questions.scale import Scale
from beteiligung.surveys.questions.single import Single
from beteiligung.surveys.questions.text import Text

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (Note(), Single(), Multiple(), Scale(), Matrix(), Number(), Text(), Date())
}
