"""Contact with tablets: they are coupled, fetch what they take along, and send what they hold."""

import json
import zlib
from datetime import date, datetime
from typing import Any

from flask import Blueprint, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.clock import local_date
from beteiligung.config import Settings
from beteiligung.errors import Malformed, Refusal
from beteiligung.fieldwork import keys, queries, sealing, trials
from beteiligung.fieldwork.actions import Heard, couple_tablet, hear_of, note_test
from beteiligung.fieldwork.answers import Desk
from beteiligung.fieldwork.intake import Outcome, Receipt, take_in
from beteiligung.fieldwork.interviews import moment_in
from beteiligung.fieldwork.models import Standing, Tablet
from beteiligung.fieldwork.package import package
from beteiligung.fieldwork.reasons import WORDS
from beteiligung.fieldwork.refusals import UnknownTablet
from beteiligung.i18n import gettext, phrase
from beteiligung.surveys.views import shelf
from beteiligung.web.ledger import ledger
from beteiligung.web.moment import moment

blueprint = Blueprint("contact", __name__, url_prefix="/tablet/<lang:lang>")
COUPLINGS, CONTACTS = 20, 300  # a minute from one network: codes that are typed, all else
LARGEST, MOST = 1024 * 1024, 50  # of a batch: bytes, parcels
LONGEST_AHEAD = 2**31 - 1  # seconds that a clock can be off


@blueprint.errorhandler(Refusal)
def refuse(refusal: Refusal) -> ResponseReturnValue:
    """The app shows the sentence; it needs no page."""
    g.keeps = refusal.keeps
    return jsonify(said=gettext(refusal.message, **refusal.values)), refusal.status


@blueprint.post("/koppeln")
@public
def couple() -> Response:
    """A tablet shows the code that somebody typed or scanned."""
    gate().take("couple", request.remote_addr or "", COUPLINGS)
    content = _sent()
    platform = trials.platform_in(content.get("platform"))
    tablet, token = couple_tablet(
        db.session(), str(content.get("code", "")), at=moment(), platform=platform
    )
    return jsonify(token=token, **_about(tablet))


@blueprint.get("/paket")
@public
def take_along() -> Response:
    """The list of what the tablet takes along; nothing for one that nobody knows."""
    try:
        found = _tablet()
    except UnknownTablet:
        return jsonify(unknown=True)
    timezone = _settings().timezone
    content = package(db.session(), shelf(), found, at=moment(), timezone=timezone)
    return Response(content, 200, {"Content-Type": "application/json"})


@blueprint.post("/annahme")
@public
def take() -> Response:
    """A tablet says how it is, and sends some of what it holds; a receipt for each."""
    request.max_content_length = LARGEST
    gate().take("tablet", request.remote_addr or "", CONTACTS)
    content = _sent()
    parcels = content.get("parcels", [])
    if not isinstance(parcels, list) or len(parcels) > MOST:
        raise Malformed
    session, tablet = db.session(), _tablet()
    heard = _heard(content)
    tablet.clock_off = heard.clock_off
    receipts = take_in(session, desk(), tablet, parcels)
    hear_of(session, tablet, heard, at=moment())
    for receipt in receipts:
        if receipt.contact_of is not None:
            ledger().note("contact", receipt.contact_of)
    return jsonify(receipts=[_said(each) for each in receipts], **_about(tablet))


@blueprint.post("/probe")
@public
def test() -> Response:
    """The self-test: a test answer that only we can open says how it went; it is noted and gone."""
    request.max_content_length = LARGEST
    gate().take("tablet", request.remote_addr or "", CONTACTS)
    sent, tablet = _sent(), _tablet()
    inside = _inside(sent.get("parcel"))
    found = trials.faults(inside, _heard(sent).clock_off)
    note_test(tablet, trials.platform_in((inside or {}).get("platform")), found, at=moment())
    return jsonify(faults=found, day=i18n.day(local_date(moment(), _settings().timezone)))


def desk() -> Desk:
    """What it takes to take parcels in, here and now."""
    settings = _settings()
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return Desk(keys.by_name(settings), shelf(), settings.timezone, moment(), secret)


def _inside(raw: object) -> dict[str, Any] | None:
    """What is in a sealed test answer; nothing if it does not open."""
    try:
        return sealing.opened(keys.by_name(_settings()), sealing.Sealed.read(raw))
    except sealing.Unopened:
        return None


def _said(receipt: Receipt) -> dict[str, str]:
    found = {"key": receipt.key, "outcome": receipt.outcome.value}
    if receipt.outcome is Outcome.ASIDE and receipt.reason is not None:
        found["reason"] = gettext(WORDS[receipt.reason])
    return found


def _about(tablet: Tablet) -> dict[str, object]:
    key = keys.current(_settings(), at=moment())
    return {
        "tablet": tablet.id,
        "name": tablet.name,
        "role": tablet.role,
        "district": phrase(tablet.district.area.named).text,
        "now": moment().isoformat(),
        "open": [survey.slug for survey in queries.open_surveys(db.session(), tablet, moment())],
        "locked": tablet.standing == Standing.LOCKED,
        "key": {"kid": key.name, "public": key.public.hex()},
    }


def _heard(content: dict[str, object]) -> Heard:
    theirs = moment_in(content.get("now"))
    ahead = (theirs - moment()).total_seconds() if theirs else 0
    waiting = content.get("waiting")
    return Heard(
        waiting=waiting if isinstance(waiting, int) else 0,
        oldest=moment_in(content.get("oldest")),
        ready_until=_day(content.get("ready_until")),
        clock_off=int(min(max(ahead, -LONGEST_AHEAD), LONGEST_AHEAD)),
    )


def _day(text: object) -> date | None:
    try:
        return datetime.fromisoformat(text).date() if isinstance(text, str) else None
    except ValueError:
        return None


def _tablet() -> Tablet:
    """Who is in contact, by the token in the header: no cookie, so no other page can use it."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return queries.tablet_with(db.session(), token if kind == "Bearer" else "")


def _sent() -> dict[str, object]:
    """What a tablet says, in JSON; made small on the way where its browser can do that."""
    raw = request.get_data()
    try:
        if request.content_encoding == "gzip":
            raw = sealing.unpacked(raw, LARGEST, sealing.GZIP)
        content = json.loads(raw)
    except (ValueError, zlib.error, sealing.TooLarge):
        raise Malformed from None
    if not isinstance(content, dict):
        raise Malformed
    return content


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
