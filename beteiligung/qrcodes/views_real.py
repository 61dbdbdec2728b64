"""The page "Is this code real?": whoever doubts a print types its code and its check word."""

from flask import Blueprint, render_template, request

from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.db import session
from beteiligung.qrcodes.check_word import belongs
from beteiligung.qrcodes.queries import normal, printed
from beteiligung.web.hosts import base

blueprint = Blueprint("real", __name__)

MOST_A_MINUTE = 30  # attempts from one network
LONGEST = 40


@blueprint.get("/<lang:lang>/echt", strict_slashes=False)
@public
def check() -> str:
    """Yes, where code and word belong together; everything else gets one and the same answer.

    So nobody learns here which codes there are, nor which word belongs to one.
    """
    code = normal(request.args.get("code", ""))
    word = request.args.get("wort", "")[:LONGEST].strip()
    asked = bool(code and word)
    right = False
    if asked:
        gate().take("real", request.remote_addr or "", MOST_A_MINUTE)
        known = printed(session(), code) is not None
        right = belongs(code, word) and known
    return render_template(
        "qrcodes/real.html",
        typed=code,
        word=word,
        asked=asked,
        right=right,
        domain=base().partition("://")[2],
    )
