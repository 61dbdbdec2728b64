"""The picture messengers show beside a link to a survey: its title, drawn without a browser."""

import textwrap
from html import escape

from beteiligung.qrcodes.printing import NoLetters, pixels

WIDTH, HEIGHT = 600, 315  # points: twice as many pixels, as messengers want it
MOST_LINES, SIGNS = 4, 26
WORDS = 'fill="#fff" text-anchor="middle"'
MARK = (
    '<g transform="translate(276 30) scale(2)"><path fill="#fff" d="M12 0a12 12 0 0 1 0 '
    '24H2.2A2.2 2.2 0 0 1 0 21.8V12A12 12 0 0 1 12 0z"/><path fill="#fbc52d" d="M12 4.8a7.2 7.2 '
    '0 0 1 0 14.4H6A1.2 1.2 0 0 1 4.8 18v-6A7.2 7.2 0 0 1 12 4.8z"/></g>'
)
MOST_KEPT = 64  # pictures that a worker remembers
_MADE: dict[tuple[str, str], bytes] = {}


def share_picture(title: str, name: str) -> bytes:
    """The title over the name of the platform (PNG); the mark alone where letters are missing."""
    if (title, name) not in _MADE:
        if len(_MADE) >= MOST_KEPT:
            _MADE.clear()
        _MADE[title, name] = _drawn(title, name)
    return _MADE[title, name]


def _drawn(title: str, name: str) -> bytes:
    try:
        return pixels(_svg(title, name))
    except NoLetters:
        return pixels(_svg("", ""))


def _svg(title: str, name: str) -> bytes:
    lines = textwrap.wrap(title, SIGNS, max_lines=MOST_LINES, placeholder=" …")
    top = 190 - (len(lines) - 1) * 20
    said = "".join(
        f'<text x="300" y="{top + row * 40}" font-size="32" font-weight="700" {WORDS}>'
        f"{escape(line)}</text>"
        for row, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}"><path fill="#2747a0" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>{MARK}'
        f'{said}<text x="300" y="295" font-size="16" {WORDS}>{escape(name)}</text></svg>'
    ).encode()
