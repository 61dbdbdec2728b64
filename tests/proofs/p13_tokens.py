"""Forms without a token against other websites: those of people without a session need none."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

NO_TOKEN = "Lack of anti CSRF token"  # in wapiti's words
ELSEWHERE = {
    "Sec-Fetch-Site": "cross-site",
    "Origin": "https://elsewhere.example",
    "Content-Type": "application/x-www-form-urlencoded",
}


def without_token(reports: Sequence[Mapping[str, Any] | None]) -> set[str]:
    """Paths of the forms that a scanner misses a token at."""
    found = [
        one
        for report in reports
        for each in (report or {"vulnerabilities": {}})["vulnerabilities"].values()
        for one in each
    ]
    return {one["path"] for one in found if one["info"].startswith(NO_TOKEN)}


def harmless(one: Mapping[str, Any], guarded: set[str]) -> bool:
    """Whether a finding is about the token of a form that needs none."""
    return bool(one["info"].startswith(NO_TOKEN)) and one["path"] in guarded


def refuses_others(base: str, path: str) -> bool:
    """Whether a form refuses what another website sends, and nothing of a session is behind it."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=20)
    try:
        connection.request("POST", path, body="code=a", headers=ELSEWHERE)
        answer = connection.getresponse()
        return answer.status == HTTPStatus.FORBIDDEN and answer.getheader("Set-Cookie") is None
    finally:
        connection.close()
