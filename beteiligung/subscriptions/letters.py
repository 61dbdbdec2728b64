"""What letters to subscribers say, in the subscriber's language; each names the way to end them."""

from collections.abc import Sequence
from email.message import EmailMessage
from typing import NamedTuple

from beteiligung.accounts.mail import letter
from beteiligung.i18n import Speech, speech
from beteiligung.locales import chain
from beteiligung.measures.path import WORDS
from beteiligung.subscriptions.models import Subscription
from beteiligung.subscriptions.news import News
from beteiligung.subscriptions.tokens import CONFIRM, END, token


class Desk(NamedTuple):
    """From where letters are sent, and with which key their links are signed."""

    sender: str
    base: str  # how addresses of this website begin for the world
    secret: bytes
    timezone: str

    def link(self, subscription: Subscription, purpose: str) -> str:
        """The link of a purpose."""
        folder = {CONFIRM: "bestaetigen", END: "abbestellen"}[purpose]
        name = token(purpose, subscription.id, secret=self.secret)
        return f"{self.base}/{subscription.locale}/nachrichten/{folder}/{name}"


def confirmation(desk: Desk, to: Subscription) -> EmailMessage:
    """Was it you who asked?"""
    say = speech(to.locale, desk.timezone)
    district = _named(to)
    return letter(
        desk.sender,
        to.address,
        f"{say.gettext('News by e-mail')}: {district}",
        "\n\n".join(
            (
                say.gettext(
                    "Somebody, probably you, has asked for news by e-mail: %(district)s.",
                    district=district,
                ),
                say.gettext("If it was you, please open this address within two days:"),
                desk.link(to, CONFIRM),
                say.gettext(
                    "If it was not you, you need not do anything. We delete your address in two"
                    " days and write nothing more."
                ),
            )
        )
        + "\n",
    )


def told(desk: Desk, to: Subscription, news: Sequence[News]) -> EmailMessage:
    """What is new; with the headers by which mail programs offer a button to end it."""
    say = speech(to.locale, desk.timezone)
    end = desk.link(to, END)
    written = letter(
        desk.sender,
        to.address,
        f"{say.gettext('News by e-mail')}: {_named(to)}",
        "\n\n".join(
            (
                *(_line(desk, to, say, each) for each in news),
                "-- ",
                say.gettext("You get this letter because you asked for it."),
                say.gettext("Here you end it, and we delete your address:"),
                end,
            )
        )
        + "\n",
    )
    written["List-Unsubscribe"] = f"<{end}>"
    written["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return written


def _line(desk: Desk, to: Subscription, say: Speech, news: News) -> str:
    title = news.title.pick(chain(to.locale)).text
    if news.status is None:
        head = f"{say.gettext('Results')}: {title}"
    else:
        head = f"{title}: {say.gettext(WORDS[news.status])}"
    note = news.note.pick(chain(to.locale)).text if news.note and news.note.texts else ""
    return "\n".join(filter(None, (head, note, f"{desk.base}/{to.locale}/{news.path}")))


def _named(to: Subscription) -> str:
    return to.district.area.named.pick(chain(to.locale)).text
