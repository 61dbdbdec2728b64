"""Deleting recordings and pictures that no questionnaire needs any more."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.authoring.models import DraftStep
from beteiligung.duties.queries import film
from beteiligung.media import queries
from beteiligung.media.actions import forget_media
from beteiligung.surveys.models import Survey, SurveyVersion

KEPT_FOR = timedelta(days=30)  # after it was brought in, for whoever changes her mind
_DIGEST = re.compile(r"[0-9a-f]{64}")


def forget_unused_media(session: Session, *, at: datetime) -> int:
    """Delete what was brought in 30 days ago and is not used now; how many went.

    Used is what stands in a draft, in any published version, in a step that can be taken back, what
    the interface says, and the picture before the film in sign language.
    """
    old = queries.digests_before(session, at - KEPT_FOR)
    if not old:
        return 0
    old -= queries.digests_spoken(session)
    if (shown := film(session)) is not None:
        old.discard(shown.poster)
    for document in _documents(session):
        old -= set(_DIGEST.findall(json.dumps(document)))
    return forget_media(session, frozenset(old))


def _documents(session: Session) -> Iterator[dict[str, Any]]:
    for column in (Survey.draft, SurveyVersion.document, DraftStep.document):
        yield from session.scalars(select(column).execution_options(yield_per=20))
