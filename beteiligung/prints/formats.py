"""What can be printed: each thing with its paper, its template and the codes it is meant for."""

from collections.abc import Mapping
from dataclasses import dataclass

from beteiligung.text import N_

PDF, PNG = "pdf", "png"


@dataclass(frozen=True, slots=True)
class Format:
    """One thing to print."""

    name: str
    template: str
    width: int  # millimetres after cutting; of a screen, picture points
    height: int
    media: tuple[str, ...] = ()  # codes for these; none: for all
    each: int = 1  # how often a code stands on one sheet
    kind: str = PDF
    cut: bool = True  # whether marks for cutting make sense
    results: bool = False  # whether it tells results, and waits for them


FORMATS: Mapping[str, Format] = {
    "poster-a4": Format(N_("Poster A4"), "poster", 210, 297, ("poster", "door")),
    "poster-a3": Format(N_("Poster A3"), "poster", 297, 420, ("poster", "door")),
    "flyer": Format(N_("Flyer A6"), "flyer", 105, 148, ("flyer",)),
    "card": Format(N_("Cards (10 on A4)"), "card", 210, 297, ("card", "handed"), each=10),
    "stickers": Format(N_("Stickers (24 on A4)"), "stickers", 210, 297, ("sticker",), each=24),
    "tent": Format(N_("Table tent (A4, folded)"), "tent", 210, 297, ("card", "handed", "poster")),
    "screen": Format(
        N_("Picture for a screen"), "screen", 1920, 1080, ("screen", "poster"), kind=PNG, cut=False
    ),
    "outcome-a4": Format(
        N_("Poster A4: what became of it"),
        "outcome",
        210,
        297,
        ("poster", "door"),
        results=True,
    ),
    "outcome-a3": Format(
        N_("Poster A3: what became of it"),
        "outcome",
        297,
        420,
        ("poster", "door"),
        results=True,
    ),
    "list": Format(N_("List for hanging up"), "list", 210, 297, cut=False),
}
