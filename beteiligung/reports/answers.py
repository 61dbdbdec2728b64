"""What answers an idea: a published reply, or a public measure that says what becomes of it."""

from sqlalchemy import case, select, union_all

from beteiligung.ideas.models import Idea
from beteiligung.ideas.records import IdeaReply
from beteiligung.measures.models import IdeaTaken, Measure

_later = case(
    (IdeaTaken.taken_at > Measure.published_at, IdeaTaken.taken_at), else_=Measure.published_at
)
ANSWERS = union_all(
    select(IdeaReply.idea_id.label("idea_id"), IdeaReply.published_at.label("at")).where(
        IdeaReply.published_at.is_not(None)
    ),
    select(Idea.id, _later)
    .join(IdeaTaken, IdeaTaken.reference == Idea.reference)
    .join(Measure, Measure.id == IdeaTaken.measure_id)
    .where(Measure.published_at.is_not(None)),
).subquery()
