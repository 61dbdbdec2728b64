"""Whether what several hosts remember together stays in memory, as marks of networks must."""

from beteiligung.abuse.hosts import Hosts
from beteiligung.abuse.memory import Away
from beteiligung.config import Settings
from beteiligung.text import N_
from beteiligung.upkeep.finding import Finding, Findings, Level


def written_down(settings: Settings) -> Findings:
    """Whether the Redis writes to a disk; that it answers at all is looked at elsewhere."""
    if not settings.redis_url:
        return
    try:
        writes = Hosts(settings.redis_url).keeps_on_disk()
    except (Away, ValueError):
        return
    if writes:
        found = N_("writes what it holds to a disk")
        yield Finding(Level.FAULT, N_("Redis"), found, N_('set save "" and appendonly no'))
