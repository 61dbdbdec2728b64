"""Tables of idea boards: what is asked, what people gave, what was decided and answered."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beteiligung.db import Base
from beteiligung.districts.models import District, Place
from beteiligung.ideas.wording import folded
from beteiligung.text import Translated

board_district = Table(
    "board_district",
    Base.metadata,
    Column("board_id", ForeignKey("board.id", ondelete="CASCADE"), primary_key=True),
    Column("district_id", ForeignKey("district.id"), primary_key=True, index=True),
)


class State(enum.StrEnum):
    """Who may see an idea; what is decided about its wish is its status, which is another thing."""

    RECEIVED = "received"  # waits for somebody who looks at it
    QUARANTINED = "quarantined"  # came with very many others within minutes
    PUBLISHED = "published"
    REJECTED = "rejected"  # not shown, for a reason that its giver reads
    WITHDRAWN = "withdrawn"  # by its giver; kept, shown to nobody else
    ERASED = "erased"  # by its giver: text, photo and place are gone


class Channel(enum.StrEnum):
    """How an idea, or a support, reached us."""

    OWN = "own"  # from a person's own device
    ASSISTED = "assisted"  # in a talk with the team, which wrote it down
    STALL = "stall"  # at a stall of the team, or by a person on the team's device
    PAPER = "paper"


class Order(enum.StrEnum):
    """In which order a board shows its ideas."""

    NEWEST = "newest"
    SUPPORTED = "supported"
    RANDOM = "random"  # another for every visit, the same within one


class Board(Base):
    """A question to a district, with everything around the ideas that people give to it."""

    __tablename__ = "board"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    prefix: Mapped[str]  # of public references: SO in SO-2026-00017
    title: Mapped[dict[str, Any]]  # the question, short; by locale
    introduction: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(default="de")
    sounds: Mapped[dict[str, Any] | None]  # recordings of its words: digests by text and locale
    locales: Mapped[list[Any]]  # the languages it is offered in once it is published
    is_template: Mapped[bool] = mapped_column(default=False)
    checks_first: Mapped[bool] = mapped_column(default=True)  # else ideas are shown at once
    takes_photos: Mapped[bool] = mapped_column(default=True)
    takes_voice: Mapped[bool | None]  # an idea may be spoken: somebody has to write it down
    hides_counts: Mapped[bool] = mapped_column(default=False)  # until no more support is taken
    order: Mapped[str] = mapped_column(default=Order.NEWEST.value)
    look_within: Mapped[int] = mapped_column(default=5)  # working days until somebody has looked
    reply_within: Mapped[int] = mapped_column(default=28)  # days from the end to the replies
    published_at: Mapped[datetime | None]  # without it a draft
    paused_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    finished_because: Mapped[str] = mapped_column(default="")  # said publicly: ideas are unanswered
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    districts: Mapped[list[District]] = relationship(
        secondary=board_district, lazy="selectin", order_by=District.id
    )
    phases: Mapped[list["Phase"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Phase.begins_at"
    )
    categories: Mapped[list["Category"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Category.position, Category.id"
    )
    statuses: Mapped[list["Status"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="Status.position, Status.id"
    )

    @property
    def named(self) -> Translated:
        """The question."""
        return Translated(self.title, self.source)

    @property
    def introduced(self) -> Translated:
        """What stands below the question."""
        return Translated(self.introduction, self.source)


class Phase(Base):
    """A stretch of time on a board, and what people may do in it; its end is no part of it."""

    __tablename__ = "board_phase"
    __table_args__ = (
        Index(None, "board_id"),
        CheckConstraint("begins_at < ends_at", "order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"))
    name: Mapped[dict[str, Any]]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    takes_ideas: Mapped[bool] = mapped_column(default=True)
    takes_support: Mapped[bool] = mapped_column(default=True)


class Category(Base):
    """What an idea is about: a tile with a picture, which alone is enough to say something."""

    __tablename__ = "board_category"
    __table_args__ = (UniqueConstraint("board_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"))
    code: Mapped[str]
    label: Mapped[dict[str, Any]]
    icon: Mapped[str] = mapped_column(default="")  # one of icons.ICONS
    picture: Mapped[str] = mapped_column(default="")  # digest of a medium, in the place of the icon
    topic: Mapped[str] = mapped_column(default="")  # the administration's field of action
    position: Mapped[int] = mapped_column(default=0)

    @property
    def named(self) -> Translated:
        """Its name."""
        return Translated(self.label)


class Status(Base):
    """Where the wish of an idea stands, in words of this board: a colour, a mark and a word."""

    __tablename__ = "board_status"
    __table_args__ = (UniqueConstraint("board_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"))
    code: Mapped[str]
    label: Mapped[dict[str, Any]]
    colour: Mapped[str] = mapped_column(default="")  # kind of its tag: act | ok | warn | ""
    icon: Mapped[str] = mapped_column(default="")
    is_final: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)  # the first is what an idea begins with

    @property
    def named(self) -> Translated:
        """Its word."""
        return Translated(self.label)


class Idea(Base):
    """What somebody gave: words in the language they were written in. Nothing here says who."""

    __tablename__ = "idea"
    __table_args__ = (
        Index(None, "board_id", "state", "kind", "id"),
        Index(None, "board_id", "state", "kind", "supporters", "id"),
        Index(None, "board_id", "state", "kind", "published_at"),
        CheckConstraint("kind in ('real', 'test')", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    key: Mapped[str] = mapped_column(unique=True)  # one idea, however often it is sent
    content_hash: Mapped[str]  # of what was sent, hex: the same key with other words is refused
    reference: Mapped[str] = mapped_column(unique=True)  # public: SO-2026-00017
    secret_hash: Mapped[str] = mapped_column(unique=True)  # of the giver's secret code
    text: Mapped[str]  # NFC, without marks that turn directions; "" where only a tile was chosen
    language: Mapped[str]  # locale id
    direction: Mapped[str]  # ltr | rtl, as its letters say
    folded: Mapped[str]  # every word to search by, in one form for each letter
    category_id: Mapped[int | None] = mapped_column(ForeignKey("board_category.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id", ondelete="SET NULL"))
    street: Mapped[str] = mapped_column(default="")
    hint: Mapped[str] = mapped_column(default="")  # "opposite the bakery"
    latitude: Mapped[float | None]  # on a grid of 100 m; the point itself is kept nowhere
    longitude: Mapped[float | None]
    photo: Mapped[str] = mapped_column(default="")  # digest of a medium
    photo_text: Mapped[str] = mapped_column(default="")  # what can be seen on it
    photo_shown_at: Mapped[datetime | None]  # a photo always waits for a person
    voice: Mapped[str | None]  # digest of a medium: what was said, for staff alone
    voice_until: Mapped[date | None]  # when that is deleted; none: nothing was spoken
    voice_written_at: Mapped[datetime | None]  # when somebody wrote it down; the full hour
    state: Mapped[str] = mapped_column(default=State.RECEIVED.value)
    status_id: Mapped[int | None] = mapped_column(ForeignKey("board_status.id"), index=True)
    kind: Mapped[str] = mapped_column(default="real")  # test: given to practise, counted nowhere
    channel: Mapped[str] = mapped_column(default=Channel.OWN.value)
    spoken: Mapped[str] = mapped_column(default="")  # language that was spoken, if written down
    has_consent: Mapped[bool | None]  # said aloud, where the team kept it for a person
    is_assisted: Mapped[bool | None]  # whether the team wrote it down; none: on an own device
    marks: Mapped[int | None]  # what was odd about how it came in (abuse.marks), if anything
    burst_id: Mapped[int | None] = mapped_column(ForeignKey("idea_burst.id"))
    links_shown: Mapped[bool] = mapped_column(default=False)  # once somebody has looked at them
    supporters: Mapped[int] = mapped_column(default=0)  # devices; others are counted apart
    group_supporters: Mapped[int | None]  # with what stands under it, once devices are forgotten
    received_at: Mapped[datetime]  # the full hour
    published_at: Mapped[datetime | None]
    category: Mapped[Category | None] = relationship(lazy="joined")
    place: Mapped[Place | None] = relationship(lazy="joined")
    status: Mapped[Status | None] = relationship(lazy="joined")
    board: Mapped[Board] = relationship()
    translations: Mapped[list["WorkingTranslation"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="WorkingTranslation.id"
    )

    @property
    def findable(self) -> str:
        """Every word to search by: its own on the first line, each translation on another."""
        lines = [folded(self.text, self.street, self.hint)]
        return "\n".join([*lines, *(folded(each.text) for each in self.translations)])


class WorkingTranslation(Base):
    """An idea's words in another language, so that people can work with it; never the record."""

    __tablename__ = "idea_translation"
    __table_args__ = (UniqueConstraint("idea_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"))
    language: Mapped[str]
    text: Mapped[str]
    origin: Mapped[str]  # author | staff | machine
    is_outdated: Mapped[bool] = mapped_column(default=False)  # the idea was changed since
    changed_at: Mapped[datetime]


class Support(Base):
    """That one device supports an idea: a hash of a token that the device has for this board."""

    __tablename__ = "idea_support"

    idea_id: Mapped[int] = mapped_column(
        ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True
    )
    token_hash: Mapped[str] = mapped_column(primary_key=True, index=True)


class CountedSupport(Base):
    """Supports that staff counted, in talks or at a stall: a number, shown apart from devices."""

    __tablename__ = "counted_support"

    key: Mapped[str] = mapped_column(primary_key=True)  # counted once, however often it is sent
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str]  # assisted | stall
    n: Mapped[int]  # 0: taken back
    hour: Mapped[datetime]


class ReferenceNumber(Base):
    """The last number that was given out for a prefix in a year."""

    __tablename__ = "reference_number"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class IdeaSetAside(Base):
    """What came with the key of another idea: kept for a look, shown nowhere."""

    __tablename__ = "idea_set_aside"

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("board.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]
    text: Mapped[str]
    delete_on: Mapped[date]
