"""Built files: sent compressed, and kept by browsers for good, for their names change with them."""

from pathlib import Path

from whitenoise import WhiteNoise

from beteiligung.web.headers import Application

STATIC = Path(__file__).parent / "static"
FOR_GOOD = r"^.+\.[0-9a-f]{12}\.[a-z0-9]+$"  # as the build names files by their content


def served(application: Application) -> Application:
    """The application with its built files in front of it; other addresses pass through."""
    files: Application = WhiteNoise(
        application,
        root=STATIC,
        prefix="static/",
        max_age=0,
        immutable_file_test=FOR_GOOD,
        allow_all_origins=False,
    )
    return files
