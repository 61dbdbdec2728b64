"""What staff do about letters: let their codes hold, of which only marks are kept."""

from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.districts.models import District
from beteiligung.prints.letters import Batch
from beteiligung.qrcodes.actions import Wish, enter_letter_code
from beteiligung.surveys.entry_codes import make_entry_codes
from beteiligung.surveys.models import Survey


def keep_batch(
    session: Session,
    asker: Asker | None,
    survey: Survey,
    batch: Batch,
    *,
    district: District,
    locale: str | None,
    secret: bytes,
    at: datetime,
) -> None:
    """Let the codes of a batch hold, and the printed code that all its letters share lead on.

    With a ``locale`` that code leads to this language, since the letters are in no other.
    """
    wish = Wish(district, None, "", locale=locale, occasion=batch.occasion)
    path = f"umfrage/{survey.slug}"
    enter_letter_code(session, asker, batch.way, wish, path=path, at=at)
    make_entry_codes(
        session,
        survey,
        name=batch.occasion,
        codes=batch.codes,
        secret=secret,
        asker=asker,
        at=at,
    )
