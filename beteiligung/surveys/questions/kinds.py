"""All the ways of asking, by the name a questionnaire gives them."""

from beteiligung.surveys.questions.budget import Budget
from beteiligung.surveys.questions.calculate import Calculate
from beteiligung.surveys.questions.consent import Consent
from beteiligung.surveys.questions.date import Date
from beteiligung.surveys.questions.hidden import Hidden
from beteiligung.surveys.questions.kind import Kind
from beteiligung.surveys.questions.matrix import Matrix
from beteiligung.surveys.questions.month import Month
from beteiligung.surveys.questions.multiple import Multiple
from beteiligung.surveys.questions.note import Note
from beteiligung.surveys.questions.number import Number
from beteiligung.surveys.questions.photo import Photo
from beteiligung.surveys.questions.place import Place
from beteiligung.surveys.questions.rank import Rank
from beteiligung.surveys.questions.scale import Scale
from beteiligung.surveys.questions.single import Single
from beteiligung.surveys.questions.smiley import Smiley
from beteiligung.surveys.questions.text import Text
from beteiligung.surveys.questions.time import Time

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Note(),
        Single(),
        Multiple(),
        Scale(),
        Smiley(),
        Matrix(),
        Rank(),
        Budget(),
        Number(),
        Text(),
        Date(),
        Month(),
        Time(),
        Place(),
        Photo(),
        Consent(),
        Calculate(),
        Hidden(),
    )
}
