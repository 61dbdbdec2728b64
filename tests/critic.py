"""The critic: what must be right on every HTML page, whatever it is about."""

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from beteiligung.access import audience_of
from beteiligung.locales import BY_ID
from tests.page import CONTROLS, UNTYPED, Page, words

DIRECTIONS = {entry.html_lang: entry.direction for entry in BY_ID.values()}


def check(app: Flask, page: Page, *, elements: bool = True) -> None:
    """Stop the test at the first page with a fault; say all of its faults.

    Without ``elements`` only what stands before the page is looked at: its headers.
    """
    faults = [*_headers(app, page)]
    if page.is_html and elements:
        for rule in (_language, _outline, _identities, _labels, _errors, _inline, _pictures):
            faults += rule(page)
        faults += _links(app, page)
        faults += _tokens(app, page)
    assert not faults, f"{page.path} ({page.status}):\n- " + "\n- ".join(faults)


def _headers(app: Flask, page: Page) -> list[str]:
    faults = []
    if "default-src 'self'" not in page.headers.get("Content-Security-Policy", ""):
        faults.append("no strict content policy")
    if page.headers.get("X-Content-Type-Options") != "nosniff":
        faults.append("the browser may guess the content type")
    if "Set-Cookie" in page.headers and not _is_staffs(app, page.path):
        faults.append("a cookie for a resident")
    return faults


def _language(page: Page) -> list[str]:
    head = urlsplit(page.path).path.split("/")[1]
    language, direction = page.root.get("lang", ""), page.root.get("dir", "")
    if language not in DIRECTIONS:
        return [f"html lang={language!r}"]
    faults = []
    if DIRECTIONS[language] != direction:
        faults.append(f"html dir={direction!r} for {language}")
    if head in BY_ID and BY_ID[head].html_lang != language:
        faults.append(f"html lang={language!r} under /{head}/")
    return faults


def _outline(page: Page) -> list[str]:
    faults = []
    headings = [words(item) for item in page.root.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        faults.append(f"one h1 expected: {headings}")
    titles = [words(item) for item in page.root.iter("title") if not _in_picture(page, item)]
    if len(titles) != 1 or not titles[0].strip(" –-"):
        faults.append(f"one title expected: {titles}")
    if len(list(page.root.iter("main"))) != 1:
        faults.append("one main expected")
    if "%(" in page.text or "{{" in page.text:
        faults.append("an unfilled placeholder")
    return faults


def _in_picture(page: Page, element: Element) -> bool:
    parent = page.parents.get(element)
    return parent is not None and parent.tag not in {"head", "html"}


def _identities(page: Page) -> list[str]:
    counts = Counter(item.get("id") for item in page.root.iter() if item.get("id") is not None)
    faults = [f"id {name!r} {count} times" for name, count in counts.items() if count > 1]
    references = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "form", "list")
    for item in page.root.iter():
        for attribute in references:
            faults += [
                f"{_tag(item)} {attribute}={name!r} points nowhere"
                for name in item.get(attribute, "").split()
                if name not in counts
            ]
    return faults


def _labels(page: Page) -> list[str]:
    faults = []
    for item in page.root.iter():
        typed = item.tag in CONTROLS and item.get("type", "text") not in UNTYPED
        if typed and not page.label(item):
            faults.append(f"{_tag(item)} name={item.get('name')!r} has no label")
        if item.tag in {"button", "a", "summary"} and not _name(page, item):
            faults.append(f"{_tag(item)} {item.get('href', '')} has no words")
        if item.tag == "fieldset" and item.find("legend") is None and not item.get("aria-label"):
            faults.append(f"fieldset {item.get('id', '')} has no legend")
    return faults


def _name(page: Page, element: Element) -> str:
    pictured = [item.get("alt", "") for item in element.iter("img")]
    return words(element) or page.label(element) or " ".join(pictured)


def _errors(page: Page) -> list[str]:
    tied = {name for item in page.root.iter() for name in item.get("aria-describedby", "").split()}
    faults = []
    for item in page.root.iter():
        if item.get("aria-invalid") == "true" and not item.get("aria-describedby"):
            faults.append(f"{_tag(item)} name={item.get('name')!r} is wrong but says nothing")
        if (
            "error" in item.get("class", "").split()
            and item.get("id")
            and item.get("id") not in tied
        ):
            faults.append(f"the error {words(item)!r} is tied to no field")
    return faults


def _inline(page: Page) -> list[str]:
    faults = []
    for item in page.root.iter():
        faults += [
            f"{_tag(item)} {name}=…"
            for name in item.attrib
            if name == "style" or name.startswith("on")
        ]
        data = item.get("type") in {"application/json", "application/ld+json"}
        if item.tag == "style" or (item.tag == "script" and not item.get("src") and not data):
            faults.append(f"inline {item.tag}")
    return faults


def _pictures(page: Page) -> list[str]:
    return [
        f"img {item.get('src')} has no alt"
        for item in page.root.iter("img")
        if "alt" not in item.attrib
    ]


# ---- where it leads ------------------------------------------------------------------------------


def _links(app: Flask, page: Page) -> list[str]:
    faults = []
    anchors = {item.get("id") for item in page.root.iter()}
    for item in page.root.iter():
        for attribute in ("href", "src", "action", "formaction"):
            address = item.get(attribute)
            if address is None or item.tag in {"use", "image"}:
                continue
            method = "GET"
            if attribute in {"action", "formaction"}:
                method = (
                    item.get("formmethod") or item.get("method") or _method(page, item)
                ).upper()
            fault = _leads_nowhere(app, page, address, method, anchors)
            if fault:
                faults.append(f"{_tag(item)} {attribute}={address!r}: {fault}")
    return faults


def _method(page: Page, item: Element) -> str:
    form = item if item.tag == "form" else page.form_of(item)
    usual = "get" if form is None else form.get("method", "get")
    return item.get("formmethod", usual).upper()


def _leads_nowhere(
    app: Flask, page: Page, address: str, method: str, anchors: set[str | None]
) -> str:
    split = urlsplit(address)
    if split.scheme in {"mailto", "tel", "data"}:
        return ""
    if split.netloc and split.netloc != "localhost":
        return "" if method == "GET" and split.scheme == "https" else "a third party"
    if not split.path:
        return "" if split.fragment in {*anchors, ""} else "no such place on the page"
    path = split.path if split.path.startswith("/") else _beside(page.path, split.path)
    try:
        endpoint, values = app.url_map.bind("localhost").match(path, method=method)
    except RequestRedirect as redirect:
        return f"leads on to {redirect.new_url}"
    except MethodNotAllowed:
        return f"does not take {method}"
    except HTTPException:
        return "no such page"
    return _missing_file(app, values["filename"]) if endpoint == "static" else ""


def _beside(path: str, relative: str) -> str:
    return urlsplit(path).path.rpartition("/")[0] + "/" + relative


def _missing_file(app: Flask, name: str) -> str:
    folder = app.static_folder
    there = folder is not None and Path(folder, name).is_file()
    return "" if there else "no such file; run make assets"


# ---- staff ---------------------------------------------------------------------------------------


def _is_staffs(app: Flask, path: str) -> bool:
    """Whether an address belongs to the staff's part: pages behind, or around, the sign-in."""
    bare = urlsplit(path).path
    for method in ("GET", "POST"):
        try:
            endpoint, _ = app.url_map.bind("localhost").match(bare, method=method)
        except HTTPException:
            continue
        audience = audience_of(app.view_functions[endpoint])
        return endpoint.startswith(("accounts.", "steps.")) or (
            audience is not None and not audience.is_public
        )
    return False


def _tokens(app: Flask, page: Page) -> list[str]:
    faults = []
    for form in page.root.iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        action = form.get("action") or page.path
        token = [item for item in form.iter("input") if item.get("name") == "csrf_token"]
        wanted = _is_staffs(app, action)
        if wanted and not (token and token[0].get("value")):
            faults.append(f"the form to {action} has no token")
        if not wanted and token:
            faults.append(f"the residents' form to {action} has a token")
    return faults


def _tag(element: Element) -> str:
    return f"<{element.tag}>"
