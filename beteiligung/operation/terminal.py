"""How the command speaks: one line and an exit code for a mistake, nothing overwritten."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NoReturn, TextIO

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.errors import OperatorError, Refusal
from beteiligung.operation.intake import line
from beteiligung.surveys.document import DocumentRefused


class Commands(click.Group):
    """Turns every mistake of the operator into one line on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; 2 for a mistake, 1 for findings."""
        try:
            return super().invoke(ctx)
        except DocumentRefused as refusal:
            for finding in refusal.findings:
                click.echo(line(finding), err=True)
            ctx.exit(1)
        except (OperatorError, Refusal) as error:
            _fail(ctx, str(error))
        except DBAPIError as error:
            said = str(error.orig).strip().splitlines() or ["no reason was given"]
            _fail(ctx, f"The database refuses: {said[0]}. Ask beteiligung doctor.")
        except (OSError, UnicodeDecodeError) as error:
            _fail(ctx, str(error))


def _fail(ctx: click.Context, words: str) -> NoReturn:
    click.echo(f"beteiligung: {words}", err=True)
    ctx.exit(2)


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The installation's database, closed afterwards."""
    store = Store(settings.database)
    try:
        yield store
    finally:
        store.dispose()


@contextmanager
def writing(settings: Settings) -> Iterator[Session]:
    """A session of the installation's database, committed as a whole or not at all."""
    with opened(settings) as store, store.writing() as session:
        yield session


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """A text file to write; one that exists is an `OperatorError`."""
    with only_new(path), path.open("x", encoding="utf-8") as handle:
        yield handle


@contextmanager
def new_bytes(path: Path) -> Iterator[BinaryIO]:
    """A file of any kind to write, whole or not at all; one that exists is an `OperatorError`."""
    with only_new(path), path.open("xb") as handle:
        try:
            yield handle
        except BaseException:
            path.unlink()
            raise


@contextmanager
def only_new(path: Path) -> Iterator[None]:
    """What exists already is an `OperatorError`, for whatever is made inside."""
    try:
        yield
    except FileExistsError as error:
        message = f"{path} exists already. Choose another name."
        raise OperatorError(message) from error
