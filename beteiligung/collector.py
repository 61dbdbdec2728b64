"""Python's collector of garbage: rests while rooms are loaded, and never looks at them again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting() -> Iterator[None]:
    """Load something that stays until the process ends.

    Nothing of it becomes garbage, yet a collector at work would walk through all of it again and
    again: while it is loaded, which takes a tenth longer so, and later in the middle of an answer.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def waiting() -> Iterator[None]:
    """Make much at once that stays for long: the collector looks at it once, afterwards."""
    worked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if worked:
            gc.enable()
