"""Surveys that run on the Sonnenberg, and files to bring in."""

import io
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from beteiligung.access import Role
from beteiligung.accounts.models import Staff
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Response, Survey
from tests.builders import a_survey, on_the_shelf
from tests.visitor import Visitor


@pytest.fixture
def running(store: Store, district: District, now: datetime) -> Callable[..., Survey]:
    """Makes a survey that runs: ``running("multiple")``; more words go to `a_survey`."""

    def publish(document: str | Mapping[str, Any] = "every_kind", **more: Any) -> Survey:
        with store.writing() as session:
            return a_survey(
                session, session.merge(district), document=document, **{"at": now, **more}
            )

    return publish


@pytest.fixture
def signed_in(
    signed_in: Callable[..., Visitor], store: Store
) -> Callable[[Role, District], Visitor]:
    """Signs staff in who read English, so that tests say what the message ids say."""

    def enter(role: Role, district: District | None = None) -> Visitor:
        person = signed_in(role, district)
        with store.writing() as session:
            session.execute(update(Staff).values(locale="en"))
        return person

    return enter


def a_file(document: object, name: str = "umfrage.json") -> tuple[io.BytesIO, str]:
    """A file as a browser attaches it."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return io.BytesIO(content), name


def changed(name: str, **more: Any) -> dict[str, Any]:
    """A survey from the shelf with other values at its top."""
    return {**on_the_shelf(name), **more}


def responses(store: Store) -> list[Response]:
    """Everything that was kept, in the order in which it came."""
    with store.reading() as session:
        return list(session.scalars(select(Response).order_by(Response.id)))


def answers(store: Store) -> dict[str, Any]:
    """The answers of the only person who has answered."""
    (only,) = responses(store)
    return only.answers
