"""How the invented people of the demonstration answer: weights, not research."""

from collections.abc import Mapping

Weights = Mapping[str, float]  # code -> weight; "" is nobody's code and means "left out"

LANGUAGES: Weights = {"de": 65.5, "de-leicht": 6.2, "ar": 6.3, "uk": 6.7, "ru": 3.9, "en": 11.4}
LANGUAGES_OF_PILOTS: Weights = {"de": 30, "de-leicht": 11, "ar": 24, "uk": 18, "ru": 12, "en": 5}
CHANNELS: Weights = {"qr": 41, "tablet": 38, "paper": 12, "web": 9}
SHORT_CHANNELS: Weights = {
    "qr": 72,
    "tablet": 16,
    "web": 12,
}  # of a survey on posters in one street

MISSING = (0.03, 0.06)  # share of an item that is declined or left out, from least to most
FREE_TEXT = 0.38  # share that writes something

AGES = ("u16", "16_24", "25_39", "40_59", "60_74", "75p")


def _points(*shares: float) -> Weights:
    """A scale from its best point down to 1."""
    return {str(len(shares) - at): share for at, share in enumerate(shares)}


ANSWERS: Mapping[str, Weights] = {  # question, or question.item of a matrix
    "q01_bezug": {"wohnt": 82, "arbeitet": 13, "besuch": 5},
    "q02_wohndauer": {"lt1": 14, "1_5": 34, "6_10": 22, "gt10": 30},
    "q03_zufrieden": _points(14, 36, 27, 16, 7),
    "q04_bereiche.sauber": _points(5, 14, 20, 33, 28),
    "q04_bereiche.oepnv": _points(30, 42, 18, 7, 3),
    "q04_bereiche.gruen": _points(15, 33, 25, 18, 9),
    "q04_bereiche.jugend": _points(6, 18, 30, 28, 18),
    "q04_bereiche.treffen": _points(8, 24, 31, 24, 13),
    "q04_bereiche.einkauf": _points(28, 41, 18, 9, 4),
    "q04_bereiche.aerzte": _points(5, 15, 24, 32, 24),
    "q04_bereiche.wohnen": _points(10, 27, 31, 21, 11),
    "q05_sicherheit.tag": _points(30, 48, 16, 6),
    "q05_sicherheit.nacht": _points(7, 25, 38, 30),
    "q06_zusammen": _points(14, 31, 33, 14, 8),
    "q07_wandel": {"besser": 24, "gleich": 33, "schlechter": 31, "neu": 12},
    "q12_geschlecht": {"w": 54, "m": 43, "d": 1, "": 2},
    "b1_oft": {"tag": 31, "woche": 38, "monat": 20, "selten": 11},
    "b4_abschnitt": {"nord": 34, "mitte": 41, "sued": 25},
    "b5_gefallen": _points(14, 36, 29, 15, 6),
}
SHARES: Mapping[str, Weights] = {  # several answers each: per cent of people who choose one
    "q08_probleme": {
        "muell": 46, "gewalt": 35, "jugend": 27, "versorgung": 24, "wohnen": 22, "verkehr": 21,
        "leerstand": 19, "laerm": 15, "gruen": 14, "streit": 13, "sonst": 6, "keine": 5,
    },
    "q10_rueckmeldung": {
        "web": 47, "plakat": 38, "piloten": 29, "treffen": 26, "zeitung": 22, "nicht": 8,
    },
    "b2_warum": {"essen": 41, "freunde": 36, "weg": 33, "wohnen": 28, "kinder": 17, "anders": 7},
    "b3_fehlt": {
        "schatten": 48, "sitzen": 37, "wc": 31, "licht": 22, "spielen": 18, "eimer": 16,
        "events": 14,
    },
}  # fmt: skip
BY_DISTRICT: Mapping[str, Mapping[str, Weights]] = {
    "sonnenberg": {
        "q03_zufrieden": _points(12, 34, 28, 18, 8),
        "q11_alter": dict(zip(AGES, (3, 18, 39, 32, 6, 2), strict=True)),
    },
    "zentrum": {
        "q03_zufrieden": _points(16, 38, 26, 14, 6),
        "q11_alter": dict(zip(AGES, (3, 13, 30, 27, 19, 8), strict=True)),
    },
}
IN_2024: Mapping[str, Weights] = {  # what was different two years before
    "q03_zufrieden": _points(10, 31, 31, 20, 8),
    "q04_bereiche.sauber": _points(8, 19, 23, 30, 20),
    "q04_bereiche.gruen": _points(11, 29, 27, 21, 12),
    "q05_sicherheit.nacht": _points(9, 28, 37, 26),
    "q07_wandel": {"viel_besser": 6, "besser": 31, "schlechter": 41, "viel_schlechter": 22},
}
# How strongly an answer goes with age (worse with the years above 0), as a share of chance.
WITH_AGE: Mapping[str, float] = {
    "q05_sicherheit.nacht": 0.9,
    "q05_sicherheit.tag": 0.4,
    "q04_bereiche.aerzte": 0.5,
    "q04_bereiche.jugend": -0.6,
    "q02_wohndauer": 1.2,
}
# How much better than others speakers of a language judge, in the same measure.
WITH_LANGUAGE: Mapping[str, Mapping[str, float]] = {
    "q06_zusammen": {"ar": -0.25, "uk": 0.3, "ru": 0.1, "en": 0.35},
}
