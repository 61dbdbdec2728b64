"""P11: fifty people after one another, with the tablet in their own hands: none finds another."""

from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from tests.browser.serving import Office
from tests.browser.tablets import UNSEALED, Device, answered, occurrences, set_out
from tests.proofs.p09_tablets import a_profile, district
from tests.proofs.proof import Proof

PEOPLE = 50


def handed() -> Iterator[Proof]:
    """What is left of somebody when the next person has the tablet: on screen, and on the disk."""
    words = [f"Kennwort{number:02d}Holunder" for number in range(PEOPLE)]
    found, seen = {}, 0
    for script in ("", UNSEALED):
        with district() as (app, code), sync_playwright() as play, a_profile() as folder:
            office = Office(app)
            device = Device(play, folder, office.address, script)
            page = set_out(device, office, code)
            for number, word in enumerate(words):
                answered(page, "Deutsch", word, "" if number else "hands")
                page.locator("[data-do=following]").click()
                seen += _left(page, word)
            device.kill()
            found[script] = len(occurrences(device, words))
    sealed, unsealed = found[""], found[UNSEALED]
    yield Proof(
        f"P11 {PEOPLE} people after one another, the tablet in their own hands",
        f"{seen} found by the next person, back button included; {sealed} on the disk; with "
        f"sealing off the same search finds {unsealed} of {PEOPLE}",
        seen == 0 and sealed == 0 and unsealed == PEOPLE,
    )


def _left(page: Page, word: str) -> bool:
    """Whether anything of somebody can be reached: in the page, its frames, or by going back."""
    contents = [page.content()]
    page.evaluate("history.back()")
    page.wait_for_timeout(50)
    contents += [frame.content() for frame in page.frames]
    return any(word in content for content in contents)
