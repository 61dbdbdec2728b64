"""Networks are counted under marks that die with the day, and together on however many workers."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from beteiligung.abuse.gate import MANY_A_MINUTE, MANY_AN_HOUR, Gate
from beteiligung.abuse.hosts import Hosts
from beteiligung.abuse.memory import COUNTS, Machine
from beteiligung.abuse.networks import network
from beteiligung.config import Settings
from beteiligung.errors import TooMany
from beteiligung.upkeep import together
from beteiligung.upkeep.finding import Level
from tests.abuse.conftest import free_port, running_redis
from tests.conftest import Clock

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def redis() -> Iterator[str]:
    with running_redis() as port:
        yield f"redis://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1"),
        ("fe80::1%eth0", "fe80::2"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
    ],
)
def test_a_household_is_one_network_however_many_addresses_it_has(address: str, same: str):
    assert network(address) == network(same)


@pytest.mark.parametrize(
    ("one", "other"), [("192.0.2.7", "192.0.2.8"), ("2001:db8:1:2::1", "2001:db8:1:3::1")]
)
def test_neighbours_are_two_networks(one: str, other: str):
    assert network(one) != network(other)


def test_what_is_no_address_is_counted_all_the_same():
    gate = Gate(lambda: NOON)
    gate.take("x", "no:address", 1)
    with pytest.raises(TooMany):
        gate.take("x", "no:address", 1)


def test_the_salt_of_a_day_is_never_the_one_of_another_and_cannot_be_had_again():
    machine = Machine()
    first, same = machine.salt(NOON), machine.salt(NOON + timedelta(hours=11))
    assert first == same
    assert any(first)
    other = machine.salt(NOON + timedelta(days=1))
    assert other != first
    assert machine.salt(NOON) not in {first, other}


def test_the_counts_of_a_day_are_gone_with_it():
    machine, until = Machine(), int((NOON + timedelta(days=9)).timestamp())
    assert machine.count([(b"a mark of a network", until)] * 2, NOON) == [1, 2]
    assert machine.counted(b"a mark of a network", NOON) == 2
    machine.salt(NOON + timedelta(days=1))
    assert machine.counted(b"a mark of a network", NOON) == 0


def test_at_midnight_the_salt_is_destroyed_though_nobody_comes(clock: Clock):
    machine = Machine()
    gate = Gate(clock, machine)
    gate.take("x", "192.0.2.7", 5)
    assert machine.salted
    gate.watch(0.01)
    for _ in range(10):
        threading.Event().wait(0.01)
    kept = [machine.salted]
    clock.passes(days=1)
    while len(kept) < 500 and kept[-1]:
        threading.Event().wait(0.01)
        kept.append(machine.salted)
    assert kept[0]
    assert not kept[-1]


def test_two_starts_know_nothing_of_each_other():
    assert Machine().salt(NOON) != Machine().salt(NOON)
    assert Machine().name != Machine().name


def test_one_network_is_stopped_and_another_is_not(clock: Clock):
    gate = Gate(clock)
    for _ in range(3):
        gate.take("x", "192.0.2.7", 3)
    with pytest.raises(TooMany):
        gate.take("x", "192.0.2.7", 3)
    gate.take("x", "192.0.2.8", 3)
    gate.take("y", "192.0.2.7", 3)
    clock.passes(minutes=1)
    gate.take("x", "192.0.2.7", 3)


def test_a_school_class_behind_one_address_is_not_even_marked(clock: Clock):
    gate = Gate(clock)
    for _ in range(30):
        assert not gate.arrive(1, "192.0.2.7", 600).crowded


@pytest.mark.parametrize(("a_minute", "minutes"), [(MANY_A_MINUTE, 1), (40, 5)])
def test_a_flood_from_one_network_is_marked_and_still_taken(
    clock: Clock, a_minute: int, minutes: int
):
    clock.at = clock.at.replace(minute=0, second=0)
    gate, sent, total = Gate(clock), 0, min(a_minute * minutes, MANY_AN_HOUR)
    for _ in range(minutes):
        for _ in range(a_minute):
            sent += 1
            assert gate.arrive(1, "192.0.2.7", 600).crowded is (sent > total)
        if minutes > 1:
            clock.passes(minutes=1)
    assert gate.arrive(1, "192.0.2.7", 600).crowded
    assert not gate.arrive(1, "192.0.2.8", 600).crowded


def test_a_survey_knows_how_quickly_answers_come_from_everybody(clock: Clock):
    gate = Gate(clock)
    for number in range(5):
        gate.arrive(1, f"192.0.2.{number}", 600)
    gate.arrive(2, "192.0.2.9", 600)
    assert (gate.a_minute(1), gate.a_minute(2), gate.a_minute(3)) == (5, 1, 0)


def test_where_memory_is_full_nobody_is_kept_from_answering():
    machine, until = Machine(), int(NOON.timestamp()) + 60
    for number in range(COUNTS + 5000):
        mark = number.to_bytes(4, "big")[::-1] + b"-of-a-flood"
        assert machine.count([(mark, until)], NOON)[0] >= 1
    assert machine.count([(b"somebody honest", until)], NOON) == [1]


def test_two_threads_of_a_worker_do_not_lose_a_count():
    machine, until = Machine(), int(NOON.timestamp()) + 60

    def count() -> None:
        for _ in range(500):
            machine.count([(b"one and the same mark", until)], NOON)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert machine.counted(b"one and the same mark", NOON) == 4000


# ---- several hosts -------------------------------------------------------------------------------


def test_hosts_with_one_redis_count_together(redis: str, clock: Clock):
    one, other = Gate(clock, hosts=redis), Gate(clock, hosts=redis)
    for gate in (one, other, one):
        gate.take("together", "192.0.2.7", 3)
    with pytest.raises(TooMany):
        other.take("together", "192.0.2.7", 3)
    until = int(clock().timestamp()) + 600
    assert one.first(b"a solution", until=until)
    assert not other.first(b"a solution", until=until)
    assert one.remembers == other.remembers


def test_redis_keeps_nothing_beyond_the_day_and_no_address(redis: str, clock: Clock):
    Gate(clock, hosts=redis).arrive(1, "198.51.100.77", 600)
    there = Redis.from_url(redis)
    names = [name for name in there.scan_iter() if name != b"beteiligung:name"]
    assert {name.split(b":")[1] for name in names} >= {b"salt", b"count"}
    rest = 86_400 - int(clock().timestamp()) % 86_400
    for name in names:
        assert 0 < there.ttl(name) <= rest
        assert b"198.51" not in name
    assert Hosts(redis).salt(clock()) == Hosts(redis).salt(clock())
    there.close()


def test_a_redis_that_is_away_keeps_nobody_from_answering(clock: Clock):
    gate = Gate(clock, hosts=f"redis://127.0.0.1:{free_port()}")
    for _ in range(2):
        gate.take("x", "192.0.2.7", 2)
    with pytest.raises(TooMany):
        gate.take("x", "192.0.2.7", 2)
    assert gate.first(b"once", until=int(clock().timestamp()) + 9)
    assert not gate.first(b"once", until=int(clock().timestamp()) + 9)


def test_the_doctor_finds_a_redis_that_writes_to_a_disk(redis: str):
    def says(url: str) -> list[Level]:
        return [found.level for found in together.written_down(Settings(redis_url=url))]

    assert says("") == says(redis) == says(f"redis://127.0.0.1:{free_port()}") == []
    with Redis.from_url(redis) as there:
        there.config_set("save", "60 1000")
        assert says(redis) == [Level.FAULT]
        there.config_set("save", "")
