"""Recordings and pictures that nobody uses go after thirty days; all others stay."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.authoring.forgetting import forget_unused_media
from beteiligung.authoring.models import DraftStep
from beteiligung.media.actions import silence_phrase, speak_phrase, take_picture, take_recording
from beteiligung.media.models import Medium, Sort
from beteiligung.surveys.actions import publish_survey, replace_draft
from tests.builders import a_district, a_survey, on_the_shelf
from tests.media.files import a_picture, a_wav

MONTH = timedelta(days=30)


def here(session: Session) -> set[str]:
    return set(session.scalars(select(Medium.digest)))


def taken(session: Session, at: datetime, seconds: float) -> str:
    return take_recording(session, a_wav(seconds), asker=None, at=at).digest


def test_only_what_nobody_uses_goes_and_only_after_thirty_days(session: Session, now: datetime):
    digests = [taken(session, now, place / 10) for place in range(1, 6)]
    unused, drafted, published, undone, spoken = digests
    district = a_district(session, at=now)
    sounds = {"title": {"de": published}}
    survey = a_survey(
        session, district, document={**on_the_shelf("single"), "sounds": sounds}, at=now
    )
    draft = {**survey.draft, "sounds": {"title": {"de": drafted}}}
    replace_draft(session, survey, draft, asker=None, at=now)
    step = {"survey_id": survey.id, "number": 1, "what": "", "who": "", "at": now, "staff_id": None}
    session.add(DraftStep(document={"sounds": {"title": {"de": undone}}}, **step))
    speak_phrase(session, "de", "next", a_wav(0.5), asker=None, at=now)
    assert spoken == digests[4]
    assert forget_unused_media(session, at=now + MONTH - timedelta(minutes=1)) == 0
    assert forget_unused_media(session, at=now + MONTH) == 1
    assert here(session) == {drafted, published, undone, spoken}
    assert unused not in here(session)


def test_a_picture_of_an_option_stays(session: Session, now: datetime):
    picture = take_picture(session, a_picture(), asker=None, at=now).digest
    document = on_the_shelf("single")
    question = dict(document["questions"][0])
    question["options"] = [{**question["options"][0], "image": picture}, *question["options"][1:]]
    a_survey(
        session,
        a_district(session, at=now),
        document={**document, "questions": [question]},
        published=False,
        at=now,
    )
    assert forget_unused_media(session, at=now + 2 * MONTH) == 0
    assert here(session) == {picture}


def test_photos_of_residents_go_with_their_answers_not_with_this(session: Session, now: datetime):
    photo = take_picture(session, a_picture(), asker=None, at=now)
    photo.sort = Sort.PHOTO.value
    session.flush()
    assert forget_unused_media(session, at=now + 2 * MONTH) == 0


def test_a_word_that_was_taken_away_goes_too(session: Session, now: datetime):
    speak_phrase(session, "ti", "next", a_wav(), asker=None, at=now)
    silence_phrase(session, "ti", "next", asker=None, at=now)
    assert forget_unused_media(session, at=now + MONTH) == 1
    assert here(session) == set()


def test_what_is_brought_in_anew_stays_for_another_thirty_days(session: Session, now: datetime):
    taken(session, now, 1)
    taken(session, now + MONTH, 1)
    assert forget_unused_media(session, at=now + MONTH) == 0


def test_a_version_keeps_its_recordings_when_the_draft_gets_others(session: Session, now: datetime):
    first, second = taken(session, now, 1), taken(session, now, 2)
    document = {**on_the_shelf("single"), "sounds": {"title": {"de": first}}}
    survey = a_survey(session, a_district(session, at=now), document=document, at=now)
    draft = {**survey.draft, "sounds": {"title": {"de": second}}}
    replace_draft(session, survey, draft, asker=None, at=now)
    version = publish_survey(
        session, survey, opens_at=now, closes_at=now + MONTH, asker=None, at=now
    )
    assert [each.document["sounds"]["title"]["de"] for each in survey.versions] == [first, second]
    assert version.number == 2
