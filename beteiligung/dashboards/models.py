"""Tables of the results pages: which answers belong to which residents."""

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beteiligung.db import Base


class MarginMatch(Base):
    """Which answers to a survey's question belong to which residents, as somebody said by hand."""

    __tablename__ = "margin_match"
    __table_args__ = (UniqueConstraint("survey_id", "variable"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    variable: Mapped[str]
    question: Mapped[str]  # its id; empty: none belongs
    answers: Mapped[dict[str, Any]]  # category of the residents -> codes of answers
