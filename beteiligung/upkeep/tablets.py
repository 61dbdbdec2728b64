"""Checks of the keys that open tablets' answers: whether they are private."""

import stat

from beteiligung.config import Settings
from beteiligung.fieldwork import keys
from beteiligung.text import N_
from beteiligung.upkeep.finding import Finding, Findings, Level


def tablet_keys(settings: Settings) -> Findings:
    """Whether nobody else on the machine can open what tablets seal."""
    found, matter = keys.files(settings), N_("keys of the tablets")
    open_ones = [path for path in found if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    if open_ones:
        values: dict[str, object] = {"file": open_ones[0]}
        said, remedy = N_("others may read %(file)s"), N_("chmod 0600 %(file)s")
        yield Finding(Level.FAULT, matter, said, remedy, values, stops=settings.production)
    elif found:
        values = {"folder": keys.folder(settings), "number": len(found)}
        said = N_("%(number)s in %(folder)s, for its owner only")
        yield Finding(Level.OK, matter, said, values=values)
    else:
        yield Finding(Level.OK, matter, N_("none yet: the first tablet makes one"))
