"""P20: the web servers in front, as our examples set them up, write nobody's address down."""

import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

from tests.proofs import rig
from tests.proofs.p20_anonymous import BROWSER
from tests.proofs.p22_tracking import served
from tests.proofs.proof import NOT_MEASURED, ROOT, Proof
from tests.proofs.served import free_port

EXAMPLES = ROOT / "docs" / "proxy"
CODE = "GEHEIM77"
MODULES = "mpm_event ssl proxy proxy_http headers unixd authz_core log_config socache_shmcb"


@dataclass(frozen=True)
class Front:
    """One web server: its program, our example for it, and how that is made to run here."""

    program: str
    example: str
    made: Callable[[str, Path, int], tuple[str, list[str]]]  # the file, and the command


def prove() -> Iterator[Proof]:
    """Start each with our example, ask through it, and read everything it wrote."""
    with (
        rig.folder() as data,
        rig.database("SQLite", data) as url,
        rig.platform(url, data) as app,
        served(app) as home,
    ):
        for front in FRONTS:
            yield _proof(front, home)


def _proof(front: Front, home: str) -> Proof:
    name = f"P20 access log of {front.program}"
    if shutil.which(front.program) is None:
        return Proof(name, f"{NOT_MEASURED}: {front.program} is not installed", met=False)
    with tempfile.TemporaryDirectory(prefix="beteiligung-front-") as path:
        folder = Path(path)
        folder.chmod(0o755)
        _certificate(folder)
        port = free_port()
        text = (EXAMPLES / front.example).read_text(encoding="utf-8")
        text = text.replace("http://127.0.0.1:8000", home).replace(
            "127.0.0.1:8000", home.removeprefix("http://")
        )
        made, command = front.made(text, folder, port)
        (folder / "conf").write_text(made, encoding="utf-8")
        answered = _through(command, port)
        written = {
            each.name: word
            for each in folder.rglob("*")
            if each.is_file() and each.name != "conf"
            for word in ("127.0.0.1 ", CODE, BROWSER)
            if word in each.read_text(errors="replace")
        }
    said = f"{answered} answers through it, {len(written)} traces of who asked {written or ''}"
    return Proof(name, said.rstrip(), met=answered > 0 and not written)


def _through(command: list[str], port: int) -> int:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        return sum(_asked(port, path) for path in ("/de/", f"/de/hilfe?c={CODE}", "/de/nicht-da"))
    finally:
        process.terminate()
        process.wait(20)


def _asked(port: int, path: str) -> int:
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    ways: tuple[HTTPConnection, ...] = (
        HTTPSConnection("127.0.0.1", port, timeout=10, context=trust),
        HTTPConnection("127.0.0.1", port, timeout=10),
    )
    for connection in ways:
        with suppress(OSError):
            connection.request(
                "GET", path, headers={"Host": "mitreden.example", "User-Agent": BROWSER}
            )
            return int(connection.getresponse().status in {200, 404})
    return 0


def _certificate(folder: Path) -> None:
    program = shutil.which("openssl") or "openssl"
    wanted = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=mitreden.example"
    files = ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"]
    subprocess.run([program, *wanted.split(), *files], check=True, capture_output=True)


def _placed(text: str, folder: Path) -> str:
    live = "/etc/letsencrypt/live/mitreden.example/"
    text = text.replace(f"{live}fullchain.pem", f"{folder}/cert.pem")
    text = text.replace(f"{live}privkey.pem", f"{folder}/key.pem")
    return text.replace("/var/log/nginx/", f"{folder}/").replace("/var/log/apache2/", f"{folder}/")


def _nginx(text: str, folder: Path, port: int) -> tuple[str, list[str]]:
    text = _placed(text, folder).replace("listen 443", f"listen 127.0.0.1:{port}")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    made = (
        f"daemon off; pid {folder}/pid; error_log {folder}/main.log crit;\n"
        f"events {{}}\nhttp {{\nclient_body_temp_path {folder}/body;\n"
        f"proxy_temp_path {folder}/proxy;\n{text}\n}}\n"
    )
    return made, ["nginx", "-c", f"{folder}/conf", "-p", str(folder)]


def _caddy(text: str, folder: Path, port: int) -> tuple[str, list[str]]:
    head = f"{{\n\tadmin off\n\tauto_https off\n\tstorage file_system {folder}/store\n}}\n"
    text = text.replace("mitreden.example {", f"http://:{port} {{")
    return head + text, ["caddy", "run", "--adapter", "caddyfile", "--config", f"{folder}/conf"]


def _apache(text: str, folder: Path, port: int) -> tuple[str, list[str]]:
    loads = "\n".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so"
        for name in MODULES.split()
        if Path(f"/usr/lib/apache2/modules/mod_{name}.so").exists()
    )
    head = f"ServerName here\nServerRoot {folder}\nListen 127.0.0.1:{port}\nPidFile {folder}/pid\n"
    head += f"ErrorLog {folder}/main.log\nLogLevel crit\nUser www-data\nGroup www-data\n"
    text = _placed(text, folder).replace("*:443", f"*:{port}")
    return f"{loads}\n{head}{text}", ["apache2", "-f", f"{folder}/conf", "-DFOREGROUND"]


FRONTS = (
    Front("nginx", "nginx.conf", _nginx),
    Front("caddy", "Caddyfile", _caddy),
    Front("apache2", "apache.conf", _apache),
)
