"""Tables of what a public website owes: its statement, notices for everybody, films."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from beteiligung.db import Base
from beteiligung.text import Translated


class Severity(enum.StrEnum):
    """How much a notice matters."""

    INFO = "info"
    IMPORTANT = "important"
    URGENT = "urgent"


class Reason(enum.StrEnum):
    """Why something is not accessible; the law knows these three reasons."""

    UNFINISHED = "unfinished"
    BURDEN = "burden"  # more than can be asked of the operator at the moment
    OUTSIDE = "outside"  # the law does not ask for it there


class Statement(Base):
    """The accessibility statement as an admin has filled it in; there is at most one."""

    __tablename__ = "statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[dict[str, Any]]  # who is responsible, by locale id
    scope: Mapped[dict[str, Any]]  # what it is about; empty: the whole website
    status: Mapped[str]  # fully | partly | not
    method: Mapped[str]  # self | body: who has assessed it
    method_words: Mapped[dict[str, Any]]  # more about how, by locale id
    made_on: Mapped[date]
    reviewed_on: Mapped[date]
    contact: Mapped[dict[str, Any]]  # other ways to tell of a barrier, such as a telephone
    enforcement: Mapped[str]
    enforcement_link: Mapped[str]
    enforcement_email: Mapped[str]
    known: Mapped[list[Any]]  # names of the gaps that the platform itself still has here


class Gap(Base):
    """Something that the operator knows is not accessible on this website."""

    __tablename__ = "statement_gap"

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[dict[str, Any]]  # by locale id
    reason: Mapped[str]
    instead: Mapped[dict[str, Any]]  # by locale id; empty where there is nothing


class Notice(Base):
    """Words that everybody should see for a while: on every page, or on those of one district."""

    __tablename__ = "attention_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    severity: Mapped[str]
    title: Mapped[dict[str, Any]]  # by locale id
    text: Mapped[dict[str, Any]]
    link: Mapped[str]  # a page of ours or an address with https; empty: none
    district_id: Mapped[int | None] = mapped_column(
        ForeignKey("district.id", ondelete="CASCADE"), index=True
    )
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    @property
    def named(self) -> Translated:
        """The notice's title."""
        return Translated(self.title)


class Film(Base):
    """A film that explains this website in sign language, with what belongs to it."""

    __tablename__ = "film"

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str]  # name of the sign language, such as Deutsche Gebärdensprache
    digest: Mapped[str]  # SHA-256 of the content, hex: its address never means another film
    mime: Mapped[str]
    size: Mapped[int]  # bytes
    poster: Mapped[str]  # digest of a picture; empty: none
    captions: Mapped[str]  # WebVTT, in German; empty: none
    text: Mapped[dict[str, Any]]  # what the film says, by locale id
    changed_at: Mapped[datetime]


class FilmPart(Base):
    """A piece of a film: whoever looks at a minute of it does not load it all."""

    __tablename__ = "film_part"

    film_id: Mapped[int] = mapped_column(
        ForeignKey("film.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
