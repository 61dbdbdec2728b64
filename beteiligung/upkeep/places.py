"""Where things of an installation lie on its machine: the database file, the mark of a server."""

from pathlib import Path

from sqlalchemy.engine import make_url

from beteiligung.config import Settings


def sqlite_file(settings: Settings) -> Path | None:
    """The file of a SQLite database; none for PostgreSQL."""
    url = make_url(settings.database)
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def existing(path: Path) -> Path:
    """The path, or the nearest folder above it that is there."""
    path = path.resolve()
    while not path.exists():
        path = path.parent
    return path
