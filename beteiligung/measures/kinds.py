"""What a measure does with an idea: takes it up, wholly or in part; planned it before; cannot."""

import enum
from collections.abc import Mapping

from beteiligung.text import N_


class Kind(enum.StrEnum):
    """What a measure does with an idea."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    ALREADY = "already"
    IMPOSSIBLE = "impossible"


KINDS: Mapping[Kind, str] = {
    Kind.ADOPTED: N_("taken up"),
    Kind.PARTLY: N_("taken up in part"),
    Kind.ALREADY: N_("was planned already"),
    Kind.IMPOSSIBLE: N_("not possible"),
}
OWED = frozenset({Kind.ALREADY, Kind.IMPOSSIBLE})  # their giver is owed a reason
