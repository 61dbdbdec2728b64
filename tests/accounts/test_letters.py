"""Letters to staff: sent where there is mail, encrypted, and only after the link is kept."""

import base64
import smtplib
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_string, policy

import pytest
from flask import Flask

from beteiligung.access import Role
from beteiligung.accounts import actions, mail, queries
from beteiligung.accounts.models import PasswordReset, Staff
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.accounts.at_the_door import knock, with_app
from tests.builders import a_person
from tests.conftest import Clock
from tests.visitor import Visitor

MANAGER = "manager@sonnenberg.example"


class PostOffice(socketserver.ThreadingTCPServer):
    """A mail server of this machine that keeps what it is given."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.keys: list[str] = []
        self.refuses = False
        super().__init__(("127.0.0.1", 0), Counter)

    @property
    def url(self) -> str:
        return f"smtp://post@127.0.0.1:{self.server_address[1]}"


class Counter(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a letter needs."""

    server: PostOffice

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].split(" ")[0].upper()
            if word == "DATA":
                self.say("354 go on")
                self.server.letters.append(self.read())
            if word == "EHLO":
                self.say("250-here")
                self.say("250 AUTH PLAIN")
            elif word == "AUTH":
                self.server.keys.append(line)
                self.say("235 welcome")
            elif word == "MAIL" and self.server.refuses:
                self.say("550 no")
            else:
                self.say("221 bye" if word == "QUIT" else "250 fine")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def read(self) -> str:
        lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
        return "".join(lines)


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        thread = threading.Thread(target=office.serve_forever, args=(0.01,))
        thread.start()
        yield office
        office.shutdown()
        thread.join()


@pytest.fixture
def with_mail(app: Flask, settings: Settings, post_office: PostOffice) -> Flask:
    app.extensions["settings"] = replace(
        settings, mail_url=post_office.url, public_url="https://mitreden.example"
    )
    return app


def words(letter: str) -> tuple[str, str]:
    read = message_from_string(letter, policy=policy.default)
    return read["To"], read.get_content()


@pytest.mark.usefixtures("with_mail")
class TestWithMail:
    def test_an_invitation_arrives_and_its_link_opens(
        self, admin: Visitor, post_office: PostOffice
    ):
        page = admin.get("/verwaltung/team/einladen").fill("email", "pia@example.org")
        shown = page.fill("role", "admin").submit().value("Link")
        ((to, text),) = map(words, post_office.letters)
        assert to == "pia@example.org"
        assert shown in text
        assert shown.startswith("https://mitreden.example/einladung/")
        Visitor(admin.app).get(shown.removeprefix("https://mitreden.example"))

    def test_whoever_forgot_her_password_gets_a_link(
        self, visitor: Visitor, manager: Visitor, post_office: PostOffice
    ):
        del manager
        page = visitor.get("/passwort/vergessen").fill("email", MANAGER).submit(status=200)
        ((to, text),) = map(words, post_office.letters)
        assert to == MANAGER
        link = next(line for line in text.splitlines() if line.startswith("https://"))
        visitor.get(link.removeprefix("https://mitreden.example"))
        unknown = visitor.get("/passwort/vergessen").fill("email", "niemand@example.org")
        assert unknown.submit(status=200).text == page.text
        assert len(post_office.letters) == 1

    def test_asking_again_and_again_is_refused(self, visitor: Visitor, post_office: PostOffice):
        for _ in range(8):
            visitor.get("/passwort/vergessen").fill("email", "x@example.org").submit(status=200)
        visitor.get("/passwort/vergessen").fill("email", "x@example.org").submit(status=429)
        assert not post_office.letters

    def test_a_closed_account_gets_no_letter(
        self,
        visitor: Visitor,
        store: Store,
        district: District,
        clock: Clock,
        post_office: PostOffice,
    ):
        with store.writing() as session:
            staff = a_person(session, Role.MANAGER, district, email=MANAGER, at=clock())
            staff.active = False
        visitor.get("/passwort/vergessen").fill("email", MANAGER).submit(status=200)
        assert not post_office.letters

    def test_a_letter_that_cannot_leave_breaks_nothing(
        self, admin: Visitor, post_office: PostOffice, caplog: pytest.LogCaptureFixture
    ):
        post_office.refuses = True
        page = admin.get("/verwaltung/team/einladen").fill("email", "pia@example.org")
        page.fill("role", "admin").submit(status=303)
        assert "pia@example.org" not in caplog.text
        assert "could not be sent" in caplog.text
        admin.get("/verwaltung/team").sees("pia@example.org")

    def test_the_letter_speaks_the_persons_language(
        self,
        admin: Visitor,
        store: Store,
        district: District,
        clock: Clock,
        post_office: PostOffice,
    ):
        with store.writing() as session:
            a_person(session, Role.PILOT, district, email="p@example.org", at=clock()).locale = "en"
        with store.reading() as session:
            found = queries.staff_by_email(session, "p@example.org")
            assert found is not None
        admin.get(f"/verwaltung/team/{found.id}").press("/passwort")
        ((_, text),) = map(words, post_office.letters)
        assert text.startswith("With this address you can choose a new password within 24 hours:")
        with store.reading() as session:
            assert session.query(PasswordReset).count() == 1

    def test_an_invitation_that_ended_is_not_revived_by_asking_for_a_new_password(
        self, visitor: Visitor, store: Store, clock: Clock, post_office: PostOffice
    ):
        with store.writing() as session:
            path = actions.invite(session, None, "neu@example.org", Role.ADMIN, None, at=clock())
        for _ in range(2):  # while it is open, and after it has ended
            page = visitor.get("/passwort/vergessen").fill("email", "neu@example.org")
            page.submit(status=200)
            with store.reading() as session:
                assert not session.query(PasswordReset).count()
                assert not session.query(Staff).count()
            clock.passes(days=7)
        assert not post_office.letters
        visitor.get(path, status=410)

    def test_somebody_who_knows_the_password_only_is_reported_once(
        self, manager: Visitor, clock: Clock, post_office: PostOffice
    ):
        with_app(manager, clock())
        thief = Visitor(manager.app)
        knock(thief)
        for status in (422, 422, 422, 422, 429, 429):
            thief.get("/anmelden/code").fill("code", "000000").submit(status=status)
        ((to, text),) = map(words, post_office.letters)
        assert to == MANAGER
        assert "https://mitreden.example/verwaltung/konto/passwort" in text

    def test_whoever_loses_her_second_step_is_told(
        self,
        admin: Visitor,
        manager: Visitor,
        store: Store,
        clock: Clock,
        post_office: PostOffice,
    ):
        with_app(manager, clock())
        with store.reading() as session:
            found = queries.staff_by_email(session, MANAGER)
            assert found is not None
        admin.get(f"/verwaltung/team/{found.id}").press("wegnehmen")
        ((to, text),) = map(words, post_office.letters)
        assert to == MANAGER
        assert "zweiten Schritt" in text


def test_a_password_is_never_sent_in_clear_text_to_another_machine(
    monkeypatch: pytest.MonkeyPatch, post_office: PostOffice
):
    port = post_office.server_address[1]
    elsewhere = f"smtp://post:secret@mail.example:{port}"
    real = smtplib.SMTP.connect

    def nearby(self: smtplib.SMTP, _host: str, at: int) -> object:
        return real(self, "127.0.0.1", at)

    monkeypatch.setattr(smtplib.SMTP, "connect", nearby)
    letter = mail.letter("post@mail.example", "a@example.org", "Subject", "Text")
    assert not mail.send(elsewhere, letter)
    assert not post_office.letters


def test_the_mail_account_is_opened_with_its_password(post_office: PostOffice):
    url = post_office.url.replace("post@", "post:ge%3Aheim@")
    assert mail.send(url, mail.letter("a@b.example", "c@d.example", "Subject", "Text"))
    (key,) = post_office.keys
    assert base64.b64decode(key.split(" ")[-1]) == b"\0post\0ge:heim"


def test_an_unreachable_mail_server_is_no_fault_of_the_page(post_office: PostOffice):
    url = post_office.url
    post_office.server_close()
    assert not mail.send(url, mail.letter("a@b.example", "c@d.example", "Subject", "Text"))
    assert not mail.send(
        url.replace("smtp:", "smtps:"), mail.letter("a@b.example", "c@d.example", "S", "T")
    )


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("smtp://post@mail.example", "post@mail.example"),
        ("smtps://stadt%40example.org:x@mail.example:465", "stadt@example.org"),
        ("smtp://mail.example", "mitreden@mail.example"),
    ],
)
def test_letters_come_from_the_accounts_address(url: str, sender: str):
    assert mail.sender_of(url) == sender
