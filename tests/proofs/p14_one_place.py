"""P14: one place decides about an answer: whatever way it comes, it gets the same verdict."""

import copy
import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from beteiligung.db import Store
from beteiligung.operation.answers import import_responses
from beteiligung.surveys.actions import publish_changes, replace_draft
from beteiligung.surveys.models import Saved, Survey
from beteiligung.surveys.questionnaire import collected, read
from beteiligung.surveys.questions.question import DECLINED
from tests.builders import on_the_shelf
from tests.proofs import rig
from tests.proofs.proof import Proof

SHELF = ("every_kind", "rare_kinds", "on_the_phone")
CASES = 150  # of each survey
SEED = 14
WAYS = ("form", "form in Arabic", "page of before a change", "put by, then sent", "file")
BY_HAND = frozenset({"bild", "key", "c", "page-stamp", "home-page", "version", "language"})
NAUGHTY = (
    "", DECLINED, "gibt-es-nicht", "-1", "12", "12,5", "1e9", "2026-02-30", "1999-12-31", "24:61",
    "09:30", "2020-13", "2020-05", "3", "  ", "x" * 6000, "\u202ekehrt um", "1; drop table x",
)  # fmt: skip
Given = list[tuple[str, str]]
Verdict = Mapping[str, Any] | None  # what is kept, if anything is


@dataclass(frozen=True, slots=True)
class Case:
    """One person's answers to a survey, as a form sends them."""

    slug: str
    given: Given

    def key(self, way: str) -> str:
        """Her key, another for each way."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{way} {self.slug} {self.given}"))


def prove() -> Iterator[Proof]:
    """Send the same answers by every way, on both databases, and compare what is kept."""
    for kind in rig.DATABASES:
        with rig.folder() as data, rig.database(kind, data) as url:
            yield from _compared(kind, url, data, CASES)


def _compared(kind: str, url: str, data: Path, number: int) -> Iterator[Proof]:
    kept, unlike = 0, []
    store = Store(url)
    with rig.platform(url, data, rig.Clock()) as app:
        cases = prepared(app, store, number)
        verdicts = {way: _sent(app, store, cases, way) for way in WAYS}
        for at, case in enumerate(cases):
            first = verdicts[WAYS[0]][at]
            kept += first is not None
            unlike += [
                f"{case.slug} {at} by {way}" for way in WAYS[1:] if verdicts[way][at] != first
            ]
        with store.reading() as session:
            left = len(session.scalars(select(Saved.key)).all()) if kept else 0
    store.dispose()
    about = f"{len(cases)} answers by {len(WAYS)} ways; {kept} kept, {len(cases) - kept} refused"
    some = 0 < kept < len(cases)
    said = f"{len(unlike)} ({about})" + "".join(f"; {each}" for each in unlike[:3])
    yield Proof(f"P14 verdicts that differ, {kind}", said, some and not unlike)
    said = f"{left} of {len(cases)} put by, {kept} of them sent"
    yield Proof(f"P14 drafts that wait once they are sent, {kind}", said, left == len(cases) - kept)


def prepared(app: Flask, store: Store, number: int) -> list[Case]:
    """Surveys with every way of asking, changed once since they began, and people's answers."""
    documents = [{**on_the_shelf(name), "anonymity": "receipt"} for name in SHELF]
    rig.fill(store, *documents)
    cases: list[Case] = []
    for document in documents:
        slug = document["slug"]
        page = app.test_client().get(f"/de/umfrage/{slug}").get_data(as_text=True)
        offered = _Fields(page).offered
        rng = Random(f"{SEED} {slug}")
        cases += [Case(slug, _given(rng, offered)) for _ in range(number)]
    with store.writing() as session:
        for survey in session.scalars(select(Survey)):
            later = copy.deepcopy(dict(survey.versions[-1].document))
            later["title"] = {**later["title"], "de": "Anders benannt"}
            replace_draft(session, survey, later, asker=None, at=rig.now())
            publish_changes(session, survey, asker=None, at=rig.now(), sure=True)
    app.extensions["shelf"].forget()
    return cases


def _given(rng: Random, offered: Mapping[str, list[str]]) -> Given:
    """Something for most fields: mostly what is offered, at times what nobody offered."""
    odd = rng.choice((0, 0, 0.1, 0.3))
    found: Given = []
    for name, values in offered.items():
        if rng.random() < 0.15:
            continue
        for _ in range(rng.choice((1, 1, 1, 2))):
            wrong = rng.random() < odd or not values
            found.append((name, rng.choice(NAUGHTY if wrong else values)))
    return found


def _sent(app: Flask, store: Store, cases: list[Case], way: str) -> list[Verdict]:
    if way == "file":
        _by_file(store, cases)
    else:
        for case in cases:
            SENT[way](app, case, case.key(way))
    kept = {slug: rig.rows(store, slug) for slug in {case.slug for case in cases}}
    return [kept[case.slug].get(case.key(way)) for case in cases]


def _post(app: Flask, case: Case, key: str, language: str = "de", **more: str) -> None:
    form = MultiDict([*case.given, ("key", key), *more.items()])
    path = f"/{language}/umfrage/{case.slug}"
    answer = app.test_client().post(path, data=form, headers=rig.OWN_PAGE)
    if answer.status_code not in (200, 303, 422):
        message = f"{path} answered {answer.status_code}"
        raise RuntimeError(message)


def _put_by(app: Flask, case: Case, key: str) -> None:
    _post(app, case, key, **{"save-here": "1"})
    _post(app, case, key)


SENT: Mapping[str, Callable[[Flask, Case, str], None]] = {
    "form": lambda app, case, key: _post(app, case, key, version="2"),
    "form in Arabic": lambda app, case, key: _post(app, case, key, "ar"),
    "page of before a change": lambda app, case, key: _post(app, case, key, version="1"),
    "put by, then sent": _put_by,
}


def _by_file(store: Store, cases: list[Case]) -> None:
    with rig.folder() as folder:
        for slug in {case.slug for case in cases}:
            with store.reading() as session:
                survey = session.scalars(select(Survey).where(Survey.slug == slug)).one()
                asked = read(survey.versions[-1].document)
            lines = [
                {
                    "key": case.key("file"),
                    "language": "de",
                    "answers": collected(asked, MultiDict(case.given)),
                }
                for case in cases
                if case.slug == slug
            ]
            file = folder / f"{slug}.jsonl"
            file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
            import_responses(store, slug, file, at=rig.now())


class _Fields(HTMLParser):
    """The fields of a survey's page, each with the values that it offers."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.offered: dict[str, list[str]] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field, or a value of one."""
        said = dict(attrs)
        name = said.get("name") or ""
        if tag == "select":
            self._select = name
        if tag == "option" and self._select:
            self._note(self._select, said.get("value") or "")
        kind = said.get("type") or ""
        if tag == "textarea" or (tag == "input" and kind not in {"hidden", "file", "submit"}):
            chosen = kind in {"radio", "checkbox"}
            self._note(name, (said.get("value") or "on") if chosen else "")

    def _note(self, name: str, value: str) -> None:
        if name and name not in BY_HAND:
            self.offered.setdefault(name, [])
            if value:
                self.offered[name].append(value)
