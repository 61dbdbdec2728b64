"""Whether the process lives, and whether its database answers."""

from tests.visitor import Visitor


def test_the_process_says_that_it_lives(visitor: Visitor):
    assert visitor.get("/healthz").text == "ok\n"


def test_the_database_answers(visitor: Visitor):
    assert visitor.get("/readyz").text == "ready\n"
