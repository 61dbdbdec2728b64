"""Makes the pictures of the handbook and the README again, from a fresh demonstration.

    python docs/bilder.py

It fills a demonstration in a folder of its own, serves it, walks through it with a browser and
writes small pictures into docs/bilder/. Days and invented answers are those of the day it runs.
"""

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).with_name("bilder")
LARGEST = 60_000  # bytes of one picture
COLOURS = (128, 64, 32, 16)  # as many as fit
PHONE = (390, 780)
DESK = (1120, 760)
PASSWORD = "bilder-bilder-bilder"  # noqa: S105 - of a demonstration that lives for a minute
FACES = 3  # the question whose answers have faces
SURVEY, BEFORE = "stadtteilbefragung-2026", "stadtteilbefragung-2024"
RESULTS = f"umfragen/{SURVEY}/ergebnisse"
BOARD = "sonnenberg-besser"
FUND = "verfuegungsfonds-sonnenberg"
GIVEN = {  # ideas that wait for somebody who looks at them
    "de": "Am Brunnen fehlt abends Licht. Fragen gern an Frau Anna Beispiel, 0371 5550100.",
    "ar": "نريد مقاعد وظلاً بجانب المدرسة",
}
TICKED = (  # two results and three ideas
    f"zahl={BEFORE}/1/q05_sicherheit.nacht:2%2B1&zahl={BEFORE}/1/q05_sicherheit.tag:4%2B3"
    "&idee=SO-2026-00003&idee=SO-2026-00002&idee=SO-2026-00007"
)
OVER_60 = "antwort=q11_alter:60_74&antwort=q11_alter:75p"
TALL = {
    "sprachen",
    "umfrage",
    "frage-schreiben",
    "ergebnisse",
    "ergebnisse-filter",
    "ergebnisse-vergleich",
    "ergebnisse-ruecklauf",
    "codes-verfolgen",
    "veroeffentlichen",
    "fazit",
    "ideen-pruefen",
    "ideen-antworten",
    "idee-pruefen",
    "fonds",
    "fonds-antrag",
    "toepfe",
    "themen",
    "massnahme-anlegen",
}
PRINTS = {  # as the page that orders them shows them
    "druck-plakat": (f"drucken/{SURVEY}/vorschau-poster-a4.png",),
    "druck-alles": tuple(
        f"drucken/{SURVEY}/vorschau-{form}.png" for form in ("flyer", "tent", "list")
    ),
    "druck-brief": (f"briefe/{SURVEY}/vorschau-letters.png",),
}
GAP = 12  # points between several on one picture
DESKS = {
    "heute": "",
    "umfragen": "umfragen/",
    "umfrage": f"umfragen/{SURVEY}/",
    "texte": f"umfragen/{SURVEY}/texte/ar",
    "sprachen": f"umfragen/{SURVEY}/sprachen",
    "fragebogen": f"umfragen/{SURVEY}/fragebogen/",
    "frage-schreiben": f"umfragen/{SURVEY}/fragebogen/frage/q08_probleme",
    "codes": f"codes/fuer/umfrage/{SURVEY}",
    "codes-verfolgen": f"codes/verfolgen?ziel=umfrage/{SURVEY}",
    "codes-liste": f"codes/liste/umfrage/{SURVEY}",
    "ergebnisse": RESULTS,
    "ergebnisse-filter": f"{RESULTS}?{OVER_60}#f8",
    "ergebnisse-vergleich": f"{RESULTS}/aufteilen?frage=q04_bereiche&nach=q11_alter",
    "ergebnisse-ruecklauf": f"{RESULTS}/ruecklauf",
    "auffaelliges": f"{RESULTS}/auffaelliges",
    "veroeffentlichen": f"{RESULTS}/veroeffentlichen",
    "fazit": f"{RESULTS}/veroeffentlichen/fazit/de",
    "wer-fehlt": f"{RESULTS}/wer-fehlt",
    "ideensammlung": f"ideen/{BOARD}/",
    "ideen-pruefen": f"ideen/{BOARD}/pruefung",
    "idee-pruefen": f"ideen/{BOARD}/idee/SO-2026-00009",
    "ideen-antworten": f"ideen/{BOARD}/antworten",
    "fonds": f"fonds/{FUND}/",
    "fonds-antrag": f"fonds/{FUND}/antrag/VF-02",
    "toepfe": "toepfe?betrag=1500&bleibt=ja&wer=group",
    "themen": "themen/?stadtteil=sonnenberg",
    "massnahme-anlegen": f"themen/massnahme?stadtteil=sonnenberg&feld=Sicherheit&{TICKED}",
    "rueckmeldung": "rueckmeldung/sonnenberg",
}
TOLD = {  # pages for everybody, as managers show them to others
    "wort-gehalten": "de/wort-gehalten/zentrum",
    "bericht": "de/bericht/zentrum?von=2024-01-01",
}


def main() -> None:
    """Make all pictures."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        with demonstration(Path(folder)) as (base, code):
            for language, locale in (("de", "de-DE"), ("ar", "ar-SY")):
                on_the_phone(browser, f"{base}/q/{code}", language, locale)
                gives_an_idea(browser, f"{base}/{language}/ideen/{BOARD}", language, locale)
                reads_of_a_fund(browser, f"{base}/{language}/fonds/{FUND}", language, locale)
            speaks_an_idea(browser, f"{base}/ar/ideen/{BOARD}")
            at_the_desk(browser, base)
        browser.close()


@contextmanager
def demonstration(folder: Path) -> Iterator[tuple[str, str]]:
    """A demonstration that is being served: its address, and the code of a poster."""
    port = _free_port()
    environment = {
        **os.environ,
        "BETEILIGUNG_DATA_DIR": str(folder),
        "BETEILIGUNG_DEMO_PASSWORD": PASSWORD,
        # Sheets show an address as a city would print it.
        "BETEILIGUNG_PUBLIC_URL": "https://mitreden.example",
    }
    command = [sys.executable, "-m", "beteiligung.cli"]
    said = subprocess.run(  # noqa: S603 - our own program
        [*command, "demo", "--port", str(port)],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    code = re.search(r"/q/(\w+)", said)
    if code is None:
        sys.exit(f"The demonstration names no code:\n{said}")
    server = subprocess.Popen(  # noqa: S603 - our own program
        [*command, "run", "--port", str(port), "--workers", "1"],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(f"{base}/readyz")
        yield base, code[1]
    finally:
        server.terminate()
        server.wait()


def on_the_phone(browser: Browser, address: str, language: str, locale: str) -> None:
    """From the scan of a poster to the thank-you."""
    page = _page(browser, PHONE, locale)
    page.goto(address)
    _keep(page, f"start-{language}")
    page.click("[data-begin]")
    page.wait_for_timeout(300)
    for number in range(1, 60):
        options = page.locator("section[data-screen]:not([hidden]) .opt input")
        if options.count():
            options.nth(min(1, options.count() - 1)).check()
        if number == FACES:
            page.wait_for_timeout(300)
            _keep(page, f"frage-{language}")
        page.locator("[data-next]").click()
        page.wait_for_timeout(100)
        if page.locator("[data-finish]:not([hidden])").count():
            break
    page.locator("[data-next]").click()
    page.wait_for_url("**/danke**")
    _keep(page, f"danke-{language}")
    page.context.close()


def gives_an_idea(browser: Browser, board: str, language: str, locale: str) -> None:
    """From the list of ideas to the code of one's own."""
    page = _page(browser, PHONE, locale)
    page.goto(board)
    _keep(page, f"ideen-{language}")
    page.goto(f"{board}/neu")
    page.fill("[name=text]", GIVEN[language])
    page.click("main form button.full")
    page.wait_for_selector("img.qr")
    _keep(page, f"idee-code-{language}")
    page.context.close()


def reads_of_a_fund(browser: Browser, fund: str, language: str, locale: str) -> None:
    """What everybody reads of a district's fund."""
    page = _page(browser, PHONE, locale)
    page.goto(fund)
    page.evaluate("document.querySelector('#left').scrollIntoView()")
    _keep(page, f"fonds-{language}")
    page.context.close()


def speaks_an_idea(browser: Browser, board: str) -> None:
    """An idea that waits for somebody who listens and writes it down."""
    page = _page(browser, PHONE, "ar-SY")
    page.goto(f"{board}/neu")
    page.click("#speaking summary")
    voice = {"name": "idea.wav", "mimeType": "audio/wav", "buffer": _tone()}
    page.set_input_files("[name=voice]", files=[voice])
    page.check("[name=heard]")
    page.wait_for_timeout(300)
    _keep(page, "idee-sprechen-ar")
    page.click("main form button.full")
    page.wait_for_selector("img.qr")
    page.context.close()


def _tone() -> bytes:
    """Two seconds of something to hear."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(bytes(128 + (step // 20 % 2) * 40 for step in range(16_000)))
    return file.getvalue()


def at_the_desk(browser: Browser, base: str) -> None:
    """What managers and administrators see."""
    page = _page(browser, DESK, "de-DE")
    page.goto(f"{base}/anmelden")
    _keep(page, "anmelden", height=480)
    _sign_in(page, "leitung-sonnenberg@demo.example")
    for name, path in DESKS.items():
        page.goto(f"{base}/verwaltung/{path}")
        _keep(page, name, height=1000 if name in TALL else DESK[1])
    for name, path in TOLD.items():
        page.goto(f"{base}/{path}")
        _keep(page, name, height=1000)
    page.goto(f"{base}/verwaltung/ideen/{BOARD}/pruefung")
    page.locator("article:has(.tag.warn) a").last.click()
    _keep(page, "idee-gesprochen", height=1000)
    on_paper(page, base)
    page.context.close()
    page = _page(browser, DESK, "de-DE")
    page.goto(f"{base}/anmelden")
    _sign_in(page, "admin@demo.example")
    page.goto(f"{base}/verwaltung/team")
    _keep(page, "team")
    page.context.close()


def on_paper(page: Page, base: str) -> None:
    """What is printed, side by side on grey."""
    for name, paths in PRINTS.items():
        sheets = [
            Image.open(io.BytesIO(page.request.get(f"{base}/verwaltung/codes/{path}").body()))
            for path in paths
        ]
        size = (sum(each.width + GAP for each in sheets) + GAP, sheets[0].height + 2 * GAP)
        picture, left = Image.new("RGB", size, "#ced1d8"), GAP
        for each in sheets:
            shown = each.convert("RGB")
            shown.thumbnail((each.width, sheets[0].height))
            picture.paste(shown, (left, GAP))
            left += shown.width + GAP
        _pack(picture.crop((0, 0, left, size[1])), name)


def _sign_in(page: Page, email: str) -> None:
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/verwaltung/")


def _page(browser: Browser, size: tuple[int, int], locale: str) -> Page:
    viewport = {"width": size[0], "height": size[1]}
    return browser.new_context(viewport=viewport, locale=locale).new_page()


def _keep(page: Page, name: str, *, height: int | None = None) -> None:
    if height:
        page.set_viewport_size({"width": DESK[0], "height": height})
    _pack(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), name)


def _pack(picture: Image.Image, name: str) -> None:
    for colours in COLOURS:
        packed = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        if packed.tell() <= LARGEST:
            break
    else:
        sys.exit(f"{name} does not fit into {LARGEST} bytes.")
    (OUT / f"{name}.png").write_bytes(packed.getvalue())
    print(f"{name}.png: {packed.tell()} bytes, {colours} colours")  # noqa: T201 - it is a script


def _free_port() -> int:
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _wait(address: str) -> None:
    for _attempt in range(300):
        try:
            with urlopen(address):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("The demonstration did not start.")


if __name__ == "__main__":
    main()
