"""Keys of texts: what a translation or a recording belongs to, wherever its question stands."""

import copy

from beteiligung.surveys import wording
from tests.builders import on_the_shelf


def test_every_text_has_a_key_of_its_own():
    document = on_the_shelf("every_kind")
    keys = wording.keys(document)
    assert list(keys) == [path for path, _ in wording.texts(document)]
    assert len(set(keys.values())) == len(keys)
    assert keys["questions.1.options.0.label"] == "eins:a"
    assert keys["questions.3.items.1.label"] == "reihen/y"
    assert keys["scales.drei.labels.0"] == "=drei:3"
    assert keys["title"] == "title"


def test_a_key_stays_when_its_question_is_moved():
    document = on_the_shelf("every_kind")
    moved = copy.deepcopy(document)
    moved["questions"].reverse()
    assert set(wording.keys(moved).values()) == set(wording.keys(document).values())
