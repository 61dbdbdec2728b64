"""What somebody who starts the demonstration needs to know: addresses and logins."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.demo.asking import MAIN
from beteiligung.demo.content import content
from beteiligung.demo.team import password_path
from beteiligung.qrcodes.models import QRCode
from beteiligung.web.models import SiteText


def lines(store: Store, settings: Settings, port: int) -> list[str]:
    """Where to look and how to sign in; nothing for a database that holds no demonstration."""
    base = settings.public_url or f"http://127.0.0.1:{port}"
    with store.reading() as session:
        if session.get(SiteText, "demo") is None:
            return []
        return [*_addresses(session, base), "", *_logins(settings, base)]


def _addresses(session: Session, base: str) -> list[str]:
    code = session.scalar(
        select(QRCode.code).where(QRCode.path == f"umfrage/{MAIN}").order_by(QRCode.id).limit(1)
    )
    return [
        f"Start page       {base}/",
        f"A poster's code  {base}/q/{code}",
        f"A survey         {base}/ar/umfrage/{MAIN}",
        f"Dashboard        {base}/verwaltung/umfragen/{MAIN}/ergebnisse",
    ]


def _logins(settings: Settings, base: str) -> list[str]:
    path = password_path(settings)
    known = path.read_text(encoding="utf-8").strip() if path.exists() else "(as chosen when filled)"
    people = [
        f"  {person['email']:<34} {', '.join(sorted({role for role, _ in person['roles']}))}"
        for person in content()["people"]
    ]
    return [f"Sign in at {base}/anmelden with the password {known} as", *people]
