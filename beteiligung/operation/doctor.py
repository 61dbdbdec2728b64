"""The installation's self-check: one line per matter, and what to do about it."""

from beteiligung.config import Settings
from beteiligung.operation import machine, soundness, together
from beteiligung.operation.finding import Finding, Level


def examine(settings: Settings, mounts: str | None = None) -> list[Finding]:
    """Everything that can be checked; changes nothing. ``mounts`` is the kernel's mount table."""
    return [
        *machine.folder(settings),
        *machine.key(settings),
        *machine.room(settings),
        *machine.filesystem(settings, machine.mount_table() if mounts is None else mounts),
        *machine.addresses(settings),
        *machine.assets(),
        *soundness.database(settings),
        *together.redis(settings),
    ]


def healthy(findings: list[Finding]) -> bool:
    """Whether nothing is at fault; warnings are allowed."""
    return all(finding.level is not Level.FAULT for finding in findings)
