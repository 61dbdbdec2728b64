"""However often an idea or a support is sent at once, it counts once: in short."""

from pathlib import Path

from flask import Flask

from tests.proofs import p03_ideas, rig

SOME = 12


def test_many_at_once_are_one_idea_and_one_support(database_url: str, tmp_path: Path):
    reference = p03_ideas.prepare(database_url)
    with rig.platform(database_url, tmp_path) as one, rig.platform(database_url, tmp_path) as two:
        senders = [sending_to(one), sending_to(two)]
        found = [*p03_ideas.proved("in short", database_url, reference, senders, SOME)]
    assert [proof.figure for proof in found if not proof.met] == []
    assert len(found) == 2


def sending_to(app: Flask) -> p03_ideas.Sender:
    """A browser in front of one worker."""

    def send(path: str, form: dict[str, str]) -> tuple[int, str]:
        answer = app.test_client().post(path, data=form, headers=rig.OWN_PAGE)
        return answer.status_code, answer.text

    return send
