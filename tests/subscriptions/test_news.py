"""News by e-mail: only who confirms gets them, each once, and one link ends it for good."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage

import pytest
from flask import Flask

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.measures.actions import set_measure_status
from beteiligung.measures.models import Measure
from beteiligung.measures.path import Status
from beteiligung.privacy.actions import forget_due
from beteiligung.subscriptions.letters import Desk
from beteiligung.subscriptions.models import Subscription
from beteiligung.subscriptions.sending import Sent, send_news
from beteiligung.subscriptions.views import desk
from tests.accounts.test_letters import PostOffice
from tests.conftest import Clock
from tests.measures.measures import a_measure
from tests.visitor import Visitor

DAY = timedelta(days=1)
BASE = "https://mitreden.example"
WHO = "leila@example.org"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A mail server."""
    with PostOffice() as found:
        thread = threading.Thread(target=found.serve_forever, args=(0.01,))
        thread.start()
        yield found
        found.shutdown()
        thread.join()


@pytest.fixture
def sending(app: Flask, settings: Settings, office: PostOffice) -> Settings:
    """The installation with a mail server."""
    found = replace(settings, mail_url=office.url, public_url=BASE)
    app.extensions["settings"] = found
    return found


def read(letter: str) -> EmailMessage:
    """A letter as a mail program reads it."""
    found = message_from_string(letter, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def link(letter: EmailMessage, folder: str) -> str:
    """The link of a letter, as it is opened here."""
    found = re.search(rf"{BASE}(/\w+/nachrichten/{folder}/\S+)", letter.get_content())
    assert found
    return found[1]


def asks(visitor: Visitor, address: str = WHO, language: str = "ar") -> None:
    """Somebody asks for the news of the Sonnenberg."""
    page = visitor.get(f"/{language}/nachrichten/sonnenberg").fill("address", address)
    assert "gesendet" in page.submit().path


def rows(store: Store) -> list[Subscription]:
    with store.reading() as session:
        return list(session.query(Subscription))


class Post:
    """A postman who may be stopped after some letters, as by a kill."""

    def __init__(self, *, stops_after: int = 999, refuses: bool = False) -> None:
        self.letters: list[EmailMessage] = []
        self._left, self._refuses = stops_after, refuses

    def __call__(self, letter: EmailMessage) -> bool:
        if self._refuses:
            return False
        self.letters.append(letter)
        self._left -= 1
        if not self._left:
            raise KeyboardInterrupt
        return True


def subscribed(store: Store, district: District, at: datetime, *addresses: str) -> None:
    with store.writing() as session:
        for number, address in enumerate(addresses):
            session.add(
                Subscription(
                    id=f"{number:032}",
                    address=address,
                    locale="de",
                    district_id=district.id,
                    told_until=at,
                )
            )


def post_desk(settings: Settings) -> Desk:
    return desk(replace(settings, mail_url="smtp://post@localhost"), BASE)


def test_without_a_mail_server_nothing_is_offered(visitor: Visitor, district: District) -> None:
    visitor.get(f"/de/nachrichten/{district.slug}", 404)
    visitor.get(f"/de/massnahmen/{district.slug}").misses("E-Mail")


@pytest.mark.usefixtures("sending", "district")
def test_only_who_confirms_gets_news_and_a_link_alone_changes_nothing(
    visitor: Visitor, store: Store, office: PostOffice
) -> None:
    asks(visitor, " Leila@Example.org ")
    (letter,) = map(read, office.letters)
    assert letter["To"] == WHO
    assert not rows(store)[0].is_confirmed
    page = visitor.get(link(letter, "bestaetigen"))
    assert not rows(store)[0].is_confirmed
    page.submit(status=200)
    (found,) = rows(store)
    assert (found.is_confirmed, found.address, found.locale) == (True, WHO, "ar")


@pytest.mark.usefixtures("sending", "district")
def test_nobody_is_flooded_and_nobody_learns_who_gets_news(
    visitor: Visitor, store: Store, office: PostOffice
) -> None:
    for _ in range(3):
        asks(visitor)
    assert len(office.letters) == len(rows(store)) == 1
    answers = [
        visitor.client.post("/de/nachrichten/sonnenberg", data={"address": f"{n}@x.example"})
        for n in range(12)
    ]
    assert 429 in {answer.status_code for answer in answers}


@pytest.mark.usefixtures("sending", "district")
def test_what_only_programs_fill_in_sends_nothing(
    visitor: Visitor, store: Store, office: PostOffice
) -> None:
    data = {"address": WHO, "website": "https://spam.example"}
    visitor.post("/de/nachrichten/sonnenberg", data, 303)
    assert not office.letters
    assert not rows(store)


@pytest.mark.usefixtures("sending", "district")
@pytest.mark.parametrize("typed", ["", "niemand", "a@b", "x" * 200 + "@x.example"])
def test_what_is_no_address_is_said_and_stays(visitor: Visitor, store: Store, typed: str) -> None:
    page = visitor.get("/de/nachrichten/sonnenberg").fill("address", typed).submit(status=422)
    assert page.error("address")
    assert page.value("address") == typed
    assert not rows(store)


@pytest.mark.usefixtures("sending")
def test_who_does_not_confirm_is_forgotten_after_two_days(
    visitor: Visitor, store: Store, office: PostOffice, district: District, clock: Clock
) -> None:
    asks(visitor)
    subscribed(store, district, clock(), "bleibt@example.org")
    clock.passes(days=3)
    visitor.get(link(read(office.letters[0]), "bestaetigen")).sees("غير صالح")
    with store.writing() as session:
        assert forget_due(session, at=clock())["subscription"] == 1
    assert [row.address for row in rows(store)] == ["bleibt@example.org"]


def test_news_come_once_in_the_subscribers_language_and_one_link_ends_them(
    visitor: Visitor, store: Store, district: District, settings: Settings, now: datetime
) -> None:
    with store.writing() as session:
        a_measure(session, district, at=now - 9 * DAY)  # old news
        a_measure(session, district, title={"de": "Bäume", "ar": "أشجار"}, at=now - DAY)
        a_measure(session, district, title={"de": "Geheim"}, public=False, at=now - DAY)
    subscribed(store, district, now - 2 * DAY, WHO)
    with store.writing() as session:
        session.query(Subscription).one().locale = "ar"
    post = Post()
    assert send_news(store, post_desk(settings), post, at=now) == Sent(1, 0, 0)
    assert send_news(store, post_desk(settings), post, at=now + DAY) == Sent(0, 0, 1)
    (letter,) = post.letters
    words = letter.get_content()
    assert "أشجار" in words
    assert "Geheim" not in words
    assert "المزيد من سلال المهملات" not in words
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = link(letter, "abbestellen")
    assert letter["List-Unsubscribe"] == f"<{BASE}{address}>"
    visitor.get(address)
    assert rows(store)
    visitor.post(address, {"List-Unsubscribe": "One-Click"}, 200)
    assert not rows(store)
    visitor.get(address).sees("حُذف")


def test_a_night_that_is_stopped_goes_on_where_it_was(
    store: Store, district: District, settings: Settings, now: datetime
) -> None:
    with store.writing() as session:
        a_measure(session, district, at=now - DAY)
    people = [f"{n}@example.org" for n in range(5)]
    subscribed(store, district, now - 2 * DAY, *people)
    first, second = Post(stops_after=3), Post()
    with pytest.raises(KeyboardInterrupt):
        send_news(store, post_desk(settings), first, at=now)
    send_news(store, post_desk(settings), second, at=now)
    got = [letter["To"] for letter in (*first.letters, *second.letters)]
    assert sorted(set(got)) == people
    assert len(got) == len(people) + 1  # whose letter was on its way when it was stopped


def test_what_the_mail_server_does_not_take_is_tried_again(
    store: Store, district: District, settings: Settings, now: datetime
) -> None:
    with store.writing() as session:
        measure = a_measure(session, district, at=now - DAY).id
    subscribed(store, district, now - 2 * DAY, WHO)
    assert send_news(store, post_desk(settings), Post(refuses=True), at=now) == Sent(0, 1, 0)
    with store.writing() as session:
        found = session.get_one(Measure, measure)
        set_measure_status(session, found, Status.EXAMINED, {}, asker=None, at=now + DAY)
    post = Post()
    assert send_news(store, post_desk(settings), post, at=now + 2 * DAY) == Sent(1, 0, 0)
    assert post.letters[0].get_content().count("Mehr Müllbehälter") == 1
