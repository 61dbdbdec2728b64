"""Cells of files for spreadsheets: nothing in them that a spreadsheet would run."""

import re

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
# A formula begins at the head of a cell, or right behind what another program takes for its end.
_FORMULA = re.compile(r"(?:^\s*|(?<=[;,|\t\r\n\"']))(?=[=+\-@\t\r＝＋－＠])")


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes any of it for a formula; numbers stay numbers."""
    if text.isalnum() or _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(r"'\g<0>", text)
