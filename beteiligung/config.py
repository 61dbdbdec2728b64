"""Settings of an installation: one frozen dataclass, filled from the environment."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal

from beteiligung.errors import OperatorError

PREFIX = "BETEILIGUNG_"
OUTLINE = "outline"  # a map without tiles
# Where tiles of a map are: below this website, or at one https host that the page then may ask.
TILES = re.compile(r"(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})(https://[\w.-]+(?::\d+)?)?/[\w{}./@=?&-]+")
PATHS = frozenset({"breached_passwords", "tablet_keys"})


def _means(line: str) -> dict[str, str]:
    return {"meaning": line}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Each setting with its type, its default and one line of meaning."""

    name: str = field(
        default="Mitreden", metadata=_means("name of the product on every page, never translated")
    )
    data_dir: Path = field(
        default=Path("instance"), metadata=_means("folder for the database, key and locks")
    )
    database_url: str = field(
        default="", metadata=_means("SQLAlchemy address; empty: SQLite inside data_dir")
    )
    secret_key: str = field(
        default="", metadata=_means("signs staff sessions; empty: made on first start")
    )
    public_url: str = field(
        default="", metadata=_means("address printed on posters, such as https://example.org")
    )
    redis_url: str = field(default="", metadata=_means("shared limits when several hosts serve"))
    mail_url: str = field(
        default="", metadata=_means("smtp://user:password@host:port for mail to staff, and news")
    )
    breached_passwords: Path | None = field(
        default=None,
        metadata=_means("sorted list of SHA-1 hashes of stolen passwords; empty: none"),
    )
    trusted_proxies: int = field(
        default=0, metadata=_means("how many reverse proxies stand in front")
    )
    timezone: str = field(
        default="Europe/Berlin", metadata=_means("where the districts lie (IANA name)")
    )
    workers: int = field(default=2, metadata=_means("processes that serve pages"))
    answers_per_minute: int = field(
        default=600, metadata=_means("answers one network address may send a minute; 0: no limit")
    )
    photos: bool = field(
        default=False, metadata=_means("1: surveys may ask for photos; staff must look at them")
    )
    defect_reporter: str = field(
        default="", metadata=_means("address where the city takes reports of broken things")
    )
    state_portal: str = field(
        default="", metadata=_means("address of the state's portal for formal procedures")
    )
    map_tiles: str = field(
        default="",
        metadata=_means(
            "map of ideas: outline (no tiles), or your own tiles' address with {z}, {x}, {y};"
            " empty: no map"
        ),
    )
    map_credit: str = field(
        default="", metadata=_means("whose map that is, said on it, such as © OpenStreetMap")
    )
    log_days: int = field(
        default=0, metadata=_means("days a reverse proxy keeps its log; the privacy page says so")
    )
    matomo_url: str = field(
        default="", metadata=_means("address of a Matomo that counts visits; empty: none do")
    )
    matomo_site: int = field(default=0, metadata=_means("number of this website in that Matomo"))
    matomo_mode: str = field(
        default="consent", metadata=_means("consent: people are asked before; or cookieless")
    )
    security_contact: str = field(
        default="", metadata=_means("e-mail or https address for reports of weaknesses")
    )
    env: Literal["development", "production"] = field(
        default="development", metadata=_means("production is strict")
    )
    metrics_token: str = field(
        default="", metadata=_means("opens /metrics to whoever has it; empty: this machine only")
    )
    backup_recipient: str = field(
        default="", metadata=_means("age public key for copies made by backup --into; empty: plain")
    )
    tablet_keys: Path | None = field(
        default=None,
        metadata=_means("folder of the keys that open tablets' answers; empty: inside data_dir"),
    )
    demo_password: str = field(
        default="", metadata=_means("password of the demonstration's staff; empty: made up")
    )

    @property
    def database(self) -> str:
        """The database's address, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'beteiligung.sqlite3'}"

    @property
    def production(self) -> bool:
        """Whether residents really answer here."""
        return self.env == "production"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that an environment asks for; a wrong value is an `OperatorError`."""
    found: dict[str, object] = {}
    for item in fields(Settings):
        raw = environ.get(PREFIX + item.name.upper(), "").strip()
        if raw:
            found[item.name] = _read(item.name, item.default, raw)
    return Settings(**found)  # type: ignore[arg-type]  # read by their types above


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: given, or kept in data_dir (mode 0600), made on first start."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_dir / "secret_key"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        message = f"cannot write {path}: {error.strerror}. Set {PREFIX}DATA_DIR to another folder."
        raise OperatorError(message) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key := secrets.token_urlsafe(48))
    return key


def _read(name: str, default: object, raw: str) -> object:
    setting = PREFIX + name.upper()
    if isinstance(default, Path) or name in PATHS:
        return Path(raw)
    if isinstance(default, int):
        if not raw.isdigit():
            message = f"{setting} must be a whole number, not {raw!r}."
            raise OperatorError(message)
        return type(default)(int(raw))  # yes and no are 1 and 0
    if name == "env" and raw not in {"development", "production"}:
        message = f"{setting} must be development or production, not {raw!r}."
        raise OperatorError(message)
    if name == "map_tiles" and raw != OUTLINE and not TILES.fullmatch(raw):
        message = f"{setting} must be {OUTLINE}, or an address with {{z}}, {{x}} and {{y}}."
        raise OperatorError(message)
    if name == "database_url" and raw.startswith("postgres://"):
        return raw.replace("postgres://", "postgresql+psycopg://", 1)
    return raw.rstrip("/") if name == "public_url" else raw
