"""The page kept ready: rendered once, however many come for it at the same moment."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from beteiligung.db import Store
from beteiligung.surveys.models import Survey
from beteiligung.surveys.ready import SLOT, Shelf

MANY = 8


def test_many_who_come_to_a_page_at_once_have_it_rendered_once(
    running: Callable[..., Survey], store: Store
):
    found = Shelf(store).get(running("single").slug)
    assert found is not None
    together, rendered = threading.Barrier(MANY), []

    def render() -> str:
        rendered.append("ar")
        time.sleep(0.05)
        return f"<p>{SLOT}</p>"

    def come() -> bytes:
        together.wait()
        return found.page("ar", None, render).plain(b"!")

    with ThreadPoolExecutor(MANY) as many:
        bodies = [each.result() for each in [many.submit(come) for _ in range(MANY)]]
    assert rendered == ["ar"]
    assert set(bodies) == {b"<p>!</p>"}


def test_many_who_come_to_a_new_survey_at_once_share_what_was_made_ready(
    running: Callable[..., Survey], store: Store
):
    slug, shelf = running("single").slug, Shelf(store)
    together = threading.Barrier(MANY)

    def come() -> object:
        together.wait()
        return shelf.get(slug)

    with ThreadPoolExecutor(MANY) as many:
        found = {id(each.result()) for each in [many.submit(come) for _ in range(MANY)]}
    assert found == {id(shelf.get(slug))}
