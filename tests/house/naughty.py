"""What people with bad intentions, or with unlucky names, type into fields: written by ourselves.

Each text stands between marks that nothing else has, so that it is found again wherever it comes
out; `EVALUATED` is what would stand there if the platform took it for a template or a calculation.
"""

import re
from collections.abc import Iterator

CANARY = "kanarie"  # the name of everything that must never become code
_MARKED = re.compile(r"ka(\d{3})x(.*?)xak", re.DOTALL)
_ANY = re.compile(rb"ka\d{3}x")

SCRIPTS = (
    f"<script>{CANARY}()</script>",
    f"</title></textarea></script><script>{CANARY}()</script>",
    f'"><img src=x onerror={CANARY}()>',
    f"'><svg/onload={CANARY}()>",
    f'" onfocus={CANARY}() autofocus x="',
    f"' onmouseover='{CANARY}()' x='",
    f"<{CANARY}-element></{CANARY}-element>",
    f"<a href=javascript:{CANARY}()>hier</a>",
    f"[hier](javascript:{CANARY}())",
    f"[hier](data:text/html,<script>{CANARY}()</script>)",
    f"[hier](https://example.org/ 'x\" onclick={CANARY}()')",
    f'<https://example.org/" onclick={CANARY}()>',
    f'![bild](x" onerror={CANARY}())',
    f"javascript:{CANARY}()",
    f"java\tscript:{CANARY}()",
    f"data:text/html;base64,PHNjcmlwdD5{CANARY}",
    f"<iframe srcdoc='<script>{CANARY}()</script>'></iframe>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={CANARY}()>",
    f"<svg><animate onbegin={CANARY}() attributeName=x dur=1s>",
    f"<form action=https://example.org/{CANARY}><button>Senden</button></form>",
    f"<base href=https://example.org/{CANARY}/>",
    f"<meta http-equiv=refresh content='0;url=https://example.org/{CANARY}'>",
    f"<style>@import 'https://example.org/{CANARY}'</style>",
    f"<span style=background:url(https://example.org/{CANARY})>x</span>",
    f"<!--<img src='--><img src=x onerror={CANARY}()>//",
    f"<![CDATA[<script>{CANARY}()</script>]]>",
    f"+ADw-script+AD4-{CANARY}()+ADw-/script+AD4-",
    f"\\u003cscript\\u003e{CANARY}()\\u003c/script\\u003e",
    f"%3Cscript%3E{CANARY}()%3C/script%3E",
    f"&lt;script&gt;{CANARY}()&lt;/script&gt;",
    f"&#60;script&#62;{CANARY}()&#60;/script&#62;",
    f"`${{{CANARY}()}}`",
    f"';{CANARY}();//\\';{CANARY}();//\";{CANARY}();//--></script>\">'>",
)
TEMPLATES = (
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{% for x in [7] %}{{x*7}}{% endfor %}",
    "{{config}}",
    "{{''.__class__.__mro__}}",
    "{0}{1}{2}",
    "{a.__class__}",
    "%s%d%n",
    "%(num)s %(day)s",
    "{n} {eins:a}",
    "${eins}",
    "{operator} {privacy_link}",
    "[[7*7]]",
    "$(id) `id` ;id |id",
    "*[id*='x'] **fett** _x_ # 1",
)
EVALUATED = ("x49x", "<Config", "<class '", "uid=0(")
DATABASES = (
    "'; DROP TABLE staff; --",
    "' OR '1'='1",
    '" OR ""="',
    "1) UNION SELECT password_hash FROM staff --",
    "\\'; SELECT pg_sleep(9); --",
    "%_[]^%",
    "x') ESCAPE '\\",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "file:///etc/passwd",
    "*)(uid=*))(|(uid=*",
)
TABLES = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://example.org/","x")',
    "a;=1+1",
    "a,=1+1",
    "a\t=1+1",
    '"=1+1',
    '""=1+1',
    "＝1+1",
    "|cmd",
)
SIGNS = (
    "null\x00byte",
    "glocke\x07 escape\x1b[31m rot",
    "c1\x85\x9f",
    "\ufeffanfang",
    "rückwärts \u202etxt.exe\u202c",
    "\u2066\u2067\u2068x\u2069",
    "null\u200bbreit\u200c\u200d\u2060",
    "weich\u00adtrennung",
    "zeilen\u2028absatz\u2029ende",
    "مرحبا بكم في الحي",
    "שלום",
    "ሰላም",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031ea\u0321\u0353l\u0358go",
    "é vs e\u0301",
    "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪",
    "𝕱𝖗𝖆𝖐𝖙𝖚𝖗 ﷽",
    "ıİſßẞﬁ",
    "nicht\ufffezeichen\uffff",
    "zeile eins\nzeile zwei\r\nzeile drei\rvier",
    "2026-11-24 09:30 ERROR erfunden\r\nSet-Cookie: a=b",
    "   ",
    "a" * 3_000,
    "ä" * 300,
    "(" * 200 + ")" * 200,
    "undefined null None true NaN Infinity",
    "-0 1e999 0x10 1_000 ١٢٣ ９９",
    "9" * 400,
    "con aux nul . ..",
    "/\\?#&=+;:@%",
)
STRINGS = (*SCRIPTS, *TEMPLATES, *DATABASES, *TABLES, *SIGNS)


def marked(number: int) -> str:
    """A text between its marks."""
    return f"ka{number:03}x{STRINGS[number]}xak"


def found(text: str) -> Iterator[tuple[str, str]]:
    """What came out between marks: what was typed, and what stands there."""
    for number, inside in _MARKED.findall(text):
        if int(number) < len(STRINGS):
            yield STRINGS[int(number)], inside


def shown(body: bytes) -> bool:
    """Whether anything of what was typed stands in an answer."""
    return CANARY.encode() in body or _ANY.search(body) is not None
