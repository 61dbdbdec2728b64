"""Two people write one draft: nothing is overwritten unnoticed, nothing typed is lost."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from beteiligung.authoring.models import DraftStep
from beteiligung.db import Store
from beteiligung.surveys.models import Survey
from tests.conftest import Clock
from tests.visitor import OWN_PAGE, Visitor

Running = Callable[..., Survey]
EVERY = "/verwaltung/umfragen/jede-art/fragebogen/"


def draft(manager: Visitor) -> dict[str, Any]:
    found: dict[str, Any] = manager.get("/verwaltung/umfragen/jede-art/fragebogen.json").json
    return found


def asked(manager: Visitor, name: str) -> dict[str, Any]:
    return next(q for q in draft(manager)["questions"] if q["id"] == name)


def steps(store: Store) -> list[DraftStep]:
    with store.reading() as session:
        return list(session.scalars(select(DraftStep).order_by(DraftStep.number)))


def by_itself(manager: Visitor, path: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """What the script of the page sends after a pause."""
    answer = manager.client.post(
        path, data=sent, headers={**OWN_PAGE, "Accept": "application/json"}
    )
    return answer.status_code, json.loads(answer.data)


def typed(manager: Visitor, path: str, **fields: str) -> dict[str, Any]:
    """Everything that a page would send, with some fields typed anew."""
    page = manager.get(path)
    form = next(item for item in page.all("form") if item.get("data-autosave") is not None)
    sent: dict[str, Any] = {}
    for control in form.iter():
        name = control.get("name")
        if control.tag in {"input", "select", "textarea"} and name:
            value = page.value(name)
            if value is not None and value != []:
                sent[name] = value
    return {**sent, **fields}


# ---- conflicts -------------------------------------------------------------------------------


def test_two_people_at_two_questions_do_not_meet(
    manager: Visitor, admin: Visitor, running: Running
):
    running(published=False)
    hers, his = manager.get(EVERY + "frage/eins"), admin.get(EVERY + "frage/zahl")
    hers.fill("text", "Ihre").submit("Save").sees("Saved.")
    his.fill("text", "Seine").submit("Save").sees("Saved.")
    assert asked(manager, "eins")["text"] == {"de": "Ihre"}
    assert asked(manager, "zahl")["text"] == {"de": "Seine"}


def test_a_translation_meanwhile_is_no_conflict(manager: Visitor, admin: Visitor, running: Running):
    running(published=False)
    hers = manager.get(EVERY + "frage/eins")
    admin.get("/verwaltung/umfragen/jede-art/texte/ar").fill("title", "كل نوع").submit("Save")
    hers.fill("text", "Ihre").submit("Save").sees("Saved.")


def test_two_people_at_one_question_choose_field_by_field(
    manager: Visitor, admin: Visitor, running: Running
):
    running(published=False)
    hers, his = manager.get(EVERY + "frage/eins"), admin.get(EVERY + "frage/eins")
    hers.fill("text", "Ihre Frage").fill("options.0.label", "Ihr A").choose("needed")
    hers.submit("Save")
    his.fill("text", "Seine Frage").fill("help", "Seine Hilfe")
    page = his.submit("Save", 409)
    page.sees("Somebody else has changed this, too", "Manager sonnenberg", "Nothing is lost")
    page.sees("Ihre Frage", "Seine Frage", "Seine Hilfe", "Ihr A")
    # Where only one of them changed something, that is chosen already.
    assert page.value("take.help") == "mine"
    assert page.value("take.required") == "theirs"
    assert page.value("take.options") == "theirs"
    assert page.value("take.text") == "mine"
    assert asked(manager, "eins")["text"] == {"de": "Ihre Frage"}
    page.submit("Save this choice").sees("Saved.")
    now = asked(manager, "eins")
    assert now["text"] == {"de": "Seine Frage"}
    assert now["help"] == {"de": "Seine Hilfe"}
    assert now["options"][0]["label"] == {"de": "Ihr A"}
    assert now["required"] is True


def test_both_lists_of_answers_can_be_kept(manager: Visitor, admin: Visitor, running: Running):
    running(published=False)
    hers, his = manager.get(EVERY + "frage/eins"), admin.get(EVERY + "frage/eins")
    hers.fill("paste.options", "Ihre neue").submit("Save")
    page = his.fill("paste.options", "Seine neue").submit("Save", 409)
    page.choose("Keep both together").submit("Save this choice")
    labels = [option["label"]["de"] for option in asked(manager, "eins")["options"]]
    assert labels == ["A", "B", "Noch nicht lange hier", "Ihre neue", "Seine neue"]


def test_a_third_change_meanwhile_asks_again(manager: Visitor, admin: Visitor, running: Running):
    running(published=False)
    his = admin.get(EVERY + "frage/eins").fill("text", "Seine")
    manager.get(EVERY + "frage/eins").fill("text", "Ihre").submit("Save")
    page = his.submit("Save", 409)
    manager.get(EVERY + "frage/eins").fill("text", "Noch eine").submit("Save")
    page = page.choose("Take mine").submit("Save this choice", 409).sees("Noch eine", "Seine")
    page.submit("Save this choice")
    assert asked(manager, "eins")["text"] == {"de": "Seine"}


def test_introductions_meet_too(manager: Visitor, admin: Visitor, running: Running):
    running(published=False)
    hers, his = manager.get(EVERY + "einleitung"), admin.get(EVERY + "einleitung")
    hers.fill("title", "Ihr Titel").submit("Save")
    page = his.fill("title", "Sein Titel").submit("Save", 409).sees("Ihr Titel", "Sein Titel")
    page.choose("Take the other").submit("Save this choice")
    assert draft(manager)["title"] == {"de": "Ihr Titel"}


def test_a_question_deleted_meanwhile_can_be_brought_back_with_its_words(
    manager: Visitor, admin: Visitor, running: Running
):
    running(published=False)
    his = admin.get(EVERY + "frage/zahl").fill("text", "Wie viele Bänke?")
    manager.get(EVERY).submit("delete:zahl")
    page = his.submit("Save", 409).sees("This question was deleted meanwhile", "Wie viele Bänke?")
    assert "zahl" not in [q["id"] for q in draft(manager)["questions"]]
    page.submit("Bring the question back").sees("The question is here again.")
    names = [q["id"] for q in draft(manager)["questions"]]
    assert names.index("zahl") == names.index("mehrere") + 1
    assert asked(manager, "zahl")["text"] == {"de": "Wie viele Bänke?"}
    assert asked(manager, "zahl")["max"] == 99


# ---- saving by itself ------------------------------------------------------------------------


def test_the_page_saves_by_itself_and_says_when(manager: Visitor, running: Running, store: Store):
    running(published=False)
    path = EVERY + "frage/eins"
    sent = typed(manager, path, text="Wie")
    status, told = by_itself(manager, path, sent)
    assert (status, told["said"], told["address"]) == (200, "Saved 10:30", path)
    status, told = by_itself(manager, path, {**sent, "text": "Wie oft?", "seen": told["seen"]})
    assert status == 200
    assert asked(manager, "eins")["text"] == {"de": "Wie oft?"}
    # What one person types at one place is a single change to take back.
    assert len(steps(store)) == 1
    manager.get(EVERY).submit("Undo")
    assert asked(manager, "eins")["text"] == {"de": "Eine Antwort"}


def test_a_long_pause_makes_another_change(
    manager: Visitor, running: Running, store: Store, clock: Clock
):
    running(published=False)
    path = EVERY + "frage/eins"
    _, told = by_itself(manager, path, typed(manager, path, text="Wie"))
    clock.passes(minutes=11)
    by_itself(manager, path, typed(manager, path, text="Wie oft?", seen=told["seen"]))
    assert len(steps(store)) == 2


def test_saving_by_itself_never_overwrites(manager: Visitor, admin: Visitor, running: Running):
    running(published=False)
    path = EVERY + "frage/eins"
    sent = typed(admin, path, text="Seine")
    manager.get(path).fill("text", "Ihre").submit("Save")
    status, told = by_itself(admin, path, sent)
    assert (status, told["conflict"]) == (409, True)
    assert "Press “Save” to compare" in told["said"]
    assert asked(manager, "eins")["text"] == {"de": "Ihre"}


def test_saving_by_itself_says_what_is_wrong(manager: Visitor, running: Running):
    running(published=False)
    path = EVERY + "frage/eins"
    status, told = by_itself(manager, path, typed(manager, path, id="a b"))
    assert status == 422
    assert "letters, digits" in told["said"]


def test_a_renamed_question_is_saved_on_under_its_new_address(manager: Visitor, running: Running):
    running(published=False)
    sent = typed(manager, EVERY + "frage/eins", id="bezug")
    status, told = by_itself(manager, EVERY + "frage/eins", sent)
    assert (status, told["address"]) == (200, EVERY + "frage/bezug")
    again = {**sent, "seen": told["seen"], "text": "Und?"}
    assert by_itself(manager, told["address"], again)[0] == 200
    assert asked(manager, "bezug")["text"] == {"de": "Und?"}


def test_really_at_the_same_moment(manager: Visitor, admin: Visitor, running: Running):
    """Ten saves from two people at once: each is kept or refused, none is swallowed."""
    running(published=False)
    path = EVERY + "frage/eins"
    sent = {person: typed(person, path) for person in (manager, admin)}
    answers: list[tuple[str, int]] = []
    ready = threading.Barrier(10)

    def save(person: Visitor, words: str) -> None:
        client = person.app.test_client()
        cookie = person.client.get_cookie(person.app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        client.set_cookie(cookie.key, cookie.value)
        ready.wait()
        form = {**sent[person], "text": words}
        answers.append((words, client.post(path, data=form, headers=OWN_PAGE).status_code))

    threads = [
        threading.Thread(target=save, args=((manager, admin)[at % 2], f"Fassung {at}"))
        for at in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = [words for words, status in answers if status == 303]
    assert len(kept) == 1
    assert sorted(status for _, status in answers) == [303] + [409] * 9
    assert asked(manager, "eins")["text"] == {"de": kept[0]}


def test_two_questions_at_the_same_moment_are_both_kept(
    manager: Visitor, admin: Visitor, running: Running
):
    running(published=False)
    names = ("eins", "zahl", "tag", "worte")
    sent = {name: typed(manager, EVERY + f"frage/{name}", text=f"Neu {name}") for name in names}
    ready = threading.Barrier(len(names))
    answers: list[int] = []
    cookie = manager.client.get_cookie(admin.app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None

    def save(name: str) -> None:
        client = manager.app.test_client()
        client.set_cookie(cookie.key, cookie.value)
        ready.wait()
        path = EVERY + f"frage/{name}"
        answers.append(client.post(path, data=sent[name], headers=OWN_PAGE).status_code)

    threads = [threading.Thread(target=save, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * len(names)
    assert {asked(manager, name)["text"]["de"] for name in names} == {f"Neu {n}" for n in names}


# ---- history ---------------------------------------------------------------------------------


def test_changes_are_taken_back_one_by_one_and_done_again(
    manager: Visitor, running: Running, clock: Clock
):
    running(published=False)
    states = [draft(manager)]
    for words in ("Eins", "Zwei", "Drei"):
        clock.passes(minutes=1)
        manager.get(EVERY + "frage/eins").fill("text", words).submit("Save")
        states.append(draft(manager))
    for state in reversed(states[:-1]):
        manager.get(EVERY).submit("Undo")
        assert draft(manager) == state
    manager.get(EVERY).misses("Undo")
    for state in states[1:]:
        manager.get(EVERY).submit("Redo")
        assert draft(manager) == state
    manager.get(EVERY).misses("Redo")


def test_another_change_ends_redoing(manager: Visitor, running: Running):
    running(published=False)
    manager.get(EVERY).submit("delete:zahl").submit("Undo").sees("Redo")
    manager.get(EVERY).submit("delete:tag").misses("Redo")


def test_nobody_takes_back_what_somebody_else_did_unseen(
    manager: Visitor, admin: Visitor, running: Running
):
    running(published=False)
    page = manager.get(EVERY).submit("delete:zahl")
    admin.get(EVERY).submit("delete:tag")
    page.submit("Undo", 422).sees("Somebody else has changed the draft meanwhile")
    assert "tag" not in [q["id"] for q in draft(manager)["questions"]]


def test_the_history_says_who_did_what_and_brings_everything_back(
    manager: Visitor, admin: Visitor, running: Running
):
    running(published=False)
    before = draft(manager)
    manager.get(EVERY).submit("delete:zahl")
    admin.get(EVERY + "frage/eins").fill("text", "Anders").submit("Save")
    page = manager.get(EVERY).follow("History")
    page.sees("A question was deleted", "Manager sonnenberg", "A question was changed", "Admin")
    page.submit("As before this change: 1").sees("The earlier state is back.")
    assert draft(manager) == before
    manager.get(EVERY).submit("Undo")
    assert asked(manager, "eins")["text"] == {"de": "Anders"}


def test_every_way_of_writing_a_draft_can_be_undone(
    manager: Visitor, running: Running, store: Store
):
    running(published=False)
    before = draft(manager)
    manager.get("/verwaltung/umfragen/jede-art/texte/de").fill("title", "Neu").submit("Save")
    assert [step.what for step in steps(store)] == ["Texts were changed"]
    manager.get(EVERY).submit("Undo").sees("Taken back: Texts were changed")
    assert draft(manager) == before


def test_saving_nothing_is_no_change(manager: Visitor, running: Running, store: Store):
    running(published=False)
    for page in ("frage/eins", "frage/mehrere", "frage/reihen", "einleitung", "skala/drei"):
        manager.get(EVERY + page).submit("Save")
    assert steps(store) == []


def test_the_last_hundred_changes_are_kept(
    manager: Visitor, running: Running, store: Store, clock: Clock
):
    running(published=False)
    page = manager.get(EVERY)
    token = page.value("csrf_token")
    for _ in range(51):
        clock.passes(seconds=1)
        for way in ("up", "down"):
            manager.client.post(
                EVERY + "ordnen",
                data={"csrf_token": token, "do": f"{way}:zahl"},
                headers=OWN_PAGE,
            )
    numbers = [step.number for step in steps(store)]
    assert (len(numbers), numbers[0], numbers[-1]) == (100, 3, 102)


@pytest.mark.parametrize("end", ["rueckgaengig", "wiederholen"])
def test_where_nothing_is_to_undo_the_page_says_so(manager: Visitor, running: Running, end: str):
    running(published=False)
    token = manager.get(EVERY).value("csrf_token")
    manager.post(EVERY + end, {"csrf_token": token}, 422).sees("There is nothing to")
    manager.post(EVERY + "verlauf", {"csrf_token": token, "step": "7"}, 404)
