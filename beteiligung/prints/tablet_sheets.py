"""Sheets of A4 about working with a tablet: for pilots by kind of tablet, and for the office."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flask import current_app
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.errors import NotFound
from beteiligung.fieldwork.devices import DEVICES, Device
from beteiligung.i18n import gettext
from beteiligung.qrcodes.printing import sheet, svg
from beteiligung.text import N_
from beteiligung.web.hosts import outside

TEMPLATE = Path(__file__).with_name("tablet.typ")
OFFICE = "leitung"

Part = tuple[str, Sequence[str]]  # a heading, and what stands below it
MORNING: Part = (
    N_("In the morning"),
    (
        N_("Open the app and type your PIN."),
        N_("Open the ready check and wait until it says that the tablet is ready offline."),
        N_("Choose place and occasion."),
    ),
)
PEOPLE: Part = (
    N_("With people"),
    (
        N_("Choose: I read aloud, or I hand it over. Then the person chooses the language."),
        N_("A no is an answer. Nobody has to give a reason or a name."),
        N_("“Next person” clears everything of the person before."),
    ),
)
ONCE, OVER = N_("Once: onto the home screen"), N_("Handing it over")
COUPLED = N_("Couple it there: type the code of the office, then choose six digits as PIN.")
COVERED = N_("The screen is covered as soon as somebody leaves the app. Only your PIN opens it.")
EVENING: Part = (
    N_("In the evening"),
    (
        N_("Bring the tablet into a network and open the app. It sends by itself."),
        N_("You are done when the app says that nothing waits."),
    ),
)
TROUBLE: Part = (
    N_("If something happens"),
    (
        N_("Lost or stolen: call the office at once. Nobody can read the finished answers."),
        N_(
            "PIN wrong five times: wait for 15 minutes. "
            "Forgotten: the office gives you a new code. Nothing is lost."
        ),
        N_("No network for days: go on asking. The answers wait, sealed."),
    ),
)
BEFORE: Part = (
    N_("Before the first day"),
    (
        N_("Put the app on the home screen, couple the tablet, choose a PIN of six digits."),
        N_("Run the self-test in the app, under the ready check. Its result stands in the list."),
        N_("Not passed: do what stands below the line that failed, and test again."),
        N_("Try it in flight mode: answer once, switch the network on, look whether it arrives."),
    ),
)
WEEKLY: Part = (
    N_("Every week"),
    (
        N_("Look at the list of tablets: last contact, answers that wait, ready until when."),
        N_("A tablet that lay unused for two weeks: open the app in a network, run the check."),
        N_("Answers that wait for more than a day stand on the page “Today”."),
    ),
)
LOST: Part = (
    N_("A tablet is lost"),
    (
        N_("Lock it at once: Tablets, its name, “Lock the tablet”."),
        N_("Finished answers on it stay sealed. Only an interview under way hangs on the PIN."),
        N_("What it still sends is set aside. Ask whoever had it, then decide."),
        N_("Tell whoever is responsible for data protection on the same day."),
    ),
)
STALE: Part = (
    N_("A tablet gets no network any more"),
    (
        N_("Save the waiting answers on it as a file."),
        N_("Take the file in on the page of the tablet. Each answer counts once."),
    ),
)
COUNCIL: Part = (
    N_("For the staff council"),
    (
        N_("A tablet has a name. The people who carry it have none here."),
        N_("Nothing is counted per person: no talks, no times, no ways."),
        N_("Of a tablet the office sees its last contact, what waits on it, and its self-test."),
        N_("A tablet does not note where it is. The place is chosen from a list."),
    ),
)


STEPS = (ONCE, MORNING[0], BEFORE[0], STALE[0])  # one after the other


def sheet_for(kind: str, phone: str = "") -> Response:
    """The sheet for pilots with this kind of tablet, or the one for the office (PDF)."""
    device = next((each for each in DEVICES if each.id == kind), None)
    if device is None and kind != OFFICE:
        raise NotFound
    title = device.name if device else N_("For whoever looks after the tablets")
    parts = for_pilots(device) if device else (BEFORE, WEEKLY, LOST, STALE, COUNCIL)
    response = Response(
        sheet(TEMPLATE, _data(title, parts, phone)), 200, content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="tablet-{kind}.pdf"'
    response.headers["Cache-Control"] = "no-cache"
    return response


def for_pilots(device: Device) -> Iterator[Part]:
    """What pilots need to know, in the order of a day."""
    yield ONCE, (*device.install, COUPLED, device.note)
    yield MORNING
    yield PEOPLE
    yield OVER, (*([device.pinning] if device.pinning else []), COVERED)
    yield EVENING
    yield TROUBLE


def _data(title: str, parts: Iterator[Part] | Sequence[Part], phone: str) -> dict[str, Any]:
    language, name = i18n.current(), current_app.extensions["settings"].name
    return {
        "title": f"{gettext('Tablets')}: {gettext(title)}",
        "by": name,
        "language": language.html_lang,
        "rtl": language.direction == "rtl",
        "kind": gettext(title),
        "heading": gettext("Tablets"),
        "address": outside("tablet.start"),
        "code": svg(outside("tablet.start")).decode(),
        "phone": phone,
        "office": gettext("Telephone of the office:"),
        "parts": [
            {
                "heading": gettext(heading),
                "lines": [gettext(line) for line in lines],
                "steps": heading in STEPS,
            }
            for heading, lines in parts
        ],
    }
