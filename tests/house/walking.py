"""Walks through the real forms: opens each page somebody has, fills every field, and sends it."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from html5lib.html5parser import ParseError
from werkzeug.exceptions import HTTPException
from werkzeug.routing.exceptions import RoutingException

from tests.house import doors, naughty
from tests.house.town import Town
from tests.page import Page
from tests.visitor import OWN_PAGE, Visitor

TYPED = {"text", "search", "email", "url", "tel", "password", "number", "date", "time", "month"}
# What a field of a kind takes, so that what stands in the others is kept.
FITTING = {
    "email": "jemand{}@beispiel.example",
    "number": "7",
    "date": "2026-12-01",
    "time": "10:30",
    "month": "2026-12",
    "password": "fünf Linden am Platz {}",
    "url": "https://beispiel.example/{}",
}
LEADING = {"href", "src", "action", "formaction", "data"}
CODE = {"style", "srcdoc"}
UNKNOWN = {"base", "object", "embed", "style", "math"}  # elements that no page of ours has
TOKENS = {"csrf_token"}
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Sent:
    """One form as it is sent."""

    page: str
    address: str
    method: str
    data: dict[str, Any]

    def __str__(self) -> str:
        """As a failing test names it."""
        return f"{self.method} {self.address} (from {self.page})"


class Walk:
    """One person's way through all her pages; what goes wrong is collected."""

    def __init__(self, town: Town, person: str, *, begin: int = 0) -> None:
        self.town, self.person = town, person
        self.visitor: Visitor = town.people[person]
        self.faults: list[str] = []
        self.sent: dict[str, int] = {}
        self._known: set[object] = set()
        self._next = begin  # with which text it begins

    def addresses(self, language: str = "de") -> Iterator[str]:
        """Every page that is open to this person, each with one of its objects."""
        seen = set()
        for door in doors.all_doors(self.town, self.person, public=True):
            opens = doors.expected(self.town.app, door, self.person) == "open"
            if door.method == "GET" and opens and str(door.rule) not in seen:
                seen.add(str(door.rule))
                yield re.sub(r"^/de(?=/|$)", f"/{language}", door.address)

    def through(self, *, forged: bool) -> None:
        """Send every form of every page once: with fitting choices, or with forged ones."""
        for address in self.addresses():
            for form in self._forms(self.read(address)):
                for sent in self._filled(*form, forged=forged):
                    self._send(sent)

    def read(self, address: str) -> Page | None:
        """A page with its forms, looked at."""
        answer = self.visitor.client.get(address, headers=OWN_PAGE)
        return self._look(address, answer)

    def reread(self, address: str) -> None:
        """A page, looked at where it shows anything that somebody typed."""
        answer = self.visitor.client.get(address, headers=OWN_PAGE)
        if answer.status_code >= 500 or naughty.shown(answer.get_data()):
            self._look(address, answer)

    def _look(self, what: object, answer: Any) -> Page | None:
        if answer.status_code >= 500 and answer.status_code != 503:
            self.faults.append(f"{what}: {answer.status_code}")
        try:
            page = Page(self.visitor, answer)
        except ParseError as error:
            self.faults.append(f"{what}: no readable page: {error}")
            return None
        self.faults += [f"{what}: {fault}" for fault in harms(page)]
        return page

    def _forms(self, page: Page | None) -> Iterator[tuple[Page, Element, Element | None]]:
        """The forms of a page that were not met before, with each button that means something."""
        if page is None or not page.is_html:
            return
        for form in page.root.iter("form"):
            names = {item.get("name") for item in _controls(page, form)} - {None} - TOKENS
            buttons = {
                _DIGITS.sub(
                    "", f"{item.get('name')} {item.get('value')} {item.get('formaction')}"
                ): item
                for item in page.root.iter("button")
                if item.get("type", "submit") == "submit" and page.form_of(item) is form
            }
            for meaning, button in buttons.items() or [("", None)]:
                key = (self._endpoint(page, form, button), frozenset(names), meaning)
                if names and key not in self._known:
                    self._known.add(key)
                    yield page, form, button

    def _endpoint(self, page: Page, form: Element, button: Element | None) -> object:
        address, method = _target(page, form, button)
        try:
            return self.town.app.url_map.bind("localhost").match(
                urlsplit(address).path, method=method
            )[0]
        except (HTTPException, RoutingException):
            self.faults.append(f"{page.path}: a form leads nowhere: {address}")
            return address

    def _filled(
        self, page: Page, form: Element, button: Element | None, *, forged: bool
    ) -> Iterator[Sent]:
        data: dict[str, list[Any]] = {}
        for control in _controls(page, form):
            name = control.get("name")
            if name is not None and control.get("disabled") is None:
                data.setdefault(name, []).extend(self._values(page, control, forged=forged))
        if button is not None and (name := button.get("name")):
            value = self.text(10_000) if forged else button.get("value", "")
            data.setdefault(name, []).append(value)
        address, method = _target(page, form, button)
        yield Sent(page.path, address, method, data)

    def _values(self, page: Page, control: Element, *, forged: bool) -> list[Any]:
        kind = control.get("type", "text") if control.tag == "input" else control.tag
        if kind in {"submit", "button", "image", "reset"}:
            return []
        if control.get("name") in TOKENS:
            return [control.get("value", "")]
        if kind == "file":
            return [
                (io.BytesIO(self.text(10_000).encode("utf-8", "replace")), _file_name(self._next))
            ]
        if forged and (kind != "checkbox" or control.get("checked") is not None):
            return [self.text(10_000)]
        if kind in FITTING:
            self._next += 1
            return [FITTING[kind].format(self._next)]
        if kind in TYPED or kind == "textarea":
            return [self.text(int(control.get("maxlength") or 10_000))]
        return page._values(control) or self._first(kind, control)  # noqa: SLF001 - the tests’ own page

    @staticmethod
    def _first(kind: str, control: Element) -> list[str]:
        return [control.get("value", "on")] if kind == "radio" else []

    def text(self, most: int) -> str:
        """The next naughty text that is short enough."""
        for _ in naughty.STRINGS:
            self._next += 1
            text = naughty.marked(self._next % len(naughty.STRINGS))
            if len(text) <= most:
                return text
        return "x"

    def _send(self, sent: Sent) -> None:
        more: dict[str, Any] = {"data": sent.data} if sent.method == "POST" else {}
        if sent.method == "GET":
            more = {"query_string": sent.data}
        answer = self.visitor.client.open(
            urlsplit(sent.address).path, method=sent.method, headers=OWN_PAGE, **more
        )
        self.sent[str(answer.status_code)] = self.sent.get(str(answer.status_code), 0) + 1
        if answer.status_code >= 500 or naughty.shown(answer.get_data()):
            self._look(sent, answer)
        if to := answer.headers.get("Location"):
            self.reread(urljoin(sent.address, to))


def harms(page: Page) -> Iterator[str]:
    """What on a page is code that somebody typed, or was taken for a calculation."""
    if page.is_html:
        for item in page.root.iter():
            yield from _harms(item)
        yield from (f"evaluated: {words!r}" for words in naughty.EVALUATED if words in page.text)


def _harms(item: Element) -> Iterator[str]:
    code = item.tag == "script" and not item.get("src") and "json" not in item.get("type", "")
    acts = item.tag == "meta" and item.get("http-equiv")
    if code or acts or item.tag in UNKNOWN or naughty.CANARY in item.tag:
        yield f"<{item.tag}>"
    for name, value in item.attrib.items():
        leads = name in LEADING and _leads_away(item, value)
        if leads or name.startswith("on") or naughty.CANARY in name or name in CODE:
            yield f"<{item.tag} {name}={value[:80]!r}>"


def _leads_away(item: Element, value: str) -> bool:
    split = urlsplit("".join(value.split()))
    if split.scheme in {"", "mailto", "tel"}:
        return bool(split.netloc) and split.netloc != "localhost"
    if split.scheme == "data":
        return item.tag != "img"
    return split.scheme not in {"http", "https"} or (
        item.tag != "a" and split.netloc != "localhost"
    )


def _controls(page: Page, form: Element) -> list[Element]:
    return [
        item
        for item in page.root.iter()
        if item.tag in {"input", "select", "textarea"} and page.form_of(item) is form
    ]


def _target(page: Page, form: Element, button: Element | None) -> tuple[str, str]:
    own = button.attrib if button is not None else {}
    address = own.get("formaction") or form.get("action") or page.path
    method = own.get("formmethod") or form.get("method") or "get"
    return urljoin(page.path, address), method.upper()


def _file_name(number: int) -> str:
    return f"{naughty.STRINGS[number % len(naughty.STRINGS)][:60]}.json".replace("\n", "").replace(
        "\r", ""
    )
