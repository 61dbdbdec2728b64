"""Beside a translation stands what should be looked at; beside easy German, what makes it hard."""

import pytest

from beteiligung.authoring.differences import differences
from beteiligung.authoring.hints import hints


def said(words: str, *, source: str = "Ja.", locale: str = "de-leicht", path: str = "intro") -> str:
    return " ".join(hint.message % hint.values for hint in hints(path, locale, source, words))


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (
            "Hier leben Menschen und sie kommen aus sehr vielen Ländern.",
            "words: please make 2",
        ),
        ("Das ist eine Stadtteilbefragung.", "Long word: “Stadtteilbefragung”."),
        ("Das ist die Meinung des Amtes.", "Genitive: “des Amtes”."),
        ("Das wäre schön.", "Conditional: “wäre”."),
        ("Hier wird ein Park gebaut.", "Passive: “wird ein Park gebaut”."),
        ("Sie können drei Sachen wählen.", "“drei”: please write numbers as digits."),
        ("Zum Beispiel 12.345 Menschen.", "“12.345”: please say “many”"),
        ("Das sind z. B. Parks.", "“z. B.”: please write short forms out."),
    ],
)
def test_what_is_hard_to_read_is_named_with_what_to_do(words: str, hint: str):
    assert hint in said(words)
    assert hint not in said(words, locale="en")


@pytest.mark.parametrize(
    "words",
    [
        "Wie gefällt es Ihnen hier im Stadt-Teil?",
        "Das sind 12 Fragen.\nDas dauert etwa 5 Minuten.",
        "Wir machen eine Stadtteil-Befragung.",
        "Die Stadt baut hier im Jahr 2026 einen Park.",
    ],
)
def test_easy_sentences_are_left_alone(words: str):
    assert not said(words, source=words)


@pytest.mark.parametrize(
    ("source", "words", "hint"),
    [
        ("Wo wohnen Sie?", "أين تسكنون", "no question mark"),
        ("Wir fragen.", "نحن نسأل", "ends with a full stop"),
        ("Sie (alle).", "أنتم (جميعًا.", "A bracket or quotation mark is missing: ( or )"),
        ("Von {operator}.", "من نحن.", "exactly so: {operator}"),
    ],
)
def test_lost_marks_are_named(source: str, words: str, hint: str):
    assert hint in said(words, source=source, locale="ar")


@pytest.mark.parametrize(("source", "words"), [("Wo?", "أين؟"), ("Wo?", "ኣበይ፧"), ("Ja.", "እወ።")])
def test_every_script_has_its_own_marks(source: str, words: str):
    assert not said(words, source=source, locale="ar")


def test_labels_are_short():
    label = "questions.0.options.1.label"
    assert "Much longer" in said("oui, très certainement", source="ja", locale="fr", path=label)
    assert not said("peut-être", source="ja", locale="fr", path=label)
    assert "Very long" in said("x" * 121, source="x" * 120, locale="fr", path=label)
    assert not said("x" * 121, source="x" * 120 + ".", locale="fr", path="intro").count("Very long")


def test_a_difference_can_be_read_in_order():
    pieces = differences("Wie geht es dir?", "Wie geht es Ihnen heute?")
    assert "".join(piece.words for piece in pieces if piece.kind != "gone") == (
        "Wie geht es Ihnen heute?"
    )
    assert "".join(piece.words for piece in pieces if piece.kind != "new") == "Wie geht es dir?"
    assert [piece.words for piece in pieces if piece.kind == "gone"] == ["dir"]
