"""Tables of staff: their roles, the links that let them in, their sessions, their second step."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beteiligung.db import Base


class Staff(Base):
    """Somebody who works with the platform."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    name: Mapped[str]
    password_hash: Mapped[str | None]  # argon2id; none until the invitation is taken
    locale: Mapped[str] = mapped_column(default="de")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="staff", lazy="selectin", cascade="all, delete-orphan"
    )


class Membership(Base):
    """A role of somebody, in one district or (admin) everywhere."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("staff_id", "district_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    role: Mapped[str]
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id", ondelete="CASCADE"))
    staff: Mapped[Staff] = relationship(back_populates="memberships")


class Invitation(Base):
    """A one-time link that lets somebody become staff; only the link's hash is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str]
    role: Mapped[str]
    made_by: Mapped[int | None]  # no foreign key: see `actions.end_links_made_by`
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasswordReset(Base):
    """A one-time link to a new password; only its hash is kept."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    made_by: Mapped[int | None]  # an administrator, if the person did not ask for it herself
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class StaffSession(Base):
    """One signed-in browser, revocable on the server; only the cookie's hash is kept."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    proved_at: Mapped[datetime | None]  # when the password was last asked for again
    with_code: Mapped[bool | None]  # whether the second step stood before it
    staff: Mapped[Staff] = relationship(lazy="joined")


class FirstStep(Base):
    """A browser whose password was right and whose second step is still to come: no session."""

    __tablename__ = "first_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]


class SecondStep(Base):
    """An app that makes codes for somebody; her secret follows from the salt and the house's key.

    Without the key of the installation, which no backup holds, the salt opens nothing.
    """

    __tablename__ = "second_step"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    salt: Mapped[str]
    created_at: Mapped[datetime]
    last_period: Mapped[int]  # of the newest code that was used: no code opens twice
    wrong: Mapped[int] = mapped_column(default=0)  # codes in a row that were not right
    waits_until: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code on paper for the day on which the app is lost; only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]
