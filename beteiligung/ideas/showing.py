"""How ideas look to residents: in which words, with which counts, with what one may do."""

from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup, escape

from beteiligung import i18n
from beteiligung.ideas.fate import Holding, fate_of_status
from beteiligung.ideas.life import Standing, Verb
from beteiligung.ideas.listing import Counted
from beteiligung.ideas.models import Idea, State, WorkingTranslation
from beteiligung.ideas.personal import parts
from beteiligung.ideas.wording import shortened
from beteiligung.locales import BY_ID, chain
from beteiligung.text import N_

ORIGINS = {
    "author": N_("Translation by whoever wrote the idea"),
    "staff": N_("Translation by the moderation"),
    "machine": N_("Translation by a machine, not checked"),
}
BRIEF = 280  # signs: what a list shows of a long text
# What the giver reads about who sees the idea.
STATES = {
    State.RECEIVED: N_("Your idea is being checked. Until then only you see it."),
    State.QUARANTINED: N_("Your idea is being checked. Until then only you see it."),
    State.PUBLISHED: N_("Your idea is on the board. Everybody can read it."),
    State.REJECTED: N_("Your idea is not shown on the board."),
    State.WITHDRAWN: N_("You have withdrawn this idea. Nobody else sees it."),
}


class Shown(NamedTuple):
    """An idea as a page of one language shows it."""

    idea: Idea
    may_support: bool
    supporters: int | None  # none: not shown yet
    counted: Counted | None  # by staff; none: nothing, or not shown yet
    has_reply: bool
    holding: Holding  # what holds of its wish

    @property
    def html_lang(self) -> str:
        """The language of its words, for browsers."""
        return BY_ID[self.idea.language].html_lang

    @property
    def is_foreign(self) -> bool:
        """Whether it is written in another language than the page's."""
        return self.html_lang != i18n.current().html_lang

    @property
    def title(self) -> str:
        """What stands for it in a link: the beginning of its words, else its topic.

        In the page's language, if somebody has translated it.
        """
        if self.idea.text:
            return shortened(self.translation.text if self.translation else self.idea.text)
        return i18n.phrase(self.idea.category.named).text if self.idea.category else ""

    @property
    def title_lang(self) -> str:
        """The language of its title, for browsers."""
        is_own = self.idea.text and not self.translation
        return self.html_lang if is_own else i18n.current().html_lang

    @property
    def brief(self) -> str:
        """Its words as a list shows them."""
        return shortened(self.idea.text, BRIEF)

    @property
    def translation(self) -> WorkingTranslation | None:
        """What it says in the page's language, if somebody has translated it."""
        if not self.is_foreign:
            return None
        own = {each.language: each for each in self.idea.translations}
        return next((own[locale] for locale in chain(i18n.current().id) if locale in own), None)

    @property
    def origin(self) -> str:
        """Who translated it."""
        found = self.translation
        return ORIGINS.get(found.origin, "") if found else ""


def with_links(idea: Idea) -> Markup:
    """The words of an idea; addresses in them lead on only if somebody has looked where to."""
    if not idea.links_shown:
        return escape(idea.text)
    pieces = (_leading(part) if is_link else part for part, is_link in parts(idea.text))
    return Markup("").join(pieces)


def _leading(link: str) -> Markup:
    address = link if link.lower().startswith("http") else f"https://{link}"
    return Markup('<a href="{}" rel="nofollow ugc noopener">{}</a>').format(address, link)


def shown(
    idea: Idea,
    now: Standing,
    *,
    counted: Mapping[int, Counted] | None = None,
    has_reply: bool = False,
    holding: Holding | None = None,
) -> Shown:
    """An idea as it is shown on a board at this moment."""
    return Shown(
        idea,
        may_support=now.allows(Verb.SUPPORT),
        supporters=idea.supporters if now.shows_counts else None,
        counted=(counted or {}).get(idea.id) if now.shows_counts else None,
        has_reply=has_reply,
        holding=holding or Holding(fate_of_status(idea.status), by_status=True),
    )
