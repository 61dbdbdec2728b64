"""The check word of a printed code: it stands on the print, and the page behind the code says it.

It follows from the code alone. So it is the same after every restore, for as long as paint holds,
and nothing has to be kept; decision 28 says why no secret would make it safer.
"""

import hashlib
from pathlib import Path

# Things that everybody can draw: four to eight plain letters, no umlauts. Never translated, since
# what is compared are the signs; never changed, since prints hang for years.
WORDS = tuple(Path(__file__).with_name("check_words.txt").read_text(encoding="ascii").split())


def word_of(code: str) -> str:
    """The check word of a code, however it was typed before it became a code."""
    mark = hashlib.sha256(f"check word {code}".encode()).digest()
    return WORDS[int.from_bytes(mark[:4]) % len(WORDS)]


def belongs(code: str, word: str) -> bool:
    """Whether somebody read this word beside this code; capitals and blanks do not matter."""
    return "".join(word.split()).casefold() == word_of(code).casefold()
