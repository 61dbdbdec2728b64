"""The interface's words that a survey without written words must be able to say."""

from collections.abc import Mapping

from beteiligung.text import N_

# By name: the English id of the words that somebody reads out, as pages show them.
PHRASES: Mapping[str, str] = {
    "hello": N_("You can listen to this survey. Press the large sign to hear each question."),
    "voluntary": N_("Taking part is voluntary."),
    "nameless": N_("Your answers are kept without your name."),
    "anytime": N_("You can skip questions and stop at any time."),
    "start": N_("Start the survey"),
    "no": N_("No"),
    "listen": N_("Listen"),
    "next": N_("Next"),
    "back": N_("Back"),
    "skip": N_("Skip"),
    "declined": N_("Don’t know / prefer not to say"),
    "choose": N_("Please answer this question, or say “prefer not to say”."),
    "stop": N_("Stop"),
    "delete": N_("Delete my answers"),
    "deleted": N_("Your answers were deleted from this device."),
    "finished": N_("Finished? Then send your answers."),
    "send": N_("Send answers"),
    "sending": N_("Sending …"),
    "offline": N_("Not sent yet – there is no connection. Your answers are not lost."),
    "again": N_("Try again"),
    "resume": N_("You have started already"),
    "go_on": N_("Go on"),
    "anew": N_("Start anew"),
    "stay": N_("Go on answering"),
    "partial": N_("Send what I have answered so far"),
    "leave": N_("Delete my answers and leave"),
    "keep": N_("Keep them"),
    "thanks": N_("Thank you! Your answers have arrived."),
}
