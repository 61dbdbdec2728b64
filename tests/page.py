"""A page as a person without scripts has it: something to read, forms to fill, links to follow."""

import json
import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

if TYPE_CHECKING:
    from tests.visitor import Visitor

UNTYPED = {"hidden", "submit", "button", "reset", "image"}
CONTROLS = {"input", "select", "textarea"}


class Page:
    """One answer of the platform; of an HTML page also its elements and its forms."""

    def __init__(self, visitor: "Visitor", answer: TestResponse) -> None:
        self.visitor = visitor
        self.status = answer.status_code
        self.headers = answer.headers
        self.path = answer.request.full_path.rstrip("?")
        self.body = answer.get_data()
        answer.close()
        self.location = answer.headers.get("Location", "")
        leads_on = 300 <= self.status < 400  # nobody reads the page of a redirect
        self.is_html = answer.mimetype == "text/html" and bool(self.body) and not leads_on
        self._typed: dict[Element, Any] = {}

    # ---- reading

    @cached_property
    def root(self) -> Element:
        """The page's elements, read strictly; an empty page where it is no HTML."""
        if not self.is_html:
            return Element("html")
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        found: Element = parser.parse(self.body.decode("utf-8"))
        return found

    @cached_property
    def parents(self) -> dict[Element, Element]:
        """What stands around each element."""
        return {child: parent for parent in self.root.iter() for child in parent}

    @property
    def text(self) -> str:
        """All words of the page, or the whole body where it is no HTML."""
        if not self.is_html:
            return self.body.decode("utf-8")
        body = self.root.find("body")
        return words(self.root if body is None else body)

    @property
    def excerpt(self) -> str:
        """The beginning of what the page says, for messages about it."""
        return self.text[:1500]

    @property
    def heading(self) -> str:
        """The words of the page's h1."""
        return words(next(self.all("h1")))

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        return words(next(self.all("title")))

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    def all(self, tag: str, **attributes: str) -> Iterator[Element]:
        """Every element of a name whose attributes have these values (``class_`` for class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        for element in self.root.iter(tag):
            if all(value in element.get(name, "").split() for name, value in wanted.items()):
                yield element

    def sees(self, *texts: str) -> "Page":
        """All of these words stand on the page."""
        for text in texts:
            assert text in self.text, f"{text!r} is not on {self.path}:\n{self.excerpt}"
        return self

    def misses(self, *texts: str) -> "Page":
        """None of these words stands on the page."""
        for text in texts:
            assert text not in self.text, f"{text!r} is on {self.path}"
        return self

    def by_id(self, identity: str) -> Element | None:
        """The element of an id."""
        return self._by_id.get(identity)

    @cached_property
    def _by_id(self) -> dict[str, Element]:
        every = reversed([*self.root.iter()])  # of two the first one
        return {identity: item for item in every if (identity := item.get("id")) is not None}

    def error(self, name_or_label: str) -> str:
        """What the page says is wrong with a field, or nothing."""
        field = self.controls(name_or_label)[0]
        group = next((up for up in self._above(field) if up.tag == "fieldset"), field)
        tied = [*field.get("aria-describedby", "").split()]
        tied += group.get("aria-describedby", "").split()
        found = [self.by_id(identity) for identity in dict.fromkeys(tied)]
        return " ".join(
            words(item) for item in found if item is not None and "error" in _classes(item)
        )

    # ---- filling in

    def value(self, name_or_label: str) -> Any:
        """What a field holds: its text, the chosen value, or the list of ticked ones."""
        controls = self.controls(name_or_label)
        name = controls[0].get("name", "")
        values = [value for other, value in self._successful(controls) if other == name]
        many = controls[0].get("type") == "checkbox" and len(controls) > 1
        return values if many else (values[0] if values else None)

    def fill(self, name_or_label: str, value: Any) -> "Page":
        """Type into a text field, choose in a list, or attach a file ``(stream, name)``."""
        control = self.controls(name_or_label)[0]
        if control.get("type") in {"radio", "checkbox"}:
            message = f"{name_or_label!r} is chosen, not typed: use choose()"
            raise AssertionError(message)
        if control.tag == "select":
            value = self._option(control, str(value))
        self._typed[control] = value
        return self

    def choose(self, *labels: str, within: str = "") -> "Page":
        """Tick boxes or choose radio buttons by the words beside them, within a named field."""
        for label in labels:
            control = self._choice(label, within)
            if control.get("type") == "radio":
                for other in self.controls(control.get("name", "")):
                    self._typed[other] = False
            self._typed[control] = True
        return self

    def untick(self, *labels: str) -> "Page":
        """Take the tick out of these boxes."""
        for label in labels:
            self._typed[self._choice(label, "")] = False
        return self

    def submit(self, button: str = "", status: int | None = None) -> "Page":
        """Press a button, by its words, name or value; the only one on the page if none is named.

        Follows to the next page unless a status is expected of the answer itself.
        """
        pressed = self._button(button)
        form = self.form_of(pressed)
        assert form is not None, f"the button {button!r} belongs to no form"
        controls = [item for item in self._controls() if self.form_of(item) is form]
        data: dict[str, Any] = {}
        for name, value in [*self._successful(controls), *_named(pressed)]:
            data.setdefault(name, []).append(value)
        action = pressed.get("formaction") or form.get("action") or self.path
        method = (pressed.get("formmethod") or form.get("method") or "get").lower()
        return self.visitor.send(urljoin(self.path, action), method, status, data)

    def press(self, action: str, status: int | None = None) -> "Page":
        """Press the button whose form leads to an address that ends so; "" for the page's own."""
        for form in self.all("form"):
            target = form.get("action", "")
            if target.endswith(action) if action else not target:
                return self.submit(words(next(form.iter("button"))), status)
        message = f"no form to {action!r} on {self.path}"
        raise AssertionError(message)

    def follow(self, words_or_path: str = "", status: int = 200) -> "Page":
        """Open the link with these words (or address); of a redirect, where it leads."""
        if self.location:
            return self.visitor.get(urljoin(self.path, self.location), status)
        for link in self.root.iter("a"):
            address = link.get("href", "")
            if words_or_path in {words(link), address} or words_or_path in words(link):
                return self.visitor.get(urljoin(self.path, address), status)
        message = f"no link {words_or_path!r} on {self.path}:\n{self.excerpt}"
        raise AssertionError(message)

    # ---- finding

    def controls(self, name_or_label: str) -> list[Element]:
        """The controls of a field, by its name, else by its label, else by its group's legend."""
        found = _first(
            self._controls(),
            lambda item: item.get("name") == name_or_label,
            lambda item: self.label(item) == name_or_label,
            lambda item: name_or_label in self.label(item),
            lambda item: name_or_label in self.legend(item),
        )
        if found:
            return found
        message = f"no field {name_or_label!r} on {self.path}:\n{self.excerpt}"
        raise AssertionError(message)

    def label(self, control: Element) -> str:
        """The words by which a control is announced."""
        labels = [*self._labels.get(control.get("id", ""), ())]
        labels += [item for item in self._above(control) if item.tag == "label"]
        for reference in control.get("aria-labelledby", "").split():
            named = self.by_id(reference)
            labels += [named] if named is not None else []
        spoken = [words(item, without=CONTROLS) for item in labels]
        return " ".join([*filter(None, spoken), *filter(None, [control.get("aria-label", "")])])

    @cached_property
    def _labels(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for item in self.root.iter("label"):
            found.setdefault(item.get("for", ""), []).append(item)
        found.pop("", None)  # these stand around what they name
        return found

    def legend(self, control: Element) -> str:
        """The words of the group a control belongs to."""
        for group in self._above(control):
            if group.tag == "fieldset" and (legend := group.find("legend")) is not None:
                return words(legend)
        return ""

    def _controls(self) -> list[Element]:
        return [item for item in self.root.iter() if item.tag in CONTROLS]

    def _above(self, element: Element) -> Iterator[Element]:
        while (parent := self.parents.get(element)) is not None:
            yield parent
            element = parent

    def form_of(self, element: Element) -> Element | None:
        """The form an element belongs to, by place or by name."""
        if (named := element.get("form")) is not None:
            return self.by_id(named)
        return next((item for item in self._above(element) if item.tag == "form"), None)

    def _choice(self, label: str, within: str) -> Element:
        choices = [item for item in self._controls() if item.get("type") in {"radio", "checkbox"}]
        if within:
            choices = [
                item for item in choices if within in {item.get("name"), self.legend(item)}
            ] or [item for item in choices if within in self.legend(item)]
        found = _first(
            choices,
            lambda item: label in {self.label(item), item.get("id")},
            lambda item: item.get("value") == label,
            lambda item: label in self.label(item),
        )
        if found:
            return found[0]
        message = f"no choice {label!r} on {self.path}:\n{self.excerpt}"
        raise AssertionError(message)

    def _button(self, wanted: str) -> Element:
        buttons = [
            item
            for item in self.root.iter()
            if (item.tag == "button" and item.get("type", "submit") == "submit")
            or (item.tag == "input" and item.get("type") == "submit")
        ]
        if not wanted:
            main = [item for item in buttons if any(up.tag == "main" for up in self._above(item))]
            assert len(main) == 1, f"{len(main)} buttons on {self.path}: say which"
            return main[0]
        found = _first(
            buttons,
            lambda item: wanted in {words(item), item.get("value")},
            lambda item: wanted in words(item) or item.get("name") == wanted,
        )
        if found:
            return found[0]
        said = ", ".join(words(item) for item in buttons)
        message = f"no button {wanted!r} on {self.path}, only: {said}"
        raise AssertionError(message)

    # ---- what a browser would send

    def _successful(self, controls: list[Element]) -> Iterator[tuple[str, Any]]:
        for control in controls:
            name = control.get("name")
            if not name or control.get("disabled") is not None or self._in_disabled(control):
                continue
            if control.get("type", "text") in UNTYPED - {"hidden"}:
                continue
            for value in self._values(control):
                yield name, value

    def _in_disabled(self, control: Element) -> bool:
        groups = (item for item in self._above(control) if item.tag == "fieldset")
        return any(group.get("disabled") is not None for group in groups)

    def _values(self, control: Element) -> list[Any]:
        kind = control.get("type", "text")
        if kind in {"radio", "checkbox"}:
            ticked = self._typed.get(control, control.get("checked") is not None)
            return [control.get("value", "on")] if ticked else []
        if control in self._typed:
            return [self._typed[control]]
        if control.tag == "select":
            return self._selected(control)
        if control.tag == "textarea":
            return ["".join(control.itertext()).removeprefix("\n")]
        return [] if kind == "file" else [control.get("value", "")]

    @staticmethod
    def _selected(select: Element) -> list[str]:
        options = list(select.iter("option"))
        chosen = [item for item in options if item.get("selected") is not None]
        if not chosen and select.get("multiple") is None:
            chosen = options[:1]
        return [item.get("value", words(item)) for item in chosen]

    def _option(self, select: Element, wanted: str) -> str:
        for option in select.iter("option"):
            if wanted in {words(option), option.get("value")}:
                return option.get("value", words(option))
        message = f"no option {wanted!r} on {self.path}"
        raise AssertionError(message)


def _first(items: list[Element], *rules: Callable[[Element], bool]) -> list[Element]:
    """What the first rule finds that finds anything."""
    found = ([item for item in items if rule(item)] for rule in rules)
    return next(filter(None, found), [])


def words(element: Element, without: Collection[str] = ()) -> str:
    """The words inside an element, with single spaces."""

    def parts(item: Element) -> Iterator[str]:
        if item.tag not in without and item.tag not in {"script", "style", "template"}:
            yield item.text or ""
            for child in item:
                yield from parts(child)
                yield child.tail or ""

    return re.sub(r"\s+", " ", "".join(parts(element))).strip()


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def _named(button: Element) -> list[tuple[str, str]]:
    name = button.get("name")
    return [(name, button.get("value", ""))] if name else []
