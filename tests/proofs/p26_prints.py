"""P26: whatever is printed can be scanned, in every language and with a blot over a tenth of it."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from beteiligung.locales import BY_ID
from beteiligung.prints import letters
from beteiligung.prints.formats import FORMATS
from beteiligung.prints.letters import CARDS, LETTERS, Batch
from beteiligung.prints.order import Order
from beteiligung.qrcodes.printing import QUIET, address, svg
from beteiligung.surveys.codes import grouped
from beteiligung.surveys.entry_codes import fresh_codes
from beteiligung.text import Translated
from tests.prints.paper import (
    BASE,
    CARRYING,
    ORDER,
    TITLES,
    blotted,
    meant_for,
    pictures,
    read,
    sheets,
)
from tests.proofs.proof import Proof

BLOTS = 12  # on each sheet, each in another place
SHORT, COARSE = 36, 4  # signs of an address, and the version that it may need
LONG = {locale: f"{title} " * 3 for locale, title in TITLES.items()}
ALL = {locale: TITLES.get(locale, TITLES["de"]) for locale in BY_ID}


def prove() -> Iterator[Proof]:
    """Print everything in all the ways that come up, and read it."""
    rng = Random(26)
    plain = hurt = blots = codes = 0
    for order in _orders():
        for name in CARRYING:
            form = FORMATS[name]
            each = form.each * (2 if name == "tent" else 1)
            wanted = meant_for(name, order)
            for hung, page in zip(wanted.hung, sheets(name, wanted), strict=True):
                says = f"{BASE.upper()}/Q/{hung.code}"
                codes += each
                plain += read(page).count(says)
                blots += BLOTS
                hurt += sum(read(blotted(page, rng)) == [says] for _ in range(BLOTS))
        for kind in (LETTERS, CARDS):
            batch = Batch("Haushalte", fresh_codes(8), "7F3K2")
            data = letters.contents(kind, order, batch)
            says_each = {f"{BASE.upper()}/Q/7F3K2#{grouped(code)}" for code in batch.codes}
            for page in pictures(letters.TEMPLATES[kind], data):
                codes += 1 if kind == LETTERS else len(batch.codes)
                plain += len(says_each.intersection(read(page)))
                blots += BLOTS
                hurt += sum(
                    says_each.issuperset(read(blotted(page, rng)) or [""]) for _ in range(BLOTS)
                )
    yield Proof("P26 codes on prints that a reader reads", f"{plain} of {codes}", plain == codes)
    yield Proof("P26 the same with a tenth blotted", f"{hurt} of {blots}", hurt == blots)
    where = address(BASE, "7F3K2")
    size = int(svg(where).decode().split('viewBox="0 0 ')[1].split()[0])
    version = (size - 2 * QUIET - 17) // 4
    yield Proof(
        f"P26 version of a code with {len(where)} signs",
        f"{version}",
        len(where) <= SHORT and version <= COARSE,
    )


def _orders() -> Iterator[Order]:
    """Five languages; right to left first; names of any length; all sixteen languages."""
    yield ORDER
    yield replace(ORDER, locales=("ar", "de", "ti"), hung=ORDER.hung[:3])
    yield replace(ORDER, title=Translated(LONG), hung=ORDER.hung[1:2])
    yield replace(ORDER, title=Translated(ALL), locales=tuple(ALL), hung=ORDER.hung[3:])
