"""Checks of what several hosts remember together: whether it can be reached, and writes nothing."""

from beteiligung.abuse.hosts import Hosts
from beteiligung.abuse.memory import Away
from beteiligung.config import PREFIX, Settings
from beteiligung.operation.finding import Finding, Findings, Level

ALONE = "does not answer: each host counts for itself, so limits are as many times as high"
WRITES = "writes what it holds to a disk; marks of networks must never be there"


def redis(settings: Settings) -> Findings:
    """Whether the hosts count together; nobody is kept from answering where they do not."""
    if not settings.redis_url:
        return
    hosts = Hosts(settings.redis_url)
    try:
        known = hosts.name
    except Away:
        yield Finding(Level.WARN, "Redis", ALONE, f"start it, or set {PREFIX}REDIS_URL to nothing")
        return
    try:
        writes = hosts.keeps_on_disk()
    except Away:
        remedy = 'make sure that it has: save "" and appendonly no'
        yield Finding(Level.WARN, "Redis", "does not say whether it writes to a disk", remedy)
        return
    if writes:
        yield Finding(Level.FAULT, "Redis", WRITES, 'in redis.conf: save "" and appendonly no')
    else:
        yield Finding(Level.OK, "Redis", f"shared by all hosts, in memory only ({known.hex()[:6]})")
