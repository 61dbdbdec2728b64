"""A real PostgreSQL for one run of the tests: on a socket of its own, gone when the run ends."""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg

FOLDER = "BETEILIGUNG_TEST_POSTGRES"  # set by the run's first process, inherited by its workers
PREFIX = "beteiligung-tests-"
BINARIES = Path("/usr/lib/postgresql")
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=''")


class Server:
    """The run's server: started by whichever worker needs it first, stopped by the run itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of_this_run(cls) -> "Server":
        """The server that all workers of this run share."""
        return cls(Path(os.environ[FOLDER]))

    def url(self, database: str) -> str:
        """SQLAlchemy's address of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def database(self, name: str, template: str = "template0") -> str:
        """A database of this name, made from a template if it is not there; its address."""
        with self._lock() as _:
            self._start()
            with psycopg.connect(
                f"host={self.folder} user=postgres", autocommit=True
            ) as connection:
                known = connection.execute("select datname from pg_database").fetchall()
                if (name,) not in known:
                    connection.execute(f'create database "{name}" template "{template}"'.encode())
        return self.url(name)

    def stop(self) -> None:
        """Stop the server, if it ever ran, and forget everything."""
        if self._runs():
            self._run("pg_ctl", "stop", "--mode=immediate", "--silent", f"--pgdata={self._data}")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _runs(self) -> bool:
        """Whether there is one to stop: a server that was killed leaves its file behind."""
        try:
            number = (self._data / "postmaster.pid").read_text().split()[0]
        except (FileNotFoundError, IndexError):
            return False
        return Path("/proc", number).exists()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _lock(self) -> "_Lock":
        return _Lock(self.folder / "lock")

    def _start(self) -> None:
        if self._data.exists():
            return
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run(
            "initdb",
            "--no-sync",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            f"--pgdata={self._data}",
        )
        self.resume()

    def halt(self) -> None:
        """Stop the server as if its machine had lost power; what it holds stays."""
        self._run("pg_ctl", "stop", "--mode=immediate", "--silent", f"--pgdata={self._data}")

    def resume(self) -> None:
        """Start it, or start it again."""
        log = self.folder / "log"
        options = " ".join(f"-c {option}" for option in QUICK)
        options += f" -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "start", "-w", "-s", f"-D{self._data}", f"-l{log}", f"-o{options}")

    @staticmethod
    def _run(program: str, *arguments: str) -> None:
        versions = sorted(BINARIES.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
        if not versions:
            message = "PostgreSQL is missing: make test fetches it"
            raise RuntimeError(message)
        as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*as_owner, str(versions[-1]), *arguments],
            check=True,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


class _Lock:
    """One worker at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._file = self._path.open("a")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()


def begin() -> None:
    """Choose the run's folder; a run that was killed left its server, which is stopped first."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = left.name.removeprefix(PREFIX).partition("-")[0]
        if not Path("/proc", owner).exists():
            Server(left).stop()
    os.environ[FOLDER] = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")


def end() -> None:
    """Stop the run's server."""
    Server(Path(os.environ.pop(FOLDER))).stop()
