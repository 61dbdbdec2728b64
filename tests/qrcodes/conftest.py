"""A district with places where posters hang."""

from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

import pytest
from flask import Flask

from beteiligung.db import Store
from beteiligung.districts.models import Area, District, Place
from beteiligung.qrcodes.actions import create_code


@dataclass
class Ground:
    """The Sonnenberg with its posters, for tests that scan them."""

    store: Store
    at: datetime
    district: District
    places: list[Place]

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
            return create_code(
                session,
                path=path,
                district=session.get_one(District, self.district.id),
                place=session.get_one(Place, self.places[place].id),
                medium=medium,
                locale=locale,
                at=self.at,
                rng=Random(place),
            ).code


def settle(store: Store, slug: str, web_code: str, places: tuple[str, ...]) -> District:
    """A district of this name with its places."""
    with store.writing() as session:
        name = slug.title()
        area = Area(
            kind="stadtteil", code=slug, name={"de": name}, place_phrase={"de": f"in {name}"}
        )
        district = District(slug=slug, area=area, web_code=web_code, operator="Beispielträger")
        session.add(district)
        for place in places:
            session.add(Place(district=district, slug=place.lower(), name=place))
        return district


@pytest.fixture
def ground(app: Flask, store: Store, now: datetime) -> Ground:
    """The Sonnenberg; what its codes lead to is always there as it was printed."""
    app.extensions["seams"] = replace(
        app.extensions["seams"], destination=lambda _session, path, _at: path, panels=()
    )
    district = settle(store, "sonnenberg", "SBERG", ("Körnerplatz", "Lessingplatz"))
    with store.reading() as session:
        places = list(session.query(Place).order_by(Place.name))
    return Ground(store, now, district, places)
