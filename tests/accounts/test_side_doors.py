"""Every way into the team but the right one: an invitation that ended opens none of them."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.accounts import actions, queries
from beteiligung.accounts.models import Invitation, Staff
from beteiligung.accounts.refusals import LinkOver
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.builders import a_district, a_person
from tests.conftest import Clock
from tests.visitor import Visitor

NEW = "Kutsche Lampe Wiese 7"
SHE = "neu@example.org"


def token_of(path: str) -> str:
    return path.rpartition("/")[2]


def accept(session: Session, path: str, at: datetime) -> Staff:
    return actions.accept_invitation(session, token_of(path), "Nadja Neu", NEW, at=at)


def an_admin(session: Session, email: str, at: datetime) -> tuple[Staff, Asker]:
    staff = a_person(session, Role.ADMIN, email=email, at=at)
    return staff, queries.asker_of(staff)


class TestAnInvitationThatEnded:
    def test_opens_nothing_under_another_kind_of_address(
        self, visitor: Visitor, store: Store, clock: Clock
    ):
        with store.writing() as session:
            path = actions.invite(session, None, SHE, Role.ADMIN, None, at=clock())
        visitor.get(f"/passwort/neu/{token_of(path)}", status=410)

    def test_does_not_come_back_with_another_role(self, session: Session, now: datetime):
        district = a_district(session, at=now)
        as_admin = actions.invite(session, None, SHE, Role.ADMIN, None, at=now)
        as_pilot = actions.invite(session, None, SHE, Role.PILOT, district, at=now)
        with pytest.raises(LinkOver):
            accept(session, as_admin, now)
        assert not queries.asker_of(accept(session, as_pilot, now)).admin

    def test_ends_with_the_account_of_whoever_invited(self, session: Session, now: datetime):
        _, asker = an_admin(session, "eins@example.org", now)
        two, _ = an_admin(session, "zwei@example.org", now)
        one = queries.member(session, asker.id)
        path = actions.invite(session, asker, SHE, Role.ADMIN, None, at=now)
        reset = actions.offer_reset(session, asker, two, at=now)
        by_command = actions.invite(session, None, "drei@example.org", Role.ADMIN, None, at=now)
        actions.deactivate(session, None, one, at=now)
        with pytest.raises(LinkOver):
            accept(session, path, now)
        with pytest.raises(LinkOver):
            actions.reset_password(session, token_of(reset), NEW, at=now)
        assert accept(session, by_command, now).active

    def test_ends_when_whoever_invited_is_no_longer_administrator(
        self, session: Session, now: datetime
    ):
        one, asker = an_admin(session, "eins@example.org", now)
        an_admin(session, "zwei@example.org", now)
        path = actions.invite(session, asker, SHE, Role.ADMIN, None, at=now)
        actions.change_admin(session, None, one, admin=False, at=now)
        with pytest.raises(LinkOver):
            accept(session, path, now)

    def test_ends_with_the_district(self, session: Session, now: datetime):
        district = a_district(session, at=now)
        path = actions.invite(session, None, SHE, Role.MANAGER, district, at=now)
        session.execute(delete(District).where(District.id == district.id))
        session.expire_all()
        assert not session.query(Invitation).count()
        with pytest.raises(LinkOver):
            accept(session, path, now)

    def test_is_not_taken_twice_nor_after_its_days(self, session: Session, now: datetime):
        path = actions.invite(session, None, SHE, Role.ADMIN, None, at=now)
        with pytest.raises(LinkOver):
            accept(session, path, now + timedelta(days=7))
        accept(session, path, now)
        with pytest.raises(LinkOver):
            accept(session, path, now)
