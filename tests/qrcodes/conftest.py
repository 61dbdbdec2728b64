"""A district with places where posters hang."""

from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

import pytest
from flask import Flask

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.districts.queries import places_of
from beteiligung.qrcodes.actions import create_code


@dataclass
class Ground:
    """The Sonnenberg with its posters, for tests that scan them."""

    store: Store
    at: datetime
    district: District

    def code(
        self,
        place: int = 0,
        *,
        path: str = "umfrage/befragung",
        medium: str = "poster",
        locale: str | None = None,
    ) -> str:
        """A printed code that hangs at one of the places."""
        with self.store.writing() as session:
            district = session.get_one(District, self.district.id)
            return create_code(
                session,
                path=path,
                district=district,
                place=places_of(session, district)[place],
                medium=medium,
                locale=locale,
                at=self.at,
                rng=Random(place),
            ).code


@pytest.fixture
def ground(app: Flask, store: Store, now: datetime, district: District) -> Ground:
    """The Sonnenberg; what its codes lead to is always there as it was printed."""
    app.extensions["seams"] = replace(
        app.extensions["seams"], destination=lambda _session, path, _district, _at: path, panels=()
    )
    return Ground(store, now, district)
