"""How often somebody may try to sign in: counted in memory, without keeping any address."""

from beteiligung.abuse.gate import Gate
from beteiligung.abuse.memory import DAY
from beteiligung.abuse.networks import network

WINDOW = 15 * 60  # seconds
BY_PERSON_AND_ADDRESS = 8  # one person at one desk
BY_ADDRESS = 40  # an office behind one address
BY_PERSON = 80  # one account, tried from everywhere; high, or anybody could lock her out


class Attempts:
    """Attempts of the last quarter of an hour, counted by all workers together.

    They stand in the memory of the gate, under marks that cannot be traced back. Whoever is sent
    away is not counted: nobody can keep somebody else out by trying on and on.
    """

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def may(self, email: str, address: str | None) -> bool:
        """Count one attempt and say whether it may be made."""
        limits = self._limits(email, network(address or ""))
        often = self._gate.often
        if any(often(what, seconds=WINDOW) >= most for what, most in limits):
            return False
        # Counted before it is judged: of two who come at once, one may be sent away too soon.
        counted = [(often(what, seconds=WINDOW, add=True), most) for what, most in limits]
        return all(number <= most for number, most in counted)

    def succeeded(self, email: str, address: str | None) -> None:
        """Begin to count afresh for somebody who knew the password in the end."""
        self._gate.often(_came(email, network(address or "")), seconds=DAY, add=True)

    def _limits(self, email: str, place: str) -> list[tuple[str, int]]:
        times = self._gate.often(_came(email, place), seconds=DAY)
        return [
            (f"tries of {email} at {place} after {times}", BY_PERSON_AND_ADDRESS),
            (f"tries at {place}", BY_ADDRESS),
            (f"tries of {email}", BY_PERSON),
        ]


def _came(email: str, place: str) -> str:
    return f"came {email} at {place}"
