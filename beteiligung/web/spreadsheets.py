"""Cells of files for spreadsheets: nothing in them that a spreadsheet would run."""

import re

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
# A formula begins at the head of a cell, or right behind what another program takes for its end;
# signs that nobody sees may stand before it.
_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_RUNS = r"[=+\-@\t\r＝＋－＠]"
_FORMULA = re.compile(rf"^(?=[\s{_UNSEEN}]*{_RUNS})|(?<=[;,|\t\r\n\"'])(?=[{_UNSEEN}]*{_RUNS})")


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes any of it for a formula; numbers stay numbers."""
    if text.isalnum() or _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub("'", text)
