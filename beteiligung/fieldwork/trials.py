"""The self-test that a coordinator runs on a tablet: what it tries, and how it went."""

from collections.abc import Mapping
from typing import Any

from beteiligung.fieldwork.devices import DEVICES
from beteiligung.text import N_

CLOCK_RIGHT = 300  # seconds by which a clock may be off
# In the order of the page; what the office itself sees comes last.
CHECKS: Mapping[str, str] = {
    "storage": N_("Answers can be stored"),
    "keeps": N_("The browser promises to keep the answers"),
    "offline": N_("The app starts without a network"),
    "sound": N_("Sound can be heard"),
    "sealing": N_("A test answer was sealed here and opened by the office"),
    "clock": N_("The clock is right"),
}
# What helps where one of them was not passed.
REMEDIES: Mapping[str, str] = {
    "storage": N_("Make room on the tablet, and open the app in no private window."),
    "keeps": N_("Put the app on the home screen, open it from there, and test again."),
    "offline": N_("Stay in a network for a minute, close the app, open it, and test again."),
    "sound": N_("Turn the sound up, and see that the tablet is not muted."),
    "sealing": N_("Test again. If it stays so, tell whoever runs the platform."),
    "clock": N_("Let the tablet set date, time and time zone by itself."),
}
SEEN_BY_US = ("sealing", "clock")
NAMES: Mapping[str, str] = {device.id: device.name for device in DEVICES}


def platform_in(text: object) -> str | None:
    """The kind of tablet that an app says it runs on, or nothing where we know none."""
    return text if isinstance(text, str) and text in NAMES else None


def faults(content: Mapping[str, Any] | None, clock_off: float) -> list[str]:
    """What went wrong by what a test answer says; nothing could be opened where there is none."""
    passed = content.get("passed") if content else None
    right = {name for name in passed if name in CHECKS} if isinstance(passed, list) else set()
    right -= set(SEEN_BY_US)
    right |= {"sealing"} if content else set()
    right |= {"clock"} if abs(clock_off) <= CLOCK_RIGHT else set()
    return [name for name in CHECKS if name not in right]
