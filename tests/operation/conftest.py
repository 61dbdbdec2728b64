"""Databases as an operator has them to work on: every server is stopped."""

import pytest

from tests.ready import leave


@pytest.fixture
def database_url(database_url: str) -> str:
    """A database that nobody else is connected to."""
    leave()
    return database_url
