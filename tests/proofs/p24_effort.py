"""P24: the calculation locks nobody out: it is quick enough on a slow phone."""

from collections.abc import Iterator
from datetime import UTC, datetime

from playwright.sync_api import sync_playwright

from beteiligung.abuse import work
from beteiligung.abuse.gate import Gate
from tests.browser.conftest import chromium
from tests.proofs.proof import ROOT, Proof

SLOWER = 6  # times slower than this machine: a very old phone
MOST, ROUNDS = 3.0, 5
TIMED = """async ([script, challenge]) => {
  const worker = new Worker(URL.createObjectURL(new Blob([script])));
  const begun = performance.now();
  const solved = new Promise((done) => { worker.onmessage = ({ data }) => done(data); });
  worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1 });
  const found = await solved;
  return [(performance.now() - begun) / 1000, found.counter];
}"""


def prove() -> Iterator[Proof]:
    """Have a browser do the hardest calculation there can be, and reckon it for a slow phone."""
    (script,) = (ROOT / "beteiligung" / "web" / "static").glob("effort.*.js")
    hardest = work.tries(10**9)
    gate, at = Gate(lambda: datetime.now(UTC)), datetime.now(UTC)
    challenges = [work.challenge(gate, b"secret", 1, at) for _ in range(ROUNDS)]
    with sync_playwright() as play:
        browser = chromium(play)
        page = browser.new_page()
        page.goto("about:blank")
        page.goto((ROOT / "README.md").as_uri())  # where calculating is allowed
        usual = [page.evaluate(TIMED, [script.read_text(), each]) for each in challenges]
        browser.close()
    each = sum(seconds for seconds, _ in usual) / sum(counter for _, counter in usual)
    slowest = SLOWER * each * hardest
    yield Proof(
        f"P24 hardest calculation, {SLOWER} times slower than here",
        f"{slowest:.1f} s ({hardest} tries of {1000 * each:.2f} ms)",
        slowest <= MOST,
    )
