"""What pages of ideas may do beyond other pages: show the operator's map, use the microphone."""

from beteiligung.config import TILES
from beteiligung.web.headers import MICROPHONE, POLICY

OF_FORMS = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}


def with_map(tiles: str) -> str:
    """What a page with a map may load: as every page, and pictures of the one host of the tiles."""
    found = TILES.fullmatch(tiles)
    host = found[1] if found else None
    return POLICY.replace("img-src 'self'", f"img-src 'self' {host}") if host else POLICY


def of_form(tiles: str, *, speaks: bool) -> dict[str, str]:
    """Headers of the page on which an idea is given."""
    policy = with_map(tiles)
    if not speaks:
        return OF_FORMS | {"Content-Security-Policy": policy}
    # What was just recorded is listened to before it has an address.
    heard = {"Content-Security-Policy": f"{policy}; media-src 'self' blob:"}
    return OF_FORMS | heard | {"Permissions-Policy": MICROPHONE}
