"""On which way answers reached us, in words."""

from collections.abc import Mapping

from beteiligung.i18n import gettext as _
from beteiligung.surveys.models import Channel
from beteiligung.text import N_

CHANNEL_NAMES: Mapping[str, str] = {
    Channel.QR: N_("Printed code"),
    Channel.WEB: N_("Website"),
    Channel.SHARED: N_("Passed-on link"),
    Channel.TABLET: N_("Tablet"),
    Channel.TYPED: N_("Tablet, typed by the team"),
    Channel.PAPER: N_("Paper"),
    Channel.IMPORT: N_("Import"),
}


def channel(name: str) -> str:
    """How an answer reached us, in words."""
    return _(CHANNEL_NAMES[name]) if name in CHANNEL_NAMES else name
