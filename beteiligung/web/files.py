"""Built files: sent compressed, and kept by browsers for good, for their names change with them."""

from io import BytesIO
from pathlib import Path

from whitenoise import WhiteNoise
from whitenoise.responders import Response as Answer
from whitenoise.responders import StaticFile

from beteiligung.web.headers import Application

STATIC = Path(__file__).parent / "static"
FOR_GOOD = r"^.+\.[0-9a-f]{12}\.[a-z0-9]+$"  # as the build names files by their content


def served(application: Application) -> Application:
    """The application with its built files in front of it; other addresses pass through."""
    files: Application = _Kept(
        application,
        root=STATIC,
        prefix="static/",
        max_age=0,
        immutable_file_test=FOR_GOOD,
        allow_all_origins=False,
    )
    return files


class _Kept(WhiteNoise):
    """Files as they were when the server started, though newer ones lie on the disk by now."""

    def get_static_file(self, *args: object, **named: object) -> "_File":
        return _File(super().get_static_file(*args, **named))


class _File:
    """One file in memory, in each of its encodings; what its headers say stays true of it."""

    def __init__(self, file: StaticFile) -> None:
        self._file = file
        self._content = {path: Path(path).read_bytes() for _, path, _ in file.alternatives}

    def get_response(self, method: str, environ: dict[str, object]) -> Answer:
        """The file, or that it is the same as before; whole, whatever part was asked for."""
        asked = {name: value for name, value in environ.items() if name != "HTTP_RANGE"}
        if method != "GET" or self._file.is_not_modified(asked):
            return self._file.get_response("HEAD" if method == "GET" else method, asked)
        response = self._file.get_response("HEAD", asked)
        path, _ = self._file.get_path_and_headers(asked)
        response.file = BytesIO(self._content[path])
        return response
