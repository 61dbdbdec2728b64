"""What the editor calls things: the fields of its forms, and every way of asking."""

from collections.abc import Mapping
from dataclasses import dataclass

from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.text import N_


@dataclass(frozen=True, slots=True)
class Manner:
    """A way of asking as an author chooses it: its name, what it is for, an example."""

    name: str
    use: str
    example: str


MANNERS: Mapping[str, Manner] = {
    "single": Manner(
        N_("One answer"),
        N_("People choose exactly one of several answers."),
        N_("How often are you here? Every day – every week – less often"),
    ),
    "multiple": Manner(
        N_("Several answers"),
        N_("People choose as many answers as fit, or up to a number."),
        N_("What is missing here? At most 2"),
    ),
    "scale": Manner(
        N_("Scale"),
        N_("One point from best to worst, with faces if you like."),
        N_("How do you like the park? Very much – so-so – not at all"),
    ),
    "smiley": Manner(
        N_("Faces"),
        N_("One of three, five or seven faces; needs hardly any words."),
        N_("How do you feel today?"),
    ),
    "matrix": Manner(
        N_("Several things on one scale"),
        N_("Each thing gets a card of its own, all on the same scale."),
        N_("How satisfied are you with buses, parks, shops?"),
    ),
    "rank": Manner(
        N_("Put in order"),
        N_("People bring answers into an order, with buttons."),
        N_("What should come first?"),
    ),
    "budget": Manner(
        N_("Budget"),
        N_("People share points out among answers."),
        N_("What should the money be spent on? 100 points"),
    ),
    "text": Manner(
        N_("Own words"),
        N_("People write what they think. Reading it takes time."),
        N_("What else would you like to tell us?"),
    ),
    "number": Manner(N_("Number"), N_("A number within limits."), N_("How old are you?")),
    "date": Manner(N_("Day"), N_("A day of the calendar."), N_("When did you move here?")),
    "month": Manner(N_("Month"), N_("A month of a year."), N_("Since when do you live here?")),
    "time": Manner(N_("Time of day"), N_("A time of day."), N_("When are you here mostly?")),
    "place": Manner(
        N_("Place"),
        N_("A place out of a list, or a street or point elsewhere."),
        N_("Where would you put a bench?"),
    ),
    "photo": Manner(
        N_("Photo"),
        N_("A picture from the phone; what it says about the device is removed."),
        N_("Please show us the spot."),
    ),
    "consent": Manner(
        N_("Consent"),
        N_("A sentence to agree to, before anything else goes on."),
        N_("I agree that my answers are used for this plan."),
    ),
    "calculate": Manner(
        N_("Calculated"),
        N_("A value worked out from other answers. Nobody sees it."),
        N_("How many of three things somebody does"),
    ),
    "hidden": Manner(
        N_("Hidden value"),
        N_("A value that comes with the address. Nobody sees it."),
        N_("From which event the link came"),
    ),
    "note": Manner(
        N_("Note"),
        N_("Words between questions, without an answer."),
        N_("Now it is about your street."),
    ),
}

# Label and help of each field of a question.
ASKED: Mapping[str, tuple[str, str]] = {
    "text": (N_("Question"), ""),
    "help": (N_("Help"), N_("A quieter line below the question.")),
    "page": (
        N_("Heading of the part"),
        N_("Questions after one another with the same heading belong together."),
    ),
    "image_text": (N_("What the picture shows"), N_("For people who do not see it.")),
    "required": (
        N_("An answer is needed"),
        N_("“Prefer not to say” counts as an answer."),
    ),
    "sensitive": (
        N_("Sensitive"),
        N_("Health, origin, religion and the like. What is typed stays on the phone only briefly."),
    ),
    "special": (
        N_("Protected by law in particular"),
        N_("Only voluntarily, after a question in which people agree, and with an assessment."),
    ),
    "reason": (
        N_("Why do you ask this?"),
        N_("Needed for everything about the person; people read it beside the question."),
    ),
    "demographic": (
        N_("Says who answers, not what they think"),
        N_("Such as age. Results can be divided by it."),
    ),
    "identifying": (
        N_("Asks who somebody is"),
        N_("Such as a name or a number. Kept apart from all other answers."),
    ),
    "indicator": (N_("Asked again in later surveys"), N_("So that change can be seen.")),
    "scale": (N_("Scale"), ""),
    "faces": (N_("Show faces"), N_("For up to five points.")),
    "min": (N_("Smallest value"), ""),
    "max": (N_("Largest value"), ""),
    "step": (N_("Steps"), N_("How far apart possible numbers are, such as 0.5.")),
    "unit": (N_("Unit"), N_("Stands behind the number, such as kilometres.")),
    "total": (N_("Points to share out"), N_("Up to 1,000; people must share out all of them.")),
    "point": (
        N_("A point may be given too"),
        N_("By the device's own location, as a square of 100 metres. Needs a line to write in."),
    ),
    "statement": (N_("What people agree to"), N_("They can read it whole before they agree.")),
    "version": (N_("Version of this text"), N_("Such as 2026-1. Change it with the text.")),
    "expression": (
        N_("Formula"),
        N_("Such as ${children} + ${adults}. It may look at questions further down too."),
    ),
    "parameter": (
        N_("Name in the address"),
        N_("With “von” people come by …?von=brief. The answers are the values that count."),
    ),
    "max_chars": (N_("Longest text"), N_("In characters.")),
    "shuffle": (
        N_("Show answers in a different order to each person"),
        N_("So that the first answer has no advantage."),
    ),
    "id": (
        N_("Short name in the data"),
        N_("Letters, digits and single underscores. Once published it stays for ever."),
    ),
}
PIXELS = (N_("Longer side of the photo"), N_("In pixels, 200 to 4000; empty: 1600."))
AT_MOST = (N_("At most so many answers"), N_("Empty: as many as people like."))

# Label and help of each field of the frame.
FRAMED: Mapping[str, tuple[str, str]] = {
    "title": (N_("Title"), ""),
    "intro": (N_("Introduction"), N_("How many questions, how long, and that it is voluntary.")),
    "purpose": (N_("Purpose"), N_("Why you ask, in one or two sentences.")),
    "privacy_short": (
        N_("Privacy in short"),
        N_("{operator} and {privacy_link} are filled in. Please leave them as they are."),
    ),
    "thanks": (N_("Thanks"), N_("What people read after sending.")),
    "operator": (N_("Who asks"), N_("As people know you.")),
    "legal_basis": (N_("Legal basis"), ""),
    "retention_months": (N_("Answers are kept for so many months after the end"), ""),
    "results_promised_within_days": (
        N_("Results are promised within so many days after the end"),
        N_("This is a promise; the day is shown to everybody."),
    ),
    "anonymity": (N_("Names"), N_("What people read about it follows from this choice.")),
    "access": (
        N_("Who can take part"),
        N_("Codes are made on the page “Protection” of the survey."),
    ),
    "min_age": (
        N_("Minimum age"),
        N_("Empty: children too, who may not be asked for contact details and photos."),
    ),
    "dpia": (
        N_("Data protection impact assessment"),
        N_("Where it is kept, such as a file number; needed for what the law protects."),
    ),
}
FLAGS: Mapping[str, str] = {
    "exclusive": N_("stands alone (clears the others)"),
    "missing": N_("no opinion (not counted in per cent)"),
    "free_text": N_("with a line to write in"),
    "pinned": N_("always last"),
}
LEGAL_BASES: Mapping[str, str] = {
    "anonymous participation": N_("Voluntary and anonymous, no personal data"),
    "consent": N_("Consent (Article 6 (1) a GDPR)"),
}
ACCESSES: Mapping[str, str] = {
    "open": N_("Everybody"),
    "code": N_("Only with a one-time code"),
}
ANONYMITIES: Mapping[str, str] = {
    "anonymous": N_("Anonymous: no names, no codes"),
    "receipt": N_("Without names, with a code to withdraw one’s answers"),
}
PROTECTED: Mapping[str, str] = {
    "": N_("nothing of this kind"),
    "health": N_("health or disability"),
    "origin": N_("origin"),
    "religion": N_("religion or belief"),
    "politics": N_("political opinion"),
    "sexuality": N_("sex life or orientation"),
}


def manner(kind: object) -> Manner:
    """The words for a way of asking; a new one is called by its own name."""
    name = str(kind)
    return MANNERS.get(name) or Manner(name, "", "")


def manners() -> dict[str, Manner]:
    """Every way of asking that there is, in the order in which authors look for them."""
    known = [name for name in MANNERS if name in KINDS]
    new = [name for name in KINDS if name not in MANNERS]
    return {name: manner(name) for name in [*known, *new]}


def words_for(name: str, kind: object) -> tuple[str, str]:
    """Label and help of a question's field."""
    if name == "max" and str(kind) in {"multiple", "rank"}:
        return AT_MOST
    if name == "max" and str(kind) == "photo":
        return PIXELS
    return ASKED.get(name) or (name, "")
