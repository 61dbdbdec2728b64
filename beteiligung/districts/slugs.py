"""Short names for addresses, made from names."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 48
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"

# Other pages stand at these places of an address already.
RESERVED = frozenset(
    [
        "neu",
        "gebiete",
        "orte",
        "umfrage",
        "ergebnisse",
        "ideen",
        "idee",
        "beleg",
        "massnahmen",
        "massnahme",
        "anlaufstellen",
        "anliegen",
        "termine",
        "impressum",
        "datenschutz",
        "barrierefreiheit",
        "hilfe",
    ]
)


def slug_of(name: str, taken: Collection[str] = ()) -> str:
    """A short name of lower-case letters, digits and hyphens that nobody in ``taken`` has."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_GERMAN))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    base = "-".join(words)[:LONGEST].strip("-") or "ort"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
