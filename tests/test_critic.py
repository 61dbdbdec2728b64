"""The critic itself: a good page passes, each seeded fault is found."""

import html5lib
import pytest
from flask import Flask, Response

from beteiligung.access import public
from tests import critic
from tests.page import Page
from tests.visitor import Visitor

GOOD = """<!doctype html>
<html lang="ar" dir="rtl">
<head><title>مرحبا – Mitreden</title><link rel="stylesheet" href="/ar/seite"></head>
<body><main><h1>مرحبا</h1>
<p class="error" id="e"><span>هذا ناقص</span></p>
<form method="post" action="/ar/senden">
<label for="a">الاسم</label><input id="a" name="a" aria-invalid="true" aria-describedby="e">
<fieldset><legend>اختر</legend><label><input type="radio" name="b" value="1">واحد</label></fieldset>
<button>أرسل</button></form>
<a href="/ar/seite">صفحة</a> <a href="#e">هنا</a> <a href="https://example.org/">خارج</a>
<img src="/ar/seite" alt="">
</main></body></html>"""

FAULTS = {
    "wrong direction": ('dir="rtl"', 'dir="ltr"', "html dir='ltr' for ar"),
    "wrong language": ('lang="ar" dir="rtl"', 'lang="de" dir="ltr"', "html lang='de' under /ar/"),
    "no heading": ("<h1>مرحبا</h1>", "", "one h1 expected"),
    "two headings": ("</main>", "<h1>x</h1></main>", "one h1 expected"),
    "no title": ("<title>مرحبا – Mitreden</title>", "<title> – </title>", "one title expected"),
    "same id": ('<a href="#e">', '<a id="a" href="#e">', "id 'a' 2 times"),
    "no label": ('<label for="a">الاسم</label>', "", "name='a' has no label"),
    "no legend": ("<legend>اختر</legend>", "", "has no legend"),
    "silent error": (' aria-describedby="e"', "", "is wrong but says nothing"),
    "untied error": (' aria-invalid="true" aria-describedby="e"', "", "is tied to no field"),
    "reference to nothing": ('aria-describedby="e"', 'aria-describedby="f"', "points nowhere"),
    "inline style": ("<h1>", '<h1 style="color:red">', "<h1> style="),
    "inline handler": ("<button>", '<button onclick="x()">', "<button> onclick="),
    "inline script": ("</main>", "<script>1</script></main>", "inline script"),
    "dead link": ('<a href="/ar/seite">', '<a href="/ar/nichts">', "no such page"),
    "dead anchor": ('href="#e"', 'href="#nichts"', "no such place on the page"),
    "wrong method": ('action="/ar/senden"', 'action="/ar/seite"', "does not take POST"),
    "third party": ('<img src="/ar/seite"', '<img src="http://example.org/a.png"', "a third party"),
    "picture without words": (' alt=""', "", "has no alt"),
    "link without words": (">صفحة</a>", "></a>", "has no words"),
    "needless": ("<button>", '<input type="hidden" name="csrf_token"><button>', "has a token"),
    "unfilled placeholder": ("واحد", "%(n)s", "an unfilled placeholder"),
}  # fmt: skip


def read(body: str, **headers: str) -> Page:
    """What a visitor has of this body, served at an Arabic address, before the critic speaks."""
    app = Flask("critic", static_folder=None)
    usual = {"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff"}
    sent = usual | {name.replace("_", "-"): value for name, value in headers.items()}
    app.add_url_rule("/ar/seite", "page", public(lambda: Response(body, headers=sent)))
    app.add_url_rule("/ar/senden", "send", public(lambda: ""), methods=["POST"])
    page = Page(Visitor(app), app.test_client().get("/ar/seite"))
    critic.check(app, page)
    return page


def test_a_good_page_passes():
    assert read(GOOD).heading == "مرحبا"


@pytest.mark.parametrize(("before", "after", "found"), FAULTS.values(), ids=FAULTS)
def test_the_critic_finds(before: str, after: str, found: str):
    assert before in GOOD
    with pytest.raises(AssertionError) as said:
        read(GOOD.replace(before, after))
    assert found in str(said.value)


def test_the_critic_finds_broken_markup():
    with pytest.raises(html5lib.html5parser.ParseError):
        read(GOOD.replace("</fieldset>", ""))


def test_the_critic_finds_a_cookie_for_a_resident():
    with pytest.raises(AssertionError, match="a cookie for a resident"):
        read(GOOD, Set_Cookie="a=b")


def test_the_critic_finds_a_missing_policy():
    with pytest.raises(AssertionError, match="no strict content policy"):
        read(GOOD, Content_Security_Policy="default-src *")


def test_a_page_can_be_filled_in_as_a_browser_would():
    page = read(GOOD).fill("الاسم", "زينب").choose("واحد")
    assert page.value("a") == "زينب"
    assert page.value("b") == "1"
    assert page.error("a") == "هذا ناقص"
