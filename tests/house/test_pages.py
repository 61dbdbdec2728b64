"""Every page says for whom it is, answers in each language, and is tidy inside."""

import re

import pytest
from flask import Flask

from beteiligung.access import audience_of
from beteiligung.locales import TIER_1
from tests.house.sources import files, place
from tests.visitor import Visitor

_INLINE = re.compile(r"<[^>]*\s(?:style|on[a-z]+)\s*=|<script(?![^>]*\bsrc=)(?![^>]*json)|<style\b")
_SIDES = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border|inset)-(?:left|right)|left|right"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def test_every_page_says_for_whom_it_is(app: Flask):
    silent = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and audience_of(view) is None
    ]
    assert not silent


@pytest.mark.parametrize("language", TIER_1)
def test_every_public_page_without_an_object_answers(visitor: Visitor, language: str):
    for rule in visitor.app.url_map.iter_rules():
        audience = audience_of(visitor.app.view_functions[rule.endpoint])
        fixed = rule.arguments <= {"lang"} and "GET" in (rule.methods or ())
        if fixed and audience is not None and audience.is_public:
            path = str(rule).replace("<lang:lang>", language)
            page = visitor.get(path, status=None)
            assert page.status < 400, f"{path}: {page.status}"


def test_templates_hold_no_inline_code():
    assert not [place(path) for path in files(".html") if _INLINE.search(path.read_text())]


def test_styles_know_no_left_and_right():
    faults = [
        f"{place(path)}: {found.group()}"
        for path in files(".css")
        for found in _SIDES.finditer(_COMMENT.sub("", path.read_text()))
    ]
    assert not faults
