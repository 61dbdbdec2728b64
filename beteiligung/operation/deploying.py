"""The command `beteiligung deployment`: what an operating system needs to run the platform."""

from importlib.resources import files
from pathlib import Path

import click
from markupsafe import Markup

from beteiligung.i18n import words_in
from beteiligung.locales import TABLE
from beteiligung.operation.terminal import new_file, only_new
from beteiligung.web.frame import WORDS

OUTAGE = "outage.html"
_PAGE = Markup(
    '<!doctype html>\n<html lang="de">\n<head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>503</title></head>\n'
    "<body>\n<h1>503</h1>\n{}</body>\n</html>\n"
)
_PART = Markup('<section lang="{}" dir="{}"><h2>{}</h2><p>{}</p></section>\n')


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def deployment(folder: Path) -> None:
    """Write the files for systemd, nginx and a container into a new FOLDER, to look at and copy."""
    with only_new(folder):
        folder.mkdir(parents=True)
    parts = files("beteiligung.operation") / "deployment"
    for part in sorted(parts.iterdir(), key=lambda each: each.name):
        with new_file(folder / part.name) as handle:
            handle.write(part.read_text(encoding="utf-8"))
        click.echo(folder / part.name)
    with new_file(folder / OUTAGE) as handle:
        handle.write(outage())
    click.echo(folder / OUTAGE)


def outage() -> str:
    """What a web server says in every language while the platform behind it restarts."""
    heading, sentence = WORDS[503]
    said = [(entry, words_in(entry.id)) for entry in TABLE]
    parts = [
        _PART.format(entry.html_lang, entry.direction, words(heading), words(sentence))
        for entry, words in said
    ]
    return _PAGE.format(Markup().join(parts))
