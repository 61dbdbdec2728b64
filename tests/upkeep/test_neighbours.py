"""Others that the installation talks to: real ones on this machine, that answer or do not."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import (
    BasicConstraints,
    CertificateBuilder,
    DNSName,
    Name,
    NameAttribute,
    SubjectAlternativeName,
    random_serial_number,
)
from cryptography.x509.oid import NameOID

from beteiligung.config import Settings
from beteiligung.upkeep import neighbours
from beteiligung.upkeep.finding import Finding, Level

HERE = Path(__file__).parent
CERTIFICATE = HERE / "certificate.pem"  # for localhost, with its key, made for this test
ENDS = datetime(2098, 2, 2, 3, 2, 50, tzinfo=UTC)


@contextmanager
def listening(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server on this machine that talks so; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    line, _ = server.accept()
                    with line, suppress(OSError):
                        talk(line)

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def nobody() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def post_office(line: socket.socket) -> None:
    line.sendall(b"220 here\r\n")
    while said := line.recv(1000):
        line.sendall(b"221 bye\r\n" if said.upper().startswith(b"QUIT") else b"250 ok\r\n")


def pong(line: socket.socket) -> None:
    while said := line.recv(1000):
        line.sendall(b"+PONG\r\n" if b"PING" in said else b"+OK\r\n")


def safe(line: socket.socket, certificate: Path = CERTIFICATE) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with suppress(ssl.SSLError), context.wrap_socket(line, server_side=True) as inside:
        inside.recv(1)


def a_certificate(path: Path, name: str, days: range, signer: "Signed | None" = None) -> "Signed":
    """Write a certificate with its key: for these days from now, signed by itself or another."""
    key = generate_private_key(SECP256R1())
    subject = Name([NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    by, with_key = signer or (subject, key)
    found = (
        CertificateBuilder(by, subject, key.public_key(), random_serial_number())
        .not_valid_before(today + timedelta(days=days.start))
        .not_valid_after(today + timedelta(days=days.stop))
        .add_extension(SubjectAlternativeName([DNSName(name)]), critical=False)
        .add_extension(BasicConstraints(ca=signer is None, path_length=None), critical=True)
        .sign(with_key, SHA256())
    )
    kept = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(found.public_bytes(Encoding.PEM) + kept)
    return Signed(subject, key)


class Signed(NamedTuple):
    """Who can sign: a name and its key."""

    name: Name
    key: EllipticCurvePrivateKey


def level(found: Iterator[Finding]) -> Level:
    (finding,) = [*found]
    said: Level = finding.level
    return said


def test_mail_that_answers_and_mail_that_does_not():
    with listening(post_office) as port:
        found = neighbours.mail(Settings(mail_url=f"smtp://a:geheim@127.0.0.1:{port}"))
        assert level(found) is Level.OK
    (finding,) = neighbours.mail(Settings(mail_url=f"smtp://a:geheim@127.0.0.1:{nobody()}"))
    assert finding.level is Level.WARN
    assert "geheim" not in str(finding)
    assert level(neighbours.mail(Settings(mail_url="smtp://127.0.0.1:unsinn"))) is Level.WARN
    assert level(neighbours.mail(Settings())) is Level.OK


def test_redis_that_answers_and_redis_that_does_not():
    with listening(pong) as port:
        found = neighbours.shared_limits(Settings(redis_url=f"redis://127.0.0.1:{port}"))
        assert level(found) is Level.OK
    (finding,) = neighbours.shared_limits(
        Settings(redis_url=f"redis://:geheim@127.0.0.1:{nobody()}")
    )
    assert finding.level is Level.FAULT
    assert "geheim" not in str(finding)
    assert level(neighbours.shared_limits(Settings(redis_url="unsinn"))) is Level.FAULT
    assert not list(neighbours.shared_limits(Settings()))


@pytest.mark.parametrize(("days", "expected"), [(60, Level.OK), (10, Level.WARN), (1, Level.FAULT)])
def test_a_certificate_is_missed_before_it_ends(days: int, expected: Level):
    believed = ssl.create_default_context(cafile=str(CERTIFICATE))
    with listening(safe) as port:
        settings = Settings(public_url=f"https://localhost:{port}")
        at = ENDS - timedelta(days=days, hours=1)
        assert level(neighbours.certificate(settings, at=at, context=believed)) is expected


OWN = "let this machine believe yours"


@pytest.mark.parametrize(
    ("name", "days", "is_believed", "helps"),
    [
        ("localhost", range(-90, -1), True, "certbot renew"),
        ("localhost", range(2, 90), True, "compare the clock"),
        ("andere.example", range(-1, 90), True, "a certificate for localhost"),
        ("localhost", range(-1, 90), False, OWN),
    ],
)
def test_a_certificate_that_is_not_valid_is_told_with_what_helps(
    tmp_path: Path, now: datetime, name: str, days: range, is_believed: bool, helps: str
):
    path = tmp_path / "fullchain.pem"
    a_certificate(path, name, days)
    context = ssl.create_default_context(cafile=str(path)) if is_believed else None
    finding = about(path, now, context)
    assert finding.level is Level.FAULT
    assert "not valid" in str(finding)
    assert helps in str(finding)
    assert ("certbot renew" in str(finding)) == (helps == "certbot renew")


def test_a_certificate_of_an_unknown_authority_is_believed_once_the_machine_knows_it(
    tmp_path: Path, now: datetime
):
    root, path = tmp_path / "root.pem", tmp_path / "fullchain.pem"
    a_certificate(path, "localhost", range(-1, 90), a_certificate(root, "Amt", range(-1, 90)))
    assert OWN in str(about(path, now, None))
    known = ssl.create_default_context(cafile=str(root))
    assert about(path, now, known).level is Level.OK


def about(path: Path, at: datetime, context: ssl.SSLContext | None) -> Finding:
    """What is found about a server with this certificate."""
    with listening(partial(safe, certificate=path)) as port:
        settings = Settings(public_url=f"https://localhost:{port}")
        (finding,) = neighbours.certificate(settings, at=at, context=context)
    return finding


def test_an_address_that_cannot_be_reached_from_here_is_only_said(now: datetime):
    settings = Settings(public_url=f"https://localhost:{nobody()}")
    assert level(neighbours.certificate(settings, at=now)) is Level.WARN
    assert not list(neighbours.certificate(Settings(public_url="http://x"), at=now))
