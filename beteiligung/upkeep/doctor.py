"""The installation's self-check: one line per matter, and what to do about it."""

from collections.abc import Iterable
from datetime import datetime

from beteiligung.config import Settings
from beteiligung.errors import OperatorError
from beteiligung.upkeep import exposure, machine, neighbours, soundness, tablets, together
from beteiligung.upkeep.finding import Finding, Findings, Level


def examine(
    settings: Settings,
    mounts: str | None = None,
    *,
    at: datetime,
    thorough: bool = True,
    outside: bool = False,
) -> list[Finding]:
    """Everything that can be checked; changes nothing.

    ``mounts`` is the kernel's mount table, if another one is meant. ``outside``: others are asked
    too whether they answer. Without ``thorough``, pages of the database are not read one by one.
    """
    return [
        *_of_the_machine(settings, mounts),
        *exposure.address(settings),
        *exposure.proxies(settings),
        *exposure.figures(settings),
        *exposure.stolen_passwords(settings),
        *machine.timezone(settings),
        *machine.assets(),
        *soundness.database(settings, at=at, thorough=thorough),
        *(_outside(settings, at) if outside else ()),
    ]


def before_start(settings: Settings) -> list[str]:
    """What should be looked at before a server starts, a line each.

    An `OperatorError` for what would lose or show answers: no server starts with that.
    """
    found = [
        *_of_the_machine(settings, None),
        *exposure.figures(settings),
        *soundness.durable(settings),
    ]
    if stops := [finding for finding in found if finding.stops]:
        lines = "\n".join(map(str, stops))
        message = f"no server starts while answers could be lost or read by others.\n{lines}"
        raise OperatorError(message)
    return [str(finding) for finding in found if finding.level is Level.FAULT]


def healthy(findings: Iterable[Finding]) -> bool:
    """Whether nothing is at fault; warnings are allowed."""
    return all(finding.level is not Level.FAULT for finding in findings)


def _of_the_machine(settings: Settings, mounts: str | None) -> Findings:
    yield from machine.folder(settings)
    yield from machine.key(settings)
    yield from tablets.tablet_keys(settings)
    yield from machine.room(settings)
    yield from machine.filesystem(settings, machine.mount_table() if mounts is None else mounts)
    yield from exposure.debugging(settings)


def _outside(settings: Settings, at: datetime) -> Findings:
    yield from neighbours.shared_limits(settings)
    yield from together.written_down(settings)
    yield from neighbours.mail(settings)
    yield from neighbours.certificate(settings, at=at)
