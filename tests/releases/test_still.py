"""Between releases nothing public moves: whoever watches learns nothing about new answers."""

from collections.abc import Callable
from uuid import UUID

from beteiligung.releases.models import Release
from tests.visitor import Visitor

WATCHED = (
    "/de/",
    "/de/sonnenberg/",
    "/de/daten/",
    "/daten/katalog.jsonld",
    "/de/ergebnisse/jede-art",
    "/de/ergebnisse/jede-art/1",
    "/de/ergebnisse/jede-art/fragebogen",
    "/de/ergebnisse/jede-art.csv",
    "/de/ergebnisse/jede-art/codebook.csv",
    "/de/ergebnisse/jede-art/ddi.xml",
    "/de/ergebnisse/jede-art.json",
    "/de/ergebnisse/jede-art/bild/eins.svg",
    "/de/ergebnisse/jede-art/bild/nur_a.png",
    "/de/ergebnisse/jede-art/zeitung.pdf",
    "/de/umfrage/jede-art/danke",
)
TOLD = ("ETag", "Last-Modified", "Content-Length", "Cache-Control")


def seen(visitor: Visitor) -> dict[str, tuple[bytes, ...]]:
    """Everything that can be seen from outside, and what it says about itself."""
    found = {}
    for path in WATCHED:
        page = visitor.get(path)
        told = tuple(page.headers.get(name, "").encode() for name in TOLD)
        found[path] = (page.body, *told)
    return found


def test_answers_one_by_one_change_nothing_that_can_be_seen(
    visitor: Visitor, release: Callable[..., Release]
):
    release()
    before = seen(visitor)
    for number, answer in enumerate(("a", "b", "neu")):
        key = str(UUID(int=number + 1, version=4))
        visitor.post("/de/umfrage/jede-art", {"key": key, "eins": answer, "alter": "jung"})
        assert seen(visitor) == before
