"""Pages and answers under load, beside a bare route on a server of the same kind."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median

from benchmarks import phone
from benchmarks.figure import Figure, at_least, at_most, times
from benchmarks.installation import Installation
from benchmarks.load import Load, drive
from benchmarks.servers import Running, loaded, serving

ROUNDS = 7
SPELL = 1.5  # seconds of load a round
WARM_UP = 1.0
SUSTAINED = 15.0
BARE = "bare Flask route"
PAGE_GOAL, SCAN_GOAL, ANSWER_GOAL = 1.2, 1.5, 5.0  # times a bare route
RATE_GOAL, WAIT_GOAL = 1000.0, 60.0  # answers a second, milliseconds
SHARE_GOAL = 1 / ANSWER_GOAL  # of what a bare route answers in the same time on this machine
MEMORY_GOAL = 100.0  # megabytes


@dataclass(slots=True)
class Target:
    """A server, what is asked of it, and the status that every answer must have."""

    server: Running
    request: Callable[[], bytes]
    status: int
    answered: Counter[int] = field(default_factory=Counter)

    def drive(self, seconds: float) -> tuple[Load, float]:
        """Load for so many seconds, and microseconds of the server's processor time a request."""
        before = self.server.cpu()
        load = drive(self.server.port, self.request, seconds=seconds)
        cost = (self.server.cpu() - before) / load.requests * 1e6
        self.answered += load.statuses
        if set(load.statuses) != {self.status}:
            message = f"expected only {self.status}, got {dict(load.statuses)}"
            raise RuntimeError(message)
        return load, cost


def measure(installation: Installation) -> Iterator[Figure]:
    """All figures that need a running server; the servers live from the first to the last."""
    folder = installation.folder
    path = f"/{phone.LOCALE}/umfrage/{phone.SURVEY}"
    with serving("bare", folder) as other, serving("platform", folder) as platform:
        bare = Target(other, phone.get("/bare"), 200)
        page = Target(platform, phone.get(f"{path}?c={installation.code}"), 200)
        scan = Target(platform, phone.get(f"/q/{installation.code}"), 303)
        answer = Target(platform, phone.answer(path, installation.code), 303)
        newest = installation.newest_answer()
        yield _beside("survey page from a warm process, CPU", page, bare, PAGE_GOAL)
        yield _beside("a printed code leads on, CPU", scan, bare, SCAN_GOAL)
        yield _beside("complete answer, one commit, CPU", answer, bare, ANSWER_GOAL)
        yield from _sustained(answer, bare)
        yield _kept(installation, newest, answer)
        memory = platform.memory() / 1e6
        yield at_most("memory of a worker for residents", memory, "MB", MEMORY_GOAL)
    names = sorted(loaded(folder))
    yield at_most(f"heavy libraries loaded there {' '.join(names)}".strip(), len(names), "", 0)


def _beside(name: str, target: Target, bare: Target, goal: float) -> Figure:
    # In turns, and the ratio taken pair by pair: a machine's speed drifts.
    target.drive(WARM_UP)
    bare.drive(WARM_UP)
    pairs = [(target.drive(SPELL)[1], bare.drive(SPELL)[1]) for _ in range(ROUNDS)]
    ratio = median(cost / yardstick for cost, yardstick in pairs)
    cost = median(cost for cost, _ in pairs)
    return times(name, cost, "µs", (BARE, cost / ratio), goal)


def _sustained(answer: Target, bare: Target) -> Iterator[Figure]:
    before, _ = bare.drive(SUSTAINED / 3)
    load, _ = answer.drive(SUSTAINED)
    after, _ = bare.drive(SUSTAINED / 3)
    machine = (before.per_second + after.per_second) / 2
    yield at_least("answers a second, 16 clients", load.per_second, "/s", RATE_GOAL)
    # What of the figure above is the machine's, and what is ours.
    share = load.per_second / machine
    yield Figure(
        name="the same, beside what this machine can do",
        value=load.per_second,
        unit="/s",
        yardstick=BARE,
        yardstick_value=machine,
        ratio=share,
        goal=f"≥ {SHARE_GOAL:g} ×",
        met=share >= SHARE_GOAL,
    )
    yield at_most("99 of 100 answers thanked within", load.percentile(0.99), "ms", WAIT_GOAL)


def _kept(installation: Installation, newest: int, answer: Target) -> Figure:
    stored = installation.stored(after=newest)
    whole = sum(_fields(answers) == phone.FIELDS for answers in stored.values())
    thanked = answer.answered[answer.status]
    return Figure(
        name="answers stored whole",
        value=whole,
        unit="",
        yardstick="answers thanked for",
        yardstick_value=thanked,
        ratio=whole / thanked,
        goal="equal",
        met=whole == thanked == len(stored),
    )


def _fields(answers: dict[str, object]) -> int:
    return sum(len(value) if isinstance(value, dict) else 1 for value in answers.values())
