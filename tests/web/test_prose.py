"""Words of staff become safe HTML: a little emphasis stays, nothing dangerous does."""

import pytest

from beteiligung.web import prose


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**fett** und <strong>fett</strong>", "<strong>fett</strong> und <strong>fett</strong>"),
        ("5 < 6 & mehr", "5 &lt; 6 &amp; mehr"),
        ("<script>alert(1)</script>gut", "gut"),
        ('<img src=x onerror="alert(1)">gut', "gut"),
        ('<b onclick="x()">gut</b>', "gut"),
        ("{{ 7*7 }}", "{{ 7*7 }}"),
    ],
)
def test_words_on_one_line(written: str, shown: str):
    assert prose.line(written) == shown


def test_links_lead_only_to_addresses():
    html = prose.block("[gut](https://example.org) [schlecht](javascript:alert(1))")
    assert 'href="https://example.org"' in html
    assert 'href="javascript' not in html
