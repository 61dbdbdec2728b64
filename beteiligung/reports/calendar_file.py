"""Dates as a calendar file (RFC 5545) that other calendars subscribe to; the only iCal here."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from beteiligung.reports.dates import Dated

if TYPE_CHECKING:
    from icalendar import Event

MAKER = "-//Beteiligung//Dates of a district//EN"
ONE_DAY = timedelta(days=1)


def calendar(
    title: str, dates: Sequence[Dated], *, host: str, address: Callable[[str], str]
) -> bytes:
    """The calendar: a whole day for each date without an hour; readers see when it was moved.

    ``host`` ends the ids of all dates, so that they are like no others in the world.
    """
    from icalendar import Calendar, Event

    made = Calendar()
    for name, value in (("prodid", MAKER), ("version", "2.0"), ("method", "PUBLISH")):
        made.add(name, value)
    made.add("x-wr-calname", title)
    made.add("refresh-interval", ONE_DAY, parameters={"value": "DURATION"})
    for each in dates:
        event = Event()
        event.add("uid", f"{each.key}@{host}")
        event.add("dtstamp", each.changed_at)
        event.add("last-modified", each.changed_at)
        _when(event, each)
        event.add("summary", each.title)
        event.add("url", address(each.path))
        if each.place:
            event.add("location", each.place)
        if each.is_cancelled:
            event.add("status", "CANCELLED")
        made.add_component(event)
    return bytes(made.to_ical())


def _when(event: "Event", each: Dated) -> None:
    if each.at is not None:
        event.add("dtstart", each.at)
        return
    event.add("dtstart", each.day)
    event.add("dtend", each.day + ONE_DAY)
    event.add("transp", "TRANSPARENT")  # nobody is busy because of it
