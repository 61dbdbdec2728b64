"""Proof of work: a calculation that costs a phone a second, and mass voting much.

It is off until somebody turns it on for a survey. A challenge is bound to what it was made for, to
the memory that knows which solutions were used, and to an end. How much it asks for rises with how
many answers come to the survey in a minute, not with who asks.
"""

import hashlib
import hmac
import json
import secrets
from datetime import datetime
from typing import Any

from beteiligung.abuse.gate import Gate

ALGORITHM = "PBKDF2/SHA-256"
# Of one try. Browsers take a while for each try however short it is: that time costs phones, not
# whoever calculates outside of one. So a try is long; longer ones would cost us more to set.
ROUNDS = 2500
LASTS = 1800  # seconds from the challenge to the answer
# From so many answers a minute to the survey on, so many tries at most; half of them on average.
# Nobody knows how many it will be, or only the last one would have to be made. P24 measures
# what that is on an old phone: three seconds at most are wanted.
COSTS = ((0, 125), (20, 250), (60, 375), (180, 500))
LARGEST = 4000  # signs of a solution as it is sent


def tries(a_minute: int) -> int:
    """How many tries a calculation takes at most while so many answers come in a minute."""
    return next(cost for least, cost in reversed(COSTS) if a_minute >= least)


def challenge(gate: Gate, secret: bytes, survey: int, at: datetime) -> dict[str, Any]:
    """A calculation for one answer to a survey."""
    from altcha import create_challenge

    # The length of the prefix is left to the library: asked for in full, the answer would be in it.
    made = create_challenge(
        ALGORITHM,
        ROUNDS,
        counter=1 + secrets.randbelow(tries(gate.a_minute(survey))),
        data={
            "for": survey,
            "until": int(at.timestamp()) + LASTS,
            "memory": gate.remembers.hex(),
        },
        hmac_secret=_key(secret, "challenge"),
        hmac_key_secret=_key(secret, "solution"),
    )
    found: dict[str, Any] = made.to_dict()
    return found


def solved(gate: Gate, secret: bytes, survey: int, solution: str, at: datetime) -> bool:
    """Whether somebody has done the calculation for this answer; each one counts once."""
    from altcha import Payload, verify_solution

    try:
        payload = Payload.from_dict(json.loads(solution[:LARGEST]))
        asked = payload.challenge.parameters.data or {}
        until = int(asked["until"])
        right = asked["for"] == survey and asked["memory"] == gate.remembers.hex()
        done = verify_solution(
            payload, _key(secret, "challenge"), hmac_key_secret=_key(secret, "solution")
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    if not (right and done.verified and at.timestamp() < until):
        return False
    return gate.first(str(payload.challenge.signature).encode(), until=until)


def _key(secret: bytes, what: str) -> bytes:
    return hmac.digest(secret, f"proof of work {what}".encode(), hashlib.sha256)
