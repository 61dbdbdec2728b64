"""The check word of a printed code: it stands on the print, and the page behind the code says it.

It follows from the code alone. So it is the same after every restore, for as long as paint holds,
and nothing has to be kept; decision 28 says why no secret would make it safer.
"""

import hashlib

# Things that everybody can draw. Four to eight plain letters, no umlauts, nothing that sounds alike
# twice; never translated, since what is compared are the signs.
WORDS = tuple(
    """
    Adler Ahorn Amsel Anker Antenne Apfel Auto Axt Bagger Bambus Banane Bank Becher Berg Besen Biber
    Biene Birke Birne Blatt Blitz Blume Bohne Boot Brett Brief Brille Brot Brunnen Buch Bus Dach
    Dachs Decke Delfin Distel Dose Drachen Eiche Eimer Elefant Ente Erbse Erde Esel Eule Fahne
    Falke Fass Feder Fenster Feuer Fichte Fisch Flagge Flasche Floh Forelle Frosch Fuchs Gabel Gans
    Garten Geige Giraffe Gitarre Glas Glocke Gras Gurke Hafen Hahn Hammer Hase Haus Hecht Hecke Helm
    Hemd Herbst Herz Himmel Hirsch Honig Hose Hund Hut Igel Insel Jacke Jahr Kaffee Kaktus Kamel
    Kamera Kamin Kanne Karte Kastanie Katze Kegel Kerze Kette Kiefer Kirsche Kissen Klavier Klee
    Koffer Komet Kompass Korb Krebs Kreide Krone Kuchen Kugel Lampe Laterne Laub Lavendel Leiter
    Licht Lilie Linde Linse Luchs Magnet Mais Mandel Mantel Maus Melone Messer Milch Mohn Mond
    Motor Mulde Muschel Nadel Nagel Nelke Nest Nuss Ofen Olive Orange Orgel Otter Palme Panda Papier
    Pappel Park Perle Pfanne Pferd Pinguin Pinsel Pirol Platane Pumpe Puppe Quelle Rabe Radio Rakete
    Regen Reh Reis Ring Robbe Roller Rose Rucksack Rudel Saft Salat Salz Sand Sattel Schaf Schal
    Schere Schiff Schirm Schrank Schuh Schwan Seife Seil Sessel Sieb Socke Sofa Sommer Sonne Specht
    Spiegel Spinne Stein Stern Stiefel Storch Strand Stuhl Tafel Tanne Tasche Tasse Taube Teich
    Teller Teppich Tiger Tisch Tomate Topf Traube Treppe Tulpe Turm Ufer Uhr Vase Veilchen Vogel
    Waage Wagen Wald Wal Walnuss Weide Welle Wiese Wind Winter Wolf Wolke Wurzel Zange Zaun Zebra
    Zelt Ziege Zirkus Zitrone Zucker Zug Zwiebel
    """.split()
)


def word_of(code: str) -> str:
    """The check word of a code, however it was typed before it became a code."""
    mark = hashlib.sha256(f"check word {code}".encode()).digest()
    return WORDS[int.from_bytes(mark[:4]) % len(WORDS)]


def belongs(code: str, word: str) -> bool:
    """Whether somebody read this word beside this code; capitals and blanks do not matter."""
    return "".join(word.split()).casefold() == word_of(code).casefold()
