"""Checks of the machine: folder, key, disk, locks, time zone, fonts, styles and scripts."""

import fcntl
import shutil
import stat
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from beteiligung.config import PREFIX, Settings
from beteiligung.text import N_
from beteiligung.upkeep.finding import Finding, Findings, Level
from beteiligung.upkeep.places import existing, sqlite_file
from beteiligung.web.layout import STATIC

MEBIBYTE = 1024 * 1024
LEAST_ROOM = 100 * MEBIBYTE  # below it the next answers may not be saved
LITTLE_ROOM = 1024 * MEBIBYTE
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs"})
MOUNTS = Path("/proc/self/mounts")
FONTS = ("manimgx_fonts",)  # what posters and pictures are set in


def folder(settings: Settings) -> Findings:
    """Whether the data folder is there, and private."""
    place = settings.data_dir.resolve()
    matter = N_("data folder")
    values = {"folder": place, "setting": f"{PREFIX}DATA_DIR"}
    if not place.is_dir():
        found, remedy = N_("%(folder)s does not exist"), N_("beteiligung upgrade, or %(setting)s")
        yield Finding(Level.FAULT, matter, found, remedy, values)
    elif place.stat().st_mode & stat.S_IRWXO:
        # Who may enter the folder may read every answer in the database file.
        level = Level.FAULT if settings.production else Level.WARN
        found = N_("%(folder)s is open to everybody on the machine")
        remedy = N_("chmod 0700 %(folder)s")
        yield Finding(level, matter, found, remedy, values, stops=settings.production)
    else:
        yield Finding(Level.OK, matter, N_("%(folder)s, for its owner only"), values=values)


def key(settings: Settings) -> Findings:
    """Whether the key that signs sessions is private, and too long to be guessed."""
    path = settings.data_dir / "secret_key"
    matter, values = N_("secret key"), {"file": path, "setting": f"{PREFIX}SECRET_KEY"}
    if settings.secret_key and not _is_unguessable(settings.secret_key):
        found, remedy = N_("%(setting)s is too short or too plain"), N_("leave %(setting)s empty")
        level = Level.FAULT if settings.production else Level.WARN
        yield Finding(level, matter, found, remedy, values, stops=settings.production)
    elif settings.secret_key:
        yield Finding(Level.OK, matter, N_("given as %(setting)s"), values=values)
    elif not path.exists():
        found, remedy = N_("not made yet"), N_("the first start makes it")
        yield Finding(Level.WARN, matter, found, remedy)
    elif path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        found, remedy = N_("others may read %(file)s"), N_("chmod 0600 %(file)s")
        yield Finding(Level.FAULT, matter, found, remedy, values, stops=settings.production)
    else:
        yield Finding(Level.OK, matter, N_("%(file)s, for its owner only"), values=values)


def _is_unguessable(given: str) -> bool:
    least, different = 32, 10  # characters
    return len(given) >= least and len(set(given)) >= different


def room(settings: Settings) -> Findings:
    """Whether the next answers can still be saved."""
    file = sqlite_file(settings)
    free = min(
        shutil.disk_usage(existing(place)).free for place in (settings.data_dir, file) if place
    )
    matter, found = N_("disk"), N_("%(free)s MiB free")
    values = {"free": free // MEBIBYTE}
    if free < LEAST_ROOM:
        remedy = N_("make room: soon no answer can be saved")
        yield Finding(Level.FAULT, matter, found, remedy, values)
    elif free < LITTLE_ROOM:
        yield Finding(Level.WARN, matter, found, N_("make room"), values)
    else:
        yield Finding(Level.OK, matter, found, values=values)


def filesystem(settings: Settings, mounts: str) -> Findings:
    """Whether locks beside the database file can be relied on."""
    file = sqlite_file(settings)
    if file is None:
        return
    kind = kind_of(existing(file), mounts)
    matter, values = N_("file system"), {"kind": kind or "?"}
    remedy = N_("put the database on a disk of this machine, or use PostgreSQL")
    if kind in NETWORK or kind.startswith("fuse.ssh"):
        found = N_("%(kind)s: locks over a network cannot be relied on")
        yield Finding(Level.FAULT, matter, found, remedy, values, stops=True)
    elif not locks_hold(file.with_suffix(".turn")):
        found = N_("%(kind)s: two processes got the same lock")
        yield Finding(Level.FAULT, matter, found, remedy, values, stops=True)
    else:
        yield Finding(Level.OK, matter, N_("%(kind)s; its locks hold"), values=values)


def locks_hold(turn: Path) -> bool:
    """Whether the lock of the writers' turn keeps a second one out; tried, not believed.

    Before anything was written there is no such file, and nothing to try.
    """
    if not turn.exists():
        return True
    with turn.open("rb") as one, turn.open("rb") as other:
        try:
            fcntl.flock(one, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # the second one waits; or the first, while somebody is writing
            return True
    return False


def kind_of(path: Path, mounts: str) -> str:
    """The kind of file system a path lies on, by the kernel's mount table; empty if unknown."""
    best, kind = "", ""
    for line in mounts.splitlines():
        _device, point, found, *_more = (*line.split(), "", "", "")
        point = point.replace("\\040", " ")
        if point and path.resolve().is_relative_to(point) and len(point) >= len(best):
            best, kind = point, found
    return kind


def mount_table() -> str:
    """The kernel's mount table; empty where there is none."""
    return MOUNTS.read_text(encoding="utf-8", errors="replace") if MOUNTS.exists() else ""


def timezone(settings: Settings) -> Findings:
    """Whether it is known what day it is where the districts lie."""
    matter = N_("time zone")
    values = {"name": settings.timezone, "setting": f"{PREFIX}TIMEZONE"}
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Finding(Level.FAULT, matter, N_("%(name)s is unknown"), N_("set %(setting)s"), values)
    else:
        yield Finding(Level.OK, matter, "%(name)s", values=values)


def assets() -> Findings:
    """Whether pages will have their styles and scripts, and prints their letters."""
    remedy = N_("install the wheel again")
    if (STATIC / "manifest.json").exists():
        yield Finding(Level.OK, N_("styles and scripts"), N_("built"))
    else:
        yield Finding(Level.FAULT, N_("styles and scripts"), N_("missing"), remedy)
    missing = [name for name in FONTS if not _has_letters(name)]
    if missing:
        values = {"names": ", ".join(missing)}
        found = N_("missing: %(names)s")
        yield Finding(Level.FAULT, N_("letters for posters"), found, remedy, values)
    else:
        yield Finding(Level.OK, N_("letters for posters"), N_("Latin, Cyrillic, Arabic, Ethiopic"))


def _has_letters(package: str) -> bool:
    found = find_spec(package)
    places = found.submodule_search_locations if found else None
    return any(any(Path(place).rglob("*.ttf")) for place in places or ())
