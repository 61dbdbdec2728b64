"""What a phone sends: the same headers for the yardstick, the survey page and an answer."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import uuid4

SURVEY = "stadtteilbefragung-2026"
LOCALE = "ar"
HEADERS = (
    "Host: 127.0.0.1",
    "User-Agent: Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Mobile Safari/537.36",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding: gzip, deflate, br",
    "Accept-Language: ar-SY,ar;q=0.9,de;q=0.8",
    "Sec-Fetch-Dest: document",
    "Sec-Fetch-Mode: navigate",
    "Sec-Fetch-Site: same-origin",
    "Upgrade-Insecure-Requests: 1",
)

_ROWS = ("sauber", "gruen", "wohnen", "oepnv", "einkauf", "aerzte", "jugend", "treffen")
ANSWERS: dict[str, str | list[str]] = {  # all twenty fields of the demonstration's main survey
    "q01_bezug": "wohnt",
    "q02_wohndauer": "lt1",
    "q03_zufrieden": "4",
    **{f"q04_bereiche.{row}": "3" for row in _ROWS},
    "q05_sicherheit.tag": "4",
    "q05_sicherheit.nacht": "2",
    "q06_zusammen": "3",
    "q07_wandel": "besser",
    "q08_probleme": ["muell", "laerm", "verkehr"],
    "q09_zuerst": "مقاعد أكثر عند الملعب",
    "q10_rueckmeldung": ["plakat", "treffen"],
    "q11_alter": "25_39",
    "q12_geschlecht": "w",
}
FIELDS = len(ANSWERS)


def get(path: str) -> Callable[[], bytes]:
    """Ask for a page again and again."""
    request = _head("GET", path)
    return lambda: request


def answer(path: str, code: str) -> Callable[[], bytes]:
    """Send a complete answer, each time another person's: with a key of its own."""
    body = urlencode({**ANSWERS, "c": code, "key": ""}, doseq=True).encode()
    head = _head(
        "POST",
        path,
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body) + len(str(uuid4()))}",
    )
    return lambda: b"".join((head, body, str(uuid4()).encode()))


def _head(method: str, path: str, *more: str) -> bytes:
    return "\r\n".join((f"{method} {path} HTTP/1.1", *HEADERS, *more, "", "")).encode()
