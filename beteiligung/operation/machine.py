"""Checks of the machine and the settings: folder, key, disk, addresses, assets."""

import shutil
import stat
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from beteiligung.accounts.breaches import is_list
from beteiligung.config import PREFIX, Settings
from beteiligung.operation.finding import Finding, Findings, Level
from beteiligung.operation.serving import sqlite_file
from beteiligung.web.layout import STATIC

MEBIBYTE = 1024 * 1024
LEAST_ROOM = 100 * MEBIBYTE  # below it the next answers may not be saved
LITTLE_ROOM = 1024 * MEBIBYTE
NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs"})
MOUNTS = Path("/proc/self/mounts")


def folder(settings: Settings) -> Findings:
    """Whether the data folder is there, and private."""
    folder = settings.data_dir.resolve()
    if not folder.is_dir():
        yield Finding(
            Level.FAULT,
            "data folder",
            f"{folder} does not exist",
            f"run beteiligung upgrade, or set {PREFIX}DATA_DIR",
        )
        return
    open_to_all = folder.stat().st_mode & stat.S_IRWXO
    if open_to_all:
        # Who may enter the folder may read every answer in the database file.
        level = Level.FAULT if settings.production else Level.WARN
        yield Finding(
            level, "data folder", f"{folder} is open to everybody", f"chmod 0700 {folder}"
        )
    else:
        yield Finding(Level.OK, "data folder", f"{folder}, for its owner only")


def key(settings: Settings) -> Findings:
    """Whether the key that signs sessions is private."""
    path = settings.data_dir / "secret_key"
    if settings.secret_key:
        yield Finding(Level.OK, "secret key", f"given as {PREFIX}SECRET_KEY")
    elif not path.exists():
        yield Finding(Level.WARN, "secret key", "not made yet", "made by the first start")
    elif path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding(Level.FAULT, "secret key", f"{path} is not private", f"chmod 0600 {path}")
    else:
        yield Finding(Level.OK, "secret key", f"{path}, private")


def stolen_passwords(settings: Settings) -> Findings:
    """Whether the list of stolen passwords, if there is one, can be looked into."""
    file = settings.breached_passwords
    if file is None:
        remedy = f"set {PREFIX}BREACHED_PASSWORDS to a sorted list of SHA-1 hashes, if you have one"
        level = Level.WARN if settings.production else Level.OK
        yield Finding(level, "stolen passwords", "no list: only guessing is judged", remedy)
    elif is_list(file):
        yield Finding(Level.OK, "stolen passwords", str(file))
    else:
        found = f"{file} is no sorted list of SHA-1 hashes, or cannot be read"
        yield Finding(Level.FAULT, "stolen passwords", found, "download it again")


def room(settings: Settings) -> Findings:
    """Whether the next answers can still be saved."""
    free = shutil.disk_usage(_existing(settings.data_dir)).free
    found = f"{free // MEBIBYTE} MiB free"
    if free < LEAST_ROOM:
        yield Finding(Level.FAULT, "disk", found, "make room: soon no answer can be saved")
    elif free < LITTLE_ROOM:
        yield Finding(Level.WARN, "disk", found, "make room")
    else:
        yield Finding(Level.OK, "disk", found)


def filesystem(settings: Settings, mounts: str) -> Findings:
    """Whether locks on the database file can be relied on."""
    file = sqlite_file(settings)
    if file is None:
        return
    kind = kind_of(_existing(file), mounts)
    if kind in NETWORK or kind.startswith("fuse.ssh"):
        yield Finding(
            Level.FAULT,
            "file system",
            f"{kind}: locks over a network are not reliable",
            "put the database on a local disk, or use PostgreSQL",
        )
    else:
        yield Finding(Level.OK, "file system", kind or "unknown")


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


def _existing(path: Path) -> Path:
    path = path.resolve()
    while not path.exists():
        path = path.parent
    return path


def addresses(settings: Settings) -> Findings:
    """Whether what is printed on posters will work, and what day it is here."""
    if settings.public_url.startswith("https://"):
        yield Finding(Level.OK, "public address", settings.public_url)
    else:
        level = Level.FAULT if settings.production else Level.WARN
        found = settings.public_url or "not set"
        remedy = f"set {PREFIX}PUBLIC_URL to an https address before anything is printed"
        yield Finding(level, "public address", found, remedy)
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        yield Finding(
            Level.FAULT, "time zone", f"{settings.timezone} is unknown", f"set {PREFIX}TIMEZONE"
        )
    else:
        yield Finding(Level.OK, "time zone", settings.timezone)


def assets() -> Findings:
    """Whether pages will have their styles and scripts."""
    if (STATIC / "manifest.json").exists():
        yield Finding(Level.OK, "styles and scripts", "built")
    else:
        yield Finding(
            Level.FAULT, "styles and scripts", "missing", "make assets, or install the wheel"
        )
