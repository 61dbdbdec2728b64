"""The demonstration: whole, dated from the day of filling, filled once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.accounts.actions import sign_in
from beteiligung.accounts.models import Membership, Staff
from beteiligung.accounts.passwords import matches
from beteiligung.accounts.signed_in import KEPT
from beteiligung.config import Settings
from beteiligung.dashboards import over_time, written
from beteiligung.dashboards.coverage import compared
from beteiligung.dashboards.doubted import doubts
from beteiligung.dashboards.doubts import Sign
from beteiligung.dashboards.filters import of_values
from beteiligung.dashboards.queries import Selection, results
from beteiligung.dashboards.themes import public_themes
from beteiligung.dashboards.weighting import weights
from beteiligung.db import Base, Store
from beteiligung.demo import asking, fill, guide, synthetic, taking_part
from beteiligung.demo.answers import checked
from beteiligung.demo.content import content, document, phrases
from beteiligung.demo.results import prepare_main
from beteiligung.demo.team import password_path
from beteiligung.districts.indicators import indicators_of
from beteiligung.districts.models import Area, District, Place
from beteiligung.errors import OperatorError
from beteiligung.locales import TIER_1
from beteiligung.qrcodes.models import QRCode, ScanDay
from beteiligung.releases.progress import progress
from beteiligung.surveys import queries
from beteiligung.surveys.columns import columns
from beteiligung.surveys.growing import unpacked
from beteiligung.surveys.models import Arrival, Response, SetAside, State, Survey
from beteiligung.surveys.questionnaire import check_answers, read, visible
from tests.builders import a_district, a_survey, on_the_shelf
from tests.conftest import DATABASES, NOW, Clock
from tests.demonstration import Fillings
from tests.ready import platform, speaking
from tests.visitor import Visitor

LATER = (40, 400)  # days after the first release of this content
EXPECTED = {
    asking.MAIN: State.OPEN,
    asking.BEFORE: State.CLOSED,
    asking.SHORT: State.OPEN,
    asking.SCHEDULED: State.SCHEDULED,
    asking.DRAFT: State.DRAFT,
}


@pytest.fixture
def bare(settings: Settings) -> Iterator[Store]:
    """The empty database of this test."""
    store = speaking(Store(settings.database))
    yield store
    store.dispose()


@pytest.fixture
def filled(fillings: Fillings, settings: Settings) -> Iterator[Store]:
    """A database with the demonstration, to work with."""
    kind = Store(settings.database).url.get_backend_name()
    store = speaking(Store(fillings.copied(kind, settings.data_dir)))
    yield store
    store.dispose()


@pytest.fixture
def opened(filled: Store, settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The platform in front of the demonstration."""
    url = filled.url.render_as_string(hide_password=False)
    app = platform(replace(settings, database_url=url), clock)
    yield app
    app.extensions["ledger"].close()
    app.extensions["store"].dispose()


@pytest.fixture(scope="module", params=DATABASES)
def standing(request: pytest.FixtureRequest, fillings: Fillings) -> Store:
    """A database with the demonstration, only to be looked at."""
    return fillings[request.param]


def states(session: Session, at: datetime) -> dict[str, State]:
    return {survey.slug: survey.state(at) for survey in session.scalars(select(Survey))}


def answers(session: Session, slug: str) -> list[Response]:
    wanted = select(Response).join(Survey).where(Survey.slug == slug).order_by(Response.id)
    return list(session.scalars(wanted))


@pytest.mark.parametrize("days", LATER)
def test_on_whatever_day_it_is_filled_two_surveys_are_open(
    bare: Store, settings: Settings, now: datetime, days: int
):
    at = now + timedelta(days=days)
    fill.fill(bare, settings, at=at)
    two_surveys_are_open(bare, at)


def test_on_the_day_of_filling_two_surveys_are_open(standing: Store, now: datetime):
    two_surveys_are_open(standing, now)


def two_surveys_are_open(store: Store, at: datetime) -> None:
    """The demonstration as of this moment."""
    with store.reading() as session:
        assert states(session, at) == EXPECTED
        main = queries.survey_at(session, asking.MAIN)
        assert main is not None
        assert main.opens_at is not None
        assert main.closes_at is not None
        assert (at - main.opens_at).days in {69, 70}
        assert (main.closes_at - at).days in {20, 21}
        assert main.results_on == main.closes_at.date() + timedelta(days=28)
        newest = session.scalar(select(func.max(Response.hour)).where(Response.hour <= at))
        assert newest is not None
        assert at - newest < timedelta(days=3)
        assert not session.scalar(select(func.count()).where(Response.hour > at))


@pytest.mark.parametrize(
    ("days", "main", "scheduled"),
    [(0, State.OPEN, State.SCHEDULED), (40, State.CLOSED, State.CLOSED)],
)
def test_what_was_filled_goes_its_way(
    standing: Store, now: datetime, days: int, main: State, scheduled: State
):
    with standing.reading() as session:
        found = states(session, now + timedelta(days=days))
    assert (found[asking.MAIN], found[asking.SCHEDULED]) == (main, scheduled)


def test_there_is_everything_that_a_visitor_is_to_see(standing: Store):
    with standing.reading() as session:
        assert session.scalar(select(func.count(District.id))) == 2
        assert session.scalar(select(func.count(Place.id))) == 20
        kinds = Counter(session.scalars(select(Area.kind)))
        assert kinds == {"stadtteil": 2, "quartier": 6, "foerdergebiet": 2, "buergerplattform": 2}
        sonnenberg = session.scalar(select(Area).where(Area.code == "21"))
        assert sonnenberg is not None
        assert {"21-sued", "efre-mitte", "nord-ost"} <= {area.code for area in sonnenberg.overlaps}
        roles = Counter(session.scalars(select(Membership.role)))
        assert roles == {Role.ADMIN: 1, Role.MANAGER: 2, Role.VIEWER: 4, Role.PILOT: 5}
        for area in session.scalars(select(Area)):
            assert not area.phrase.missing(TIER_1)


def test_as_many_people_answered_as_are_stated(standing: Store):
    with standing.reading() as session:
        main, before = answers(session, asking.MAIN), answers(session, asking.BEFORE)
        where = {district.id: district.slug for district in session.scalars(select(District))}
        assert len(answers(session, asking.SHORT)) == 121
    assert len(before) == 287
    complete = Counter(where[row.district_id or 0] for row in main if row.status == "complete")
    assert complete == {"sonnenberg": 348, "zentrum": 264}
    assert sum(row.status == "partial" for row in main) == 9
    ways = Counter(row.channel for row in main)
    assert [round(100 * ways[way] / len(main)) for way in ("qr", "tablet", "paper", "web")] == [
        41, 38, 12, 9,
    ]  # fmt: skip
    languages = Counter(row.language for row in main)
    assert abs(languages["de"] / len(main) - 0.52) < 0.02
    assert abs(languages["ar"] / len(main) - 0.13) < 0.02


def test_answers_have_the_stated_shares(standing: Store):
    with standing.reading() as session:
        given = [row.answers for row in answers(session, asking.MAIN) if row.status == "complete"]
    assert abs(sum("q09_zuerst" in one for one in given) / len(given) - 0.38) < 0.01
    clean = Counter(one["q04_bereiche"].get("sauber") for one in given if one.get("q04_bereiche"))
    judged = sum(n for code, n in clean.items() if code)
    assert abs((clean["1"] + clean["2"]) / judged - 0.61) < 0.03
    problems = Counter(code for one in given for code in one.get("q08_probleme") or ())
    assert abs(problems["muell"] / len(given) - 0.46) < 0.05
    assert max(len(one.get("q08_probleme") or ()) for one in given) == 3
    missing = sum("q06_zusammen" not in one or one["q06_zusammen"] is None for one in given)
    assert 0.02 < missing / len(given) < 0.07


def test_people_over_sixty_are_missing_on_the_sonnenberg_and_weights_show_it(standing: Store):
    with standing.reading() as session:
        survey = queries.survey_at(session, asking.MAIN)
        assert survey is not None
        sonnenberg = next(each for each in survey.districts if each.slug == "sonnenberg")
        known = columns(session, survey)
        chosen = unpacked(of_values(known.district, [sonnenberg.id]), known.size)
        ages = compared(session, survey, known, sonnenberg.area, chosen)[0]
        old = ages.together(ages.shares[-2:])
        assert (ages.source, old.group.answers) == ("Beispieldaten", ("60_74", "75p"))
        assert (round(100 * old.lives), round(100 * old.most)) == (24, 8)
        here = Selection(district=sonnenberg.id)
        made = weights(session, survey, here, timezone="Europe/Berlin")
        found = results(session, survey, here, at=NOW, timezone="Europe/Berlin", weights=made.array)
    night = next(each for each in found.questions if each.asked.question.id == "q05_sicherheit")
    tally = night.tallies[1]
    plain, weighted = tally.share("3"), tally.weighted_share("3")
    assert plain is not None
    assert weighted is not None
    assert 0.02 < abs(weighted - plain) < 0.05


def test_every_answer_passes_the_check_of_its_own_version(standing: Store):
    with standing.reading() as session:
        for slug in (asking.MAIN, asking.BEFORE, asking.SHORT):
            versions = {
                version.id: read(version.document)
                for survey in session.scalars(select(Survey).where(Survey.slug == slug))
                for version in survey.versions
            }
            for row in answers(session, slug):
                questionnaire = versions[row.version_id]
                partial = row.status == "partial"
                checked = check_answers(
                    questionnaire, row.answers, today=row.hour.date(), partial=partial
                )
                assert not checked.problems
                assert checked.answers == row.answers
                assert set(row.answers) <= {
                    name
                    for question in visible(questionnaire, row.answers, today=row.hour.date())
                    for name in (question, "q08_probleme__sonst")
                }


def test_the_oddities_of_real_answers_are_there(standing: Store, now: datetime):
    with standing.reading() as session:
        main, before = answers(session, asking.MAIN), answers(session, asking.BEFORE)
        survey = queries.survey_at(session, asking.BEFORE)
        assert survey is not None
        closes_at = survey.closes_at or now
        versions = Counter(row.version_id for row in main)
        arrived = session.scalars(select(Arrival)).all()
        assert not session.scalar(select(func.count(SetAside.id)))

    burst = Counter((row.code, row.hour) for row in main).most_common(1)[0]
    assert burst[1] == 14
    night = burst[0][1].astimezone(UTC)
    assert night.hour == 2  # three o'clock by the clocks of a German winter
    minutes = [row.minute for row in arrived if row.code == burst[0][0] and row.minute.hour == 2]
    assert max(minutes) - min(minutes) <= timedelta(minutes=20)
    assert sum(row.n for row in arrived) >= 14

    texts = [row.answers.get("q09_zuerst") for row in main]
    assert sum(text in phrases()["with_a_name"] for text in texts) == 2
    assert texts.count(phrases()["offensive"]) == 1
    assert sum(row.hour + timedelta(hours=1) > closes_at for row in before) == 4
    assert min(versions.values()) == 3
    assert len({row.key for row in main}) == len(main)


def test_of_all_answers_only_those_of_one_night_stand_out(standing: Store):
    with standing.reading() as session:
        for survey in session.scalars(select(Survey).where(Survey.opens_at.is_not(None))):
            found = doubts(session, survey, None, "Europe/Berlin")
            if survey.slug != asking.MAIN:
                assert not found.strong
                continue
            (flag,) = found.strong
            assert flag.n == 14
            assert set(flag.signs) == {Sign.BURST, Sign.NIGHT}


def test_one_place_is_silent_and_one_too_small_to_be_shown(standing: Store):
    with standing.reading() as session:
        scans = Counter[str]()
        counted = select(Place.name, ScanDay.scans).join(QRCode, QRCode.place_id == Place.id)
        for name, n in session.execute(counted.outerjoin(ScanDay).where(QRCode.medium == "poster")):
            scans[name] += n or 0
        answered = Counter(row.code for row in answers(session, asking.MAIN) if row.code)
        wanted = select(QRCode).where(QRCode.place_id.is_not(None))
        codes = {row.code: row.place.name for row in session.scalars(wanted) if row.place}
    assert len(scans) == 20
    assert [name for name, n in scans.items() if n == 0] == [taking_part.LOST]
    per_place = Counter({code: answered[code] for code in codes})
    few = [codes[code] for code, n in per_place.items() if 0 < n < 5]
    assert few == [taking_part.FEW[0]]


def test_scans_are_never_fewer_than_opens_nor_opens_than_answers(standing: Store):
    with standing.reading() as session:
        for code, scans, opens in session.execute(
            select(QRCode.code, func.sum(ScanDay.scans), func.sum(ScanDay.opens))
            .join(ScanDay)
            .group_by(QRCode.code)
        ):
            given = session.scalar(select(func.count()).where(Response.code == code)) or 0
            assert scans >= opens >= given


@pytest.fixture(scope="module")
def filled_anew(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, dict[str, Any]]]:
    """The answers of another filling on the same day, elsewhere."""
    another = Settings(data_dir=tmp_path_factory.mktemp("another"))
    store = speaking(Store(another.database))
    Base.metadata.create_all(store.engine)
    fill.fill(store, another, at=NOW)
    with store.reading() as session:
        found = [(row.key, row.answers) for row in answers(session, asking.MAIN)]
    store.dispose()
    return found


def test_the_same_day_gives_the_same_demonstration(
    standing: Store, filled_anew: list[tuple[str, dict[str, Any]]]
):
    with standing.reading() as session:
        first = [(row.key, row.answers) for row in answers(session, asking.MAIN)]
    assert first == filled_anew


def test_a_second_filling_changes_nothing(filled: Store, settings: Settings, now: datetime):
    before = contents(filled)
    password = password_path(settings).read_text()
    assert not fill.fill(filled, settings, at=now + timedelta(days=1))
    assert contents(filled) == before
    assert password_path(settings).read_text() == password


def contents(store: Store) -> dict[str, int]:
    with store.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_work_that_somebody_has_begun_is_left_alone(bare: Store, settings: Settings, now: datetime):
    with bare.writing() as session:
        session.add(Staff(email="a@b.example", name="A", password_hash=None, created_at=now))
    assert not fill.fill(bare, settings, at=now)
    assert guide.lines(bare, settings, 5000) == []
    assert contents(bare)["survey"] == 0


def test_invented_answers_are_refused_in_production(bare: Store, settings: Settings, now: datetime):
    with pytest.raises(OperatorError, match="production"):
        fill.fill(bare, replace(settings, env="production"), at=now)


def test_the_guide_prints_addresses_and_a_login_that_works(filled: Store, settings: Settings):
    lines = guide.lines(filled, settings, 5001)
    said = "\n".join(lines)
    password = password_path(settings).read_text().strip()
    assert password in said
    assert "http://127.0.0.1:5001/ar/umfrage/stadtteilbefragung-2026" in said
    assert password_path(settings).stat().st_mode & 0o077 == 0
    with filled.reading() as session:
        people = list(session.scalars(select(Staff)))
        assert all(person.email in said for person in people)
        assert matches(people[0].password_hash, password)


def test_the_password_can_be_chosen(bare: Store, settings: Settings, now: datetime):
    fill.fill(bare, replace(settings, demo_password="Linde Brunnen Kreide"), at=now)
    assert "Linde Brunnen Kreide" in "\n".join(guide.lines(bare, settings, 5000))
    password_path(settings).unlink()
    assert "as chosen" in "\n".join(guide.lines(bare, settings, 5000))


def test_a_poster_leads_to_a_survey_in_every_language(opened: Flask):
    with opened.extensions["store"].reading() as session:
        code = session.scalar(select(QRCode.code).where(QRCode.medium == "poster"))
    for language, title in document(asking.MAIN)["title"].items():
        assert title in Visitor(opened, language=language).open(f"/q/{code}").text


def test_the_guides_pages_answer_and_the_manager_sees_her_results(
    opened: Flask, settings: Settings, now: datetime
):
    store: Store = opened.extensions["store"]
    with store.writing() as session:
        email = "leitung-sonnenberg@demo.example"
        staff = session.scalars(select(Staff).where(Staff.email == email)).one()
        token = sign_in(session, staff, at=now)
    manager = Visitor(opened)
    with manager.client.session_transaction() as cookie:
        cookie[KEPT] = token
    addresses = [line.partition("http://127.0.0.1:5000")[2] for line in guide.lines(
        store, settings, 5000)[:4]]  # fmt: skip
    assert [manager.open(path).status for path in addresses] == [200] * 4
    page = manager.get(addresses[-1])
    assert "353" in page.text  # of the Sonnenberg: 348 complete answers and 5 partial ones


def test_every_text_is_there_in_six_languages():
    for survey in content()["surveys"]:
        assert not [key for key in ("title", "intro", "purpose") if set(survey[key]) != set(TIER_1)]
    assert all(set(texts) == set(TIER_1) for texts in content()["texts"].values())
    assert sum(len(words) for words in phrases()["wishes"].values()) == 60
    assert set(phrases()["wishes"]) == set(TIER_1)


def test_any_number_of_answers_can_be_added(filled: Store, now: datetime):
    assert synthetic.add(filled, asking.MAIN, 2500, at=now) == 2500
    with filled.reading() as session:
        rows = answers(session, asking.MAIN)
    assert len(rows) == 621 + 2500
    assert all(row.hour <= now for row in rows)


def test_very_many_answers_repeat_those_of_some_under_keys_of_their_own(
    filled: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(synthetic, "DIFFERENT", 50)
    monkeypatch.setattr(synthetic, "BATCH", 50)
    told: list[int] = []
    with filled.reading() as session:
        before = {row.id for row in answers(session, asking.SHORT)}
    assert synthetic.add(filled, asking.SHORT, 170, at=now, told=told.append) == 170
    with filled.reading() as session:
        new = [row for row in answers(session, asking.SHORT) if row.id not in before]
    assert told == [50, 50, 50, 20]
    assert len({row.key for row in new}) == 170
    first = [(row.hour, row.language, row.channel, row.answers) for row in new[:50]]
    assert all((row.hour, row.language, row.channel, row.answers) in first for row in new[50:])


@pytest.mark.parametrize("name", ["every_kind", "rare_kinds"])
def test_every_way_of_asking_gets_invented_answers(bare: Store, now: datetime, name: str):
    with bare.writing() as session:
        district = a_district(session, at=now)
        survey = a_survey(session, district, document=name, at=now)
        asking_for = read(survey.versions[0].document).kept
    assert synthetic.add(bare, survey.slug, 200, at=now) == 200
    with bare.reading() as session:
        rows = list(session.scalars(select(Response)))
    invented = [question for question in asking_for if question.kind != "photo"]
    asked = {question.id for question in invented if not question.identifying}
    assert asked <= {name for row in rows for name in row.answers}
    assert len(asked) < len(asking_for)  # nobody's name is invented


def test_invented_people_answer_or_decline_what_must_be_answered(bare: Store, now: datetime):
    every = on_the_shelf("every_kind")
    strict = {**every, "questions": [{**one, "required": True} for one in every["questions"]]}
    with bare.writing() as session:
        slug = a_survey(session, document=strict, at=now).slug
    assert synthetic.add(bare, slug, 300, at=now) == 300


def test_an_answer_that_a_survey_does_not_take_is_never_invented(now: datetime):
    questionnaire = read(document(asking.SHORT))
    with pytest.raises(ValueError, match="does not take"):
        checked(questionnaire, {"b1_oft": "nie"}, now.date())


def test_a_closed_survey_gets_its_answers_before_the_close(filled: Store, now: datetime):
    synthetic.add(filled, asking.BEFORE, 100, at=now)
    with filled.reading() as session:
        survey = queries.survey_at(session, asking.BEFORE)
        assert survey is not None
        assert survey.closes_at is not None
        late = [row for row in answers(session, asking.BEFORE) if row.hour > survey.closes_at]
    assert len(late) <= 4


@pytest.mark.parametrize("slug", [asking.DRAFT, "gibt-es-nicht"])
def test_nothing_is_added_to_what_is_not_published(standing: Store, now: datetime, slug: str):
    with pytest.raises(OperatorError, match="no published survey"):
        synthetic.add(standing, slug, 1, at=now)


def test_the_calendar_follows_the_clocks_of_the_district():
    summer = asking.Calendar(datetime(2027, 3, 20, 23, 30, tzinfo=UTC), "Europe/Berlin")
    assert summer.on(0, 8).astimezone(UTC).date() == date(2027, 3, 21)
    assert summer.on(10, 8).hour == 6  # the clocks have changed in between


def test_a_new_user_finds_results_that_only_have_to_be_read_and_signed(
    filled: Store, settings: Settings, now: datetime
):
    prepare_main(filled, settings, at=now)
    with filled.reading() as session:
        survey = session.scalars(select(Survey).where(Survey.slug == asking.MAIN)).one()
        found = progress(session, survey, now)
    assert found.release is not None
    assert set(found.release.conclusion) == {"de", "ar"}
    assert found.obstacles == ()


def test_two_waves_are_compared_and_a_changed_scale_is_refused(standing: Store):
    with standing.reading() as session:
        main = queries.survey_at(session, asking.MAIN)
        assert main is not None
        found = over_time.waves(session, main, None)
        assert [wave.survey.slug for wave in found] == [asking.BEFORE, asking.MAIN]
        every = {each.asked.question.id: each for each in over_time.compared(found, main)}
    assert {id_ for id_, each in every.items() if each.comparable} >= {
        "q03_zufrieden",
        "q04_bereiche",
        "q05_sicherheit",
    }
    ((_, reason),) = every["q07_wandel"].refused
    assert reason.message.startswith("The answers to choose from were others.")


def test_some_texts_are_sorted_and_names_are_left_to_be_found(standing: Store):
    with standing.reading() as session:
        main = queries.survey_at(session, asking.MAIN)
        assert main is not None
        (found,) = public_themes(session, main)
        assert {theme.name.texts["de"] for theme in found.themes} == {
            "Müll und Sauberkeit",
            "Licht am Abend",
        }
        assert not [t for theme in found.themes for t in theme.summary.missing(TIER_1)]
        texts = written.texts(session, main, "q09_zuerst", None)
        figures = indicators_of(session, [area.id for area in session.scalars(select(Area))])
    assert {*phrases()["with_a_name"], phrases()["offensive"]} <= {text.words for text in texts}
    assert any(text.meaning for text in texts)
    assert {source for one in figures for source in one.sources} == {"Beispieldaten"}
