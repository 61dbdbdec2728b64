"""What waits on a tablet as a file, where no network comes: taken in at the office."""

import json

from beteiligung.fieldwork.refusals import NoQueue

KIND = "beteiligung-tablet-queue"
LARGEST = 64 * 1024 * 1024  # bytes
BATCH = 50  # parcels in one transaction


def tablet_in(content: bytes) -> int:
    """Which tablet a file says it is from."""
    number = _read(content).get("tablet")
    if not isinstance(number, int):
        raise NoQueue
    return number


def parcels_in(content: bytes) -> list[object]:
    """The sealed parcels in a file; `NoQueue` if it is none."""
    found = _read(content).get("parcels")
    if not isinstance(found, list):
        raise NoQueue
    return found


def _read(content: bytes) -> dict[str, object]:
    try:
        found = json.loads(content)
    except ValueError:
        raise NoQueue from None
    if not isinstance(found, dict) or found.get("kind") != KIND:
        raise NoQueue
    return found
