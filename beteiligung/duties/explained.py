"""What this website is, in easy German: what stands there until the operator writes her own."""

from collections.abc import Callable

from beteiligung.text import N_

# Names of buttons inside the explanation: always what the button itself says.
BUTTONS = {
    "{accessibility}": N_("Accessibility"),
    "{display}": N_("Display"),
    "{imprint}": N_("Imprint"),
    "{next}": N_("Next"),
    "{send}": N_("Send answers"),
    "{start}": N_("Start the survey"),
}

_TEXT = """\
## Was ist das für eine Internet-Seite?
Hier können Sie Ihre Meinung sagen.
Das Stadtteil-Management stellt Ihnen Fragen.
Zum Beispiel: Was soll in Ihrem Stadtteil besser werden?
Viele Menschen antworten.
Dann zeigen wir hier die Ergebnisse.

Das Stadtteil-Management ist ein Büro.
Das Büro arbeitet für die Menschen im Stadtteil.

## Wer darf mitmachen?
Alle dürfen mitmachen.
Mitmachen ist freiwillig.
Sie brauchen **keinen** Namen und **kein** Passwort.
Niemand erfährt, was Sie geantwortet haben.

## Wie finden Sie etwas?
Ganz oben auf jeder Seite steht der Name der Internet-Seite.
Drücken Sie auf den Namen.
Dann kommen Sie zur ersten Seite.
Auf der ersten Seite stehen die Stadtteile.
Drücken Sie auf Ihren Stadtteil.
Dann sehen Sie: Diese Umfragen laufen jetzt.

Neben dem Namen ist ein Knopf für die Sprache.
Dort können Sie eine andere Sprache wählen.

Daneben ist der Knopf „{display}“.
Dort können Sie die Schrift größer machen.
Dort können Sie auch starke Farben wählen.

Ganz unten auf jeder Seite stehen mehr Wörter.
Diese Wörter sind Links.
Ein Link bringt Sie zu einer anderen Seite.
Zum Beispiel zur Hilfe.

## Wie antworten Sie?
Drücken Sie auf „{start}“.
Dann sehen Sie eine Frage.
Drücken Sie auf Ihre Antwort.
Drücken Sie dann auf „{next}“.
Sie wollen eine Frage **nicht** beantworten?
Dann gehen Sie einfach weiter.
Am Ende drücken Sie auf „{send}“.

## Etwas geht nicht?
Vielleicht können Sie etwas nicht lesen.
Oder ein Knopf geht nicht.
Das nennen wir: eine Barriere.
Bitte sagen Sie uns das.
Ganz unten steht „{accessibility}“.
Drücken Sie darauf.
Dann können Sie uns schreiben.
Wir antworten Ihnen in 1 Monat.

## Wen können Sie fragen?
Sie haben eine Frage?
Dann fragen Sie das Stadtteil-Management.
Ganz unten steht „{imprint}“.
Dort finden Sie die Adresse und die Telefon-Nummer.

Sie haben uns geschrieben?
Und unsere Antwort hilft Ihnen **nicht**?
Dann hilft Ihnen die Durchsetzungs-Stelle.
Das ist ein Amt in Sachsen.
Das Amt hilft Menschen mit Behinderung.
Das kostet **kein** Geld.
Die Adresse steht auf der Seite „{accessibility}“.
"""

EASY_GERMAN = {"de": _TEXT, "de-leicht": _TEXT}


def sections(text: str, words: Callable[[str], str]) -> list[tuple[str, str]]:
    """An explanation as (heading, words): a line that begins with ## is a heading.

    ``words`` says the names of buttons in the text's language.
    """
    for name, message in BUTTONS.items():
        text = text.replace(name, words(message))
    before, *parts = f"\n{text}".split("\n## ")
    found = [("", before)] if before.strip() else []
    for part in parts:
        heading, _, body = part.partition("\n")
        found.append((heading.strip(), body))
    return found
