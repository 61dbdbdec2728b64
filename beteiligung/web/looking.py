"""Looking in a request that may write: its session only reads, and waits for nobody."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g

from beteiligung.db import Store, store


@contextmanager
def looking() -> Iterator[None]:
    """While this lasts, the request's session only reads; afterwards there is none."""
    g.session = store().open(writing=False)
    try:
        yield
    finally:
        Store.close(g.pop("session"))
