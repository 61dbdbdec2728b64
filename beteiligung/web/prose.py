"""Words of staff as safe HTML: a little Markdown or HTML, as forms elsewhere write it."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

INLINE = frozenset({"strong", "em", "br", "bdi", "span"})
BLOCK = INLINE | {"p", "ul", "ol", "li", "a"}


def block(text: str) -> Markup:
    """Paragraphs, lists, emphasis and links; scripts, pictures and styles are dropped."""
    html = _markdown().render(text)
    return Markup(nh3.clean(html, tags=set(BLOCK), url_schemes={"https", "http", "mailto", "tel"}))  # noqa: S704 - nh3 cleaned it one call before


@lru_cache(maxsize=4096)  # a page of results says the same few hundred labels again and again
@lru_cache(4096)  # a page of results says the same words again and again
def line(text: str) -> Markup:
    """Emphasis only, for the text of a question or an option."""
    html = _markdown().renderInline(text)
    return Markup(nh3.clean(html, tags=set(INLINE)))  # noqa: S704 - nh3 cleaned it one call before


@cache
def _markdown() -> "MarkdownIt":
    # Loaded with the first page that shows words of staff: a start without it is a tenth quicker.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True, "breaks": True}).disable(
        ["image", "heading", "lheading", "code", "fence", "html_block"]
    )
