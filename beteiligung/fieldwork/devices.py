"""The kinds of tablets: how the app is put on each, and how each is kept from leaving it."""

from typing import NamedTuple

from beteiligung.text import N_


class Device(NamedTuple):
    """A kind of tablet with its browser, as the app recognises it."""

    id: str
    name: str
    install: tuple[str, ...]  # step by step
    note: str
    pinning_name: str = ""
    pinning: str = ""


DEVICES = (
    Device(
        "android-chrome",
        N_("Android tablet with Chrome"),
        (
            N_("Open the address of the app in Chrome."),
            N_("Touch the three dots at the top, then “Add to home screen”, then “Install”."),
            N_("From then on open the app only by its sign on the home screen."),
        ),
        N_("Chrome keeps the answers if the app is installed and used."),
        N_("Android: app pinning"),
        N_(
            "In the settings search for “pin” and switch on app pinning, with the PIN of the tablet"
            " for leaving. Open the app, then the list of open apps, touch the sign of the app and"
            " choose “Pin”."
        ),
    ),
    Device(
        "ipados-safari",
        N_("iPad with Safari"),
        (
            N_("Open the address of the app in Safari."),
            N_("Touch the share sign (a square with an arrow), then “Add to Home Screen”."),
            N_(
                "Couple the iPad only after that, in the app on the home screen: Safari and the app"
                " on the home screen keep their things apart."
            ),
        ),
        N_("Safari deletes what was not used in a tab for a week. The installed app is spared."),
        N_("iPad: Guided Access"),
        N_(
            "In the settings under Accessibility switch on Guided Access and set its code. Open the"
            " app, press the top button three times (on iPads with a home button: that one), and"
            " choose “Start”."
        ),
    ),
    Device(
        "android-firefox",
        N_("Android tablet with Firefox"),
        (
            N_("Open the address of the app in Firefox."),
            N_("Touch the three dots, then “Install” or “Add to home screen”."),
            N_("Choose “Allow” if Firefox asks whether the app may keep data."),
        ),
        N_("It is pinned like every Android tablet."),
    ),
    Device(
        "desktop",
        N_("Laptop with Chrome, Edge or Firefox"),
        (
            N_("Open the address of the app. In Chrome and Edge touch the install sign beside it."),
            N_("In Firefox make a bookmark of it, and open the app by that."),
            N_("See to it that the browser keeps its data when it is closed."),
        ),
        N_("A laptop cannot be pinned: do not hand it over."),
    ),
)
