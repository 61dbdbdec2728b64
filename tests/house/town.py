"""Two districts in which there is one of everything that an address can name."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from beteiligung.abuse.models import CodeBatch
from beteiligung.access import Role
from beteiligung.accounts.actions import sign_in
from beteiligung.accounts.models import Invitation
from beteiligung.accounts.signed_in import KEPT
from beteiligung.authoring.models import Comment, TestLink
from beteiligung.dashboards.models import Decision, Theme
from beteiligung.dashboards.written import reference
from beteiligung.db import Store
from beteiligung.districts.models import District, Place, PopulationMargin
from beteiligung.duties.models import Film, FilmPart, Gap, Notice
from beteiligung.fieldwork.models import Parcel, Tablet, Voice
from beteiligung.funds.passing import pass_on
from beteiligung.funds.ways import Way
from beteiligung.ideas.records import Burst, IdeaReport
from beteiligung.measures.models import IdeaTaken, Indicator, MoneyLine
from beteiligung.media.models import Medium, Sort
from beteiligung.qrcodes.actions import create_code, register_web_code
from beteiligung.surveys.models import Response, Survey
from beteiligung.web.actions import leave_feedback
from tests.builders import a_district, a_person, a_survey, on_the_shelf
from tests.funds.funds import ZONE, a_fund, granted
from tests.ideas.boards import a_board, an_idea
from tests.measures.measures import a_figure, a_measure
from tests.media.files import an_ogg
from tests.releases.documents import a_release
from tests.visitor import Visitor

ENOUGH = 12  # answers from which texts may be read
PEOPLE: Mapping[str, tuple[Role, str] | None] = {
    "visitor": None,
    "pilot": (Role.PILOT, "sonnenberg"),
    "viewer": (Role.VIEWER, "sonnenberg"),
    "manager": (Role.MANAGER, "sonnenberg"),
    "manager_of_zentrum": (Role.MANAGER, "zentrum"),
    "admin": (Role.ADMIN, ""),
}
# Numbers of releases count for each survey: only different ones can be mixed up.
RELEASES = {"sonnenberg": 1, "zentrum": 11}
RESIDENT = {"variable": "age", "category": "18-24", "count": 300, "source": "Amt"}


@dataclass(frozen=True, kw_only=True)
class Things:
    """What there is of one district, as addresses name it."""

    application: str
    batch: int
    board: str
    burst: int
    category: str
    code: str
    decision: int
    figure: int
    fund: str
    district: str
    draft: str
    honest: int
    idea: str
    indicator: str
    measure: str
    meeting: str
    money: str
    note: int
    parcel: int
    passed: str
    notice: int
    phase: str
    photo: str
    picture: str
    place: str
    question: str
    release: int
    report: int
    sound: str
    status: str
    survey: str
    tablet: int
    voice: str
    target: str
    text: str
    theme: int
    trial: int


@dataclass(frozen=True, kw_only=True)
class Town:
    """Both districts, what belongs to none of them, and the people who may ask for it."""

    app: Flask
    districts: Mapping[str, Things]
    shared: Mapping[str, object]
    people: Mapping[str, Visitor]


def build(app: Flask, at: datetime) -> Town:
    """The town, in the empty database of an application."""
    store: Store = app.extensions["store"]
    with store.writing() as session:
        found = {
            slug: a_district(session, slug, places=(f"Platz {slug}",), at=at) for slug in RELEASES
        }
        return Town(
            app=app,
            districts={slug: _things(session, district, at) for slug, district in found.items()},
            shared=_shared(session, found["zentrum"], at),
            people={name: _person(app, session, who, found, at) for name, who in PEOPLE.items()},
        )


def _person(
    app: Flask,
    session: Session,
    who: tuple[Role, str] | None,
    districts: Mapping[str, District],
    at: datetime,
) -> Visitor:
    visitor = Visitor(app)
    if who is not None:
        staff = a_person(session, who[0], districts.get(who[1]), at=at)
        token = sign_in(session, staff, at=at)
        with visitor.client.session_transaction() as cookie:
            cookie[KEPT] = token
    return visitor


def _shared(session: Session, zentrum: District, at: datetime) -> Mapping[str, object]:
    """What only administrators reach, whatever district it concerns."""
    member = a_person(session, Role.PILOT, zentrum, email="noch@jemand.example", at=at)
    invitation = Invitation(
        token_hash="0" * 64,
        email="neu@jemand.example",
        role="pilot",
        district_id=zentrum.id,
        created_at=at,
        expires_at=at + timedelta(days=7),
    )
    session.add(invitation)
    message = leave_feedback(
        session, message="Zu klein", page="/de/", reply_to="", locale="de", at=at
    )
    gap = Gap(what={"de": "Karten"}, reason="unfinished", instead={})
    session.add(gap)
    session.flush()
    return {
        "film": _film(session, at),
        "gap": gap.id,
        "area": zentrum.area_id,
        "feedback": message.id,
        "invitation": invitation.id,
        "member": member.id,
    }


def _film(session: Session, at: datetime) -> str:
    content = b"a film"
    film = Film(
        language="Deutsche Gebärdensprache",
        digest=hashlib.sha256(content).hexdigest(),
        mime="video/mp4",
        size=len(content),
        poster="",
        captions="WEBVTT",
        text={},
        changed_at=at,
    )
    session.add(film)
    session.flush()
    session.add(FilmPart(film_id=film.id, number=0, content=content))
    return film.digest


def _tablet(session: Session, district: District, at: datetime) -> Tablet:
    tablet = Tablet(district_id=district.id, name="1", role="Wer", standing="open", created_at=at)
    session.add(tablet)
    session.flush()
    return tablet


def _parcel(tablet: Tablet, at: datetime) -> Parcel:
    digest = hashlib.sha256(str(tablet.id).encode()).hexdigest()
    more = {"reason": "unknown survey", "sealed": b"{}", "received_at": at}
    return Parcel(digest=digest, tablet_id=tablet.id, **more)


def _voice(tablet: Tablet, survey: Survey, at: datetime) -> Voice:
    key, content = str(uuid.uuid5(uuid.NAMESPACE_URL, survey.slug)), an_ogg()
    about = {"text": "title", "locale": "ar", "words": "Umfrage", "mime": "audio/ogg"}
    return Voice(
        key=key,
        tablet_id=tablet.id,
        survey_id=survey.id,
        milliseconds=1000,
        content=content,
        received_at=at,
        fate="waits",
        **about,
    )


def _things(session: Session, district: District, at: datetime) -> Things:
    slug = district.slug
    survey = _survey(session, district, f"umfrage-{slug}", at, published=True)
    draft = _survey(session, district, f"entwurf-{slug}", at, published=False)
    place = session.query(Place).filter_by(district_id=district.id).one()
    path = f"umfrage/{survey.slug}"
    code = create_code(
        session,
        path=path,
        district=district,
        place=place,
        medium="poster",
        locale=None,
        at=at,
        rng=Random(slug),
    )
    register_web_code(session, district, at)
    session.add(PopulationMargin(area_id=district.area_id, reference_date=DAY, **RESIDENT))
    photo = _medium(session, f"{slug} photo", Sort.PHOTO, at)
    answers = _answers(session, survey, district, f"{photo}.jpg", at)
    release = RELEASES[slug]
    a_release(session, survey, at=at - timedelta(days=9), number=release)
    a_release(session, survey, at=at, number=release + 1, published=False)
    told: dict[str, Any] = {"survey_id": survey.id, "who": "Wer", "at": at}
    tablet = _tablet(session, district, at)
    rows: dict[str, Any] = {
        "parcel": _parcel(tablet, at),
        "batch": CodeBatch(survey_id=survey.id, name="Briefe", made=50, made_at=at),
        "decision": Decision(kind="aside", answers={}, reason="Grund", n=1, **told),
        "honest": Decision(kind="kept", answers={}, reason="Grund", n=1, **told),
        "notice": Notice(
            severity="info",
            title={"de": "Hinweis"},
            text={"de": "Das Büro ist zu."},
            link="",
            district_id=district.id,
            begins_at=at,
            ends_at=at + timedelta(days=9),
            changed_at=at,
        ),
        "note": Comment(question="eins", locale="de", words="Unklar", **told),
        "trial": TestLink(
            token_hash=hashlib.sha256(slug.encode()).hexdigest(),
            survey_id=survey.id,
            who="Wer",
            created_at=at,
            expires_at=at + timedelta(days=9),
        ),
        "theme": Theme(
            survey_id=survey.id, question="worte", name={"de": "Bäume"}, summary={}, made_at=at
        ),
    }
    voice = _voice(tablet, survey, at)
    session.add_all([voice, *rows.values()])
    session.flush()
    named: dict[str, Any] = _board(session, district, at)
    named |= _measure(session, district, named["idea"], at)
    named |= _fund(session, district, named["idea"], at)
    return Things(
        **named,
        code=code.code,
        district=slug,
        tablet=tablet.id,
        voice=voice.key,
        draft=draft.slug,
        photo=f"{photo}.jpg",
        picture=_medium(session, f"{slug} picture", Sort.PICTURE, at),
        place=place.slug,
        question=f"nur_{slug}",
        release=release,
        sound=_medium(session, f"{slug} sound", Sort.SOUND, at),
        survey=survey.slug,
        target=path,
        text=reference("worte", answers[0].key),
        **{name: row.id for name, row in rows.items()},
    )


def _board(session: Session, district: District, at: datetime) -> dict[str, Any]:
    """A board with an idea that everybody may see; all its parts are called after the district."""
    slug = district.slug
    board = a_board(session, district, slug=f"ideen-{slug}", prefix=slug[:2].upper(), at=at)
    board.categories[1].code = board.statuses[1].code = f"nur-{slug}"
    idea = an_idea(session, board, at=at, key=str(uuid.uuid5(uuid.NAMESPACE_URL, slug)))
    idea.photo, idea.photo_shown_at = _medium(session, f"{slug} idea", Sort.PHOTO, at), at
    idea.voice, idea.voice_until = _medium(session, f"{slug} said", Sort.VOICE, at), at.date()
    parts: dict[str, Any] = {
        "category": f"nur-{slug}",
        "status": f"nur-{slug}",
        "phase": str(board.phases[0].id),
    }
    burst = Burst(board_id=board.id, began_at=at)
    report = IdeaReport(
        idea_id=idea.id,
        key=f"report {slug}",
        secret_hash=f"report {slug}",
        reason="insult",
        language="de",
        received_at=at,
    )
    session.add_all([burst, report])
    session.flush()
    parts |= {"burst": burst.id, "report": report.id}
    return {"board": board.slug, "idea": idea.reference, **parts}


def _measure(session: Session, district: District, idea: str, at: datetime) -> dict[str, Any]:
    """A measure that everybody may see, with one of each of its parts."""
    measure = a_measure(session, district, at=at)
    measure.money.append(MoneyLine(programme="Stadt", planned=100))
    measure.indicators.append(Indicator(name={"de": "Behälter"}, values=[]))
    measure.figures.append(a_figure(at))
    measure.ideas.append(IdeaTaken(reference=idea, kind="adopted", reason={}, taken_at=at))
    session.flush()
    return {
        "measure": measure.reference,
        "money": str(measure.money[0].id),
        "indicator": str(measure.indicators[0].id),
        "figure": measure.figures[0].id,
    }


def _fund(session: Session, district: District, idea: str, at: datetime) -> dict[str, Any]:
    """A fund that everybody may see, with a meeting, a granted application, an idea passed on."""
    fund = a_fund(session, district, f"fonds-{district.slug}", at=at)
    application = granted(session, fund, at=at)
    passed = pass_on(
        session, district.id, idea, Way.DEFECT, timezone=ZONE, asker=None, at=at
    )  # fmt: skip
    return {
        "fund": fund.slug,
        "application": application.reference,
        "meeting": str(fund.meetings[0].id),
        "passed": str(passed.id),
    }


DAY = date(2025, 12, 31)


def _survey(
    session: Session, district: District, slug: str, at: datetime, *, published: bool
) -> Survey:
    document = on_the_shelf("every_kind")
    document |= {"slug": slug, "districts": [district.slug]}
    own = {"id": f"nur_{district.slug}", "kind": "single", "demographic": True}
    own["reason"] = {"de": "Für den Vergleich."}
    words = {"text": {"de": f"Nur hier: {district.slug}"}}
    options = [{"code": code, "label": {"de": code}} for code in ("ja", "nein")]
    document["questions"].append({**own, **words, "options": options})
    return a_survey(session, district, document=document, published=published, at=at)


def _answers(
    session: Session, survey: Survey, district: District, photo: str, at: datetime
) -> list[Response]:
    """Answers with texts; one brought a photo, whatever the questionnaire asks."""
    hour = at.replace(minute=0) - timedelta(hours=3)
    rows = [
        Response(
            key=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{district.slug} {number}")),
            survey_id=survey.id,
            version_id=survey.versions[-1].id,
            district_id=district.id,
            language="de",
            channel="web",
            status="complete",
            kind="real",
            hour=hour,
            notice_version=1,
            answers={"eins": "a", "worte": f"Bäume {number}"} | ({} if number else {"bild": photo}),
        )
        for number in range(ENOUGH)
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _medium(session: Session, content: str, sort: Sort, at: datetime) -> str:
    digest = hashlib.sha256(content.encode()).hexdigest()
    session.add(
        Medium(
            digest=digest,
            sort=sort.value,
            mime="image/jpeg",
            size=len(content),
            content=content.encode(),
            created_at=at,
        )
    )
    session.flush()
    return digest
