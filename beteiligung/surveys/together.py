"""Answers that arrive at the same time are kept by the same two statements."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Executable, bindparam, exists, select
from sqlalchemy.orm import Session

from beteiligung.db import Moment, insert_into
from beteiligung.surveys.models import Quota, Survey, takes_answers
from beteiligung.surveys.recording import TABLE, Submission, as_row

FEW = 2  # of fewer answers each has a statement of its own
# Surveys that take answers throughout a span of time, and as many as come.
OPEN = select(Survey.id).where(
    Survey.id.in_(bindparam("surveys", expanding=True)),
    takes_answers(bindparam("first", type_=Moment())),
    takes_answers(bindparam("last", type_=Moment())),
    ~exists().where(Quota.survey_id == Survey.id),
)
INTO: dict[str, Executable] = {}  # the statement in each database's words


def record_together(session: Session, sent: Sequence[tuple[Submission, datetime]]) -> set[int]:
    """Keep those of several answers that are new and nothing but answers; which these are.

    All of them together cost the database what one costs. Each of the others is for
    `record_response`, which knows every reason.
    """
    # Of those with one key only the first: the others may be the same answers, or not.
    plain = {one.key: which for which, (one, _) in reversed([*enumerate(sent)]) if one.is_plain}
    if len(plain) < FEW:
        return set()
    takes = _open(session, [sent[which] for which in plain.values()])
    rows = [as_row(*sent[which]) for which in plain.values() if sent[which][0].survey_id in takes]
    if not rows:
        return set()
    kept = session.connection().execute(_into(session), rows).scalars()
    return {plain[key] for key in kept}


def _open(session: Session, sent: Sequence[tuple[Submission, datetime]]) -> set[int]:
    moments = [at for _, at in sent]
    surveys = {one.survey_id for one, _ in sent}
    asked = {"surveys": sorted(surveys), "first": min(moments), "last": max(moments)}
    return set(session.connection().execute(OPEN, asked).scalars())


def _into(session: Session) -> Executable:
    which = session.get_bind().dialect.name
    if which not in INTO:
        statement = insert_into(session, TABLE).on_conflict_do_nothing(index_elements=["key"])
        INTO[which] = statement.returning(TABLE.c.key)
    return INTO[which]
