"""Collects every text of the interface and brings all catalogues up to date.

``make translations`` runs it. A new language begins with ``python translations/update.py LOCALE``,
where LOCALE is the Babel name in ``beteiligung/locales.py``. What is no longer said anywhere is
dropped, what is new comes in empty; nothing is guessed from similar texts. The files carry no
dates, so that only changes of texts show up as changes.
"""

import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from beteiligung.locales import BY_ID, TIER_2

HERE = Path(__file__).parent
ROOT = HERE.parent
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None}
WIDTH = 100
# As CLDR has it: 11 to 99 are many. Babel's own rule takes the last two forms the other way round.
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
    " : n%100>=11 ? 4 : 5);"
}
UNREVIEWED = {BY_ID[locale].babel for locale in TIER_2}  # see docs/translating.md


def collected() -> Catalog:
    """All texts of the package, each with the files that say it."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    found = Catalog()
    for name, _, message, comments, context in extract_from_dir(
        ROOT / "beteiligung",
        [(mapping["pattern"], mapping["method"]) for mapping in mappings],
        {mapping["pattern"]: mapping for mapping in mappings},
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
    ):
        place = (f"beteiligung/{name}", 0)
        found.add(message, None, [place], auto_comments=comments, context=context)
    return found


def update(locale: str, template: Catalog) -> int:
    """Bring one catalogue up to date; how many of its texts are still missing."""
    path = HERE / locale / "LC_MESSAGES" / "messages.po"
    catalogue = Catalog(locale=locale)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=locale)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, catalogue, list(head(locale, catalogue)))
    return sum(not said(message.string) for message in catalogue if message.id)


def said(string: str | Sequence[str] | None) -> bool:
    """Whether there is a translation, in every plural form."""
    return bool(string) and all(string or "")


def head(locale: str, catalogue: Catalog) -> Iterator[str]:
    """The head of a catalogue without anything that changes by itself."""
    yield f"Language: {locale}"
    if locale in UNREVIEWED:
        yield "X-Reviewed: no, not yet by anybody who speaks it"
    yield "MIME-Version: 1.0"
    yield "Content-Type: text/plain; charset=utf-8"
    yield "Content-Transfer-Encoding: 8bit"
    yield f"Plural-Forms: {PLURALS.get(locale, catalogue.plural_forms)}"


def write(path: Path, catalogue: Catalog, lines: list[str]) -> None:
    """Write a catalogue in the order of its texts."""
    with path.open("wb") as file:
        file.write(b'msgid ""\nmsgstr ""\n')
        file.writelines(f'"{line}\\n"\n'.encode() for line in lines)
        file.write(b"\n")
        write_po(
            file,
            catalogue,
            width=WIDTH,
            omit_header=True,
            sort_output=True,
            ignore_obsolete=True,
            include_lineno=False,
        )


def main(new: list[str]) -> None:
    """Update the template and every catalogue; say what is missing."""
    template = collected()
    write(HERE / "messages.pot", template, ["Content-Type: text/plain; charset=utf-8"])
    known = {path.parent.parent.name for path in HERE.glob("*/LC_MESSAGES/*.po")}
    for locale in sorted({*known, *new}):
        missing = update(locale, template)
        name = Locale.parse(locale.partition("@")[0]).english_name
        print(f"{locale:10} {name:12} {missing} of {len(template)} missing")


if __name__ == "__main__":
    main(sys.argv[1:])
