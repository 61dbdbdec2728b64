"""Whom to tell about a weakness of this website, and what follows: for people and programs."""

from datetime import datetime

LANGUAGES = "de, en"
POLICY = """\
Meldung von Schwachstellen / Reporting a weakness

DE
Wer eine Schwachstelle findet, meldet sie bitte an die Adresse in /.well-known/security.txt und
nicht öffentlich. Wir antworten innerhalb von zwei Arbeitstagen, sagen, was wir tun und bis wann,
und nennen auf Wunsch den Namen der meldenden Person. Wer nach diesen Regeln handelt, wird von uns
nicht angezeigt: keine Antworten oder Namen anderer Menschen ansehen, kopieren oder verändern,
nichts überlasten, keine Menschen täuschen, und uns 90 Tage Zeit geben, bevor etwas öffentlich wird.

EN
Whoever finds a weakness, please report it to the address in /.well-known/security.txt and not in
public. We answer within two working days, say what we do and by when, and name you if you like. We
take no legal steps against anybody who keeps to these rules: do not look at, copy or change answers
or names of other people, overload nothing, deceive nobody, and give us 90 days before anything
becomes public.
"""


def contact(contact: str, base: str, expires: datetime) -> str:
    """The file that RFC 9116 asks for; without a ``contact`` it names the imprint.

    ``base`` is the address of this website; an e-mail address may come without ``mailto:``.
    """
    where = contact or f"{base}/de/impressum"
    if "@" in where and ":" not in where:
        where = f"mailto:{where}"
    day = expires.replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {where}",
        f"Expires: {day:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {LANGUAGES}",
        f"Canonical: {base}/.well-known/security.txt",
        f"Policy: {base}/.well-known/security-policy.txt",
    )
    return "\n".join(lines) + "\n"
