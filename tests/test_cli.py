"""The `beteiligung` command, as operators type it."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.abuse.models import EntryCode
from beteiligung.accounts.actions import accept_invitation
from beteiligung.accounts.models import Membership
from beteiligung.cli import main
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import Area, Place, PopulationMargin
from beteiligung.districts.outlines import lasting
from beteiligung.migrations import run
from beteiligung.migrations.run import head
from beteiligung.operation import answers
from beteiligung.qrcodes.models import FormerTarget, QRCode
from beteiligung.surveys import queries
from beteiligung.surveys.models import Contact, Response, State
from tests.builders import SHELF, a_district, a_survey
from tests.ready import leave

Type = Callable[..., Result]
DOCUMENT = {
    "slug": "kurz",
    "title": {"de": "Kurz gefragt"},
    "purpose": {"de": "Wir wollen es wissen."},
    "privacy_short": {"de": "Ohne Namen."},
    "legal_basis": "consent",
    "min_age": 16,
    "retention_months": 12,
    "results_promised_within_days": 28,
    "districts": ["sonnenberg"],
    "questions": [
        {
            "id": "wie",
            "kind": "single",
            "text": {"de": "Wie geht es?"},
            "options": [
                {"code": "gut", "label": {"de": "Gut"}},
                {"code": "anders", "label": {"de": "Anders"}, "free_text": True},
            ],
        },
        {
            "id": "mail",
            "kind": "text",
            "text": {"de": "E-Mail?"},
            "identifying": True,
            "reason": {"de": "Um zu antworten."},
        },
    ],
}


@pytest.fixture
def typed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Type]:
    """Type a command; what it answered, never a traceback."""
    leave()  # no server runs
    mask = os.umask(0o077)
    os.umask(mask)

    def run(*words: str, exit_code: int = 0, **environment: str) -> Result:
        monkeypatch.setenv("BETEILIGUNG_DATABASE_URL", settings.database_url)
        monkeypatch.setenv("BETEILIGUNG_DATA_DIR", str(settings.data_dir))
        for name, value in environment.items():
            monkeypatch.setenv(f"BETEILIGUNG_{name}", value)
        result = CliRunner().invoke(main, words)
        assert result.exit_code == exit_code, result.output
        assert "Traceback" not in result.output
        return result

    yield run
    os.umask(mask)


@pytest.fixture
def here(settings: Settings, now: datetime) -> Iterator[Store]:
    """A district named Sonnenberg with one place, in the command's database."""
    store = Store(settings.database)
    with store.writing() as session:
        a_district(session, places=("Lessingplatz",), at=now)
    yield store
    store.dispose()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A questionnaire in a file."""
    return written(tmp_path / "kurz.json", DOCUMENT)


def written(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


# ---- the installation ----------------------------------------------------------------------------


def test_help_is_quick_and_loads_nothing_heavy():
    program = (
        "import sys; sys.argv = ['beteiligung', '--help']\n"
        "from beteiligung.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*({'numpy', 'plotly', 'argon2', 'alembic'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == ""


def test_the_installed_command_is_this_one():
    done = subprocess.run(
        [Path(sys.executable).parent / "beteiligung", "--version"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "0." in done.stdout


def test_a_demonstration_is_filled_once(typed: Type):
    first = typed("demo", "--port", "5055")
    assert "http://127.0.0.1:5055/" in first.output
    second = typed("demo", "--port", "5055")
    assert second.output.splitlines()[0] == "The database is not empty; nothing was changed."
    assert second.output.splitlines()[1:] == first.output.splitlines()
    assert (
        "30 invented"
        in typed("demo", "--responses", "30", "--survey", "bruehl-kurz-gefragt").output
    )


def test_invented_answers_need_a_survey(typed: Type):
    assert "--survey" in typed("demo", "--responses", "3", exit_code=2).output


def test_an_upgrade_says_where_it_arrived(typed: Type):
    assert typed("upgrade").output == f"The database is at {head()}.\n"
    assert typed("upgrade", "--quiet").output == ""


def test_the_doctor_ends_with_one_on_a_fault(typed: Type):
    assert "ok     tables" in typed("doctor").output
    assert "fault  public address" in typed("doctor", exit_code=1, ENV="production").output


def test_a_backup_is_taken_and_restored(typed: Type, here: Store, tmp_path: Path):
    copy = str(tmp_path / "copy")
    assert "verified" in typed("backup", copy).output
    assert "exists already" in typed("backup", copy, exit_code=2).output
    with here.writing() as session:
        session.delete(session.scalars(select(Place)).one())
    here.dispose()
    assert "was there before" in typed("restore", copy).output
    with here.reading() as session:
        assert session.scalar(select(func.count(Place.id))) == 1


def test_an_older_backup_is_said_to_be_older(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    typed("backup", str(tmp_path / "copy"))
    monkeypatch.setattr(run, "head", lambda: "9999")
    assert "the next start upgrades it" in typed("restore", str(tmp_path / "copy")).output


def test_a_file_that_cannot_be_written_is_one_line(typed: Type, tmp_path: Path, here: Store):
    with here.writing() as session:
        a_survey(session, document=DOCUMENT, at=datetime.now(UTC))
    said = typed("survey", "export", "kurz", str(tmp_path / "no" / "file"), exit_code=2).output
    assert said.startswith("beteiligung: ")
    assert len(said.splitlines()) == 1


def test_files_for_the_machine_go_into_a_new_folder_only(typed: Type, tmp_path: Path):
    folder = tmp_path / "deployment"
    typed("deployment", str(folder))
    assert (folder / "beteiligung.service").exists()
    again = typed("deployment", str(folder), exit_code=2).output
    assert again == f"beteiligung: {folder} exists already. Choose another name.\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "x"), ("WORKERS", "many"), ("ENV", "test")],
)
def test_a_wrong_setting_is_one_line(typed: Type, name: str, value: str):
    if name == "PORT":
        assert "--port" in typed("run", "--port", value, exit_code=2).output
    else:
        said = typed("upgrade", exit_code=2, **{name: value}).output
        assert said.startswith(f"beteiligung: BETEILIGUNG_{name} must be")
        assert len(said.splitlines()) == 1


def test_tables_that_are_not_there_are_one_line(bare_database_url: str, typed: Type):
    said = typed("survey", "export", "x", "x.json", exit_code=2, DATABASE_URL=bare_database_url)
    assert "beteiligung doctor" in said.output
    assert len(said.output.splitlines()) == 1


# ---- people --------------------------------------------------------------------------------------


def test_an_invitation_is_a_link_that_works(typed: Type, here: Store, now: datetime):
    said = typed(
        "invite", "Neu@Example.org", "--role", "manager", "--district", "sonnenberg",
        PUBLIC_URL="https://mitreden.example",
    ).output.strip()  # fmt: skip
    assert said.startswith("https://mitreden.example/einladung/")
    with here.writing() as session:
        accept_invitation(
            session, said.rpartition("/")[2], "Neu", "sieben Tassen Tee im Hof", at=now
        )
        assert session.scalars(select(Membership.role)).all() == ["manager"]


@pytest.mark.usefixtures("here")
def test_whom_nobody_can_invite(typed: Type):
    typed("invite", "a@b.example", "--role", "king", exit_code=2)
    said = typed("invite", "a@b.example", "--role", "pilot", "--district", "mond", exit_code=2)
    assert said.output == "beteiligung: There is no district mond.\n"
    said = typed("invite", "a@b.example", "--role", "pilot", exit_code=2)
    assert said.output == "beteiligung: Please choose a district for this role.\n"


# ---- surveys -------------------------------------------------------------------------------------


def test_a_survey_comes_in_opens_and_goes_out_again(
    typed: Type, here: Store, document: Path, tmp_path: Path
):
    assert "kurz: published." in typed("survey", "import", str(document), "--publish").output
    with here.reading() as session:
        survey = queries.survey_at(session, "kurz")
        assert survey is not None
        assert survey.opens_at is not None
        assert survey.state(survey.opens_at + timedelta(days=27)) is State.OPEN
        assert [district.slug for district in survey.districts] == ["sonnenberg"]
    out = tmp_path / "out.json"
    typed("survey", "export", "kurz", str(out))
    assert json.loads(out.read_text()) == DOCUMENT
    assert "exists already" in typed("survey", "export", "kurz", str(out), exit_code=2).output
    assert "short name" in typed("survey", "import", str(document), exit_code=2).output


@pytest.mark.usefixtures("here")
def test_a_draft_goes_out_too(typed: Type, document: Path, tmp_path: Path):
    said = typed("survey", "import", str(document), "--district", "sonnenberg")
    assert "imported as a draft" in said.output
    typed("survey", "export", "kurz", str(tmp_path / "out.json"))
    assert "no survey nix" in typed("survey", "export", "nix", "x.json", exit_code=2).output


def test_a_survey_with_a_mistake_is_listed_not_published(typed: Type, here: Store, tmp_path: Path):
    wrong = {**DOCUMENT, "purpose": None}
    file = str(written(tmp_path / "wrong.json", wrong))
    said = typed("survey", "check", file, exit_code=1).output
    assert "mend  purpose: This is missing" in said
    assert "mend  purpose" in typed("survey", "import", file, "--publish", exit_code=1).output
    with here.reading() as session:
        assert queries.survey_at(session, "kurz") is None


def test_every_survey_on_the_shelf_can_be_published(typed: Type):
    for path in SHELF.glob("*.json"):
        if "questions" in json.loads(path.read_text()):
            assert "can be published" in typed("survey", "check", str(path)).output


def test_a_file_that_is_no_survey(typed: Type, tmp_path: Path):
    file = tmp_path / "x.json"
    file.write_bytes(b"\xff\xfe")
    assert "no questionnaire" in typed("survey", "check", str(file), exit_code=2).output


# ---- answers -------------------------------------------------------------------------------------


@pytest.fixture
def asked(here: Store, now: datetime) -> Store:
    """The short survey is open."""
    with here.writing() as session:
        district = session.scalars(select(Place)).one().district
        a_survey(session, district, document=DOCUMENT, at=now)
        session.add(
            QRCode(code="AB234", path="umfrage/kurz", district=district, medium="poster",
                   place=None, locale=None, created_at=now)
        )  # fmt: skip
    return here


def lines(path: Path, *rows: object) -> str:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows) + "\n", encoding="utf-8")
    return str(path)


def an_answer(**more: object) -> dict[str, object]:
    return {"key": str(uuid4()), "language": "de", "answers": {"wie": "gut"}, **more}


def test_answers_come_in_once(typed: Type, asked: Store, tmp_path: Path, now: datetime):
    whole = an_answer(
        channel="tablet",
        code="AB234",
        at=(now - timedelta(hours=3)).isoformat(),
        answers={"wie": "anders", "wie__anders": "Na ja", "mail": "ich@example.org"},
    )
    first = an_answer()
    file = lines(tmp_path / "a.jsonl", whole, first, first)
    said = typed("responses", "import", "kurz", file).output
    assert said == "2 kept, 1 known already, 0 refused.\n"
    assert "0 kept, 3 known" in typed("responses", "import", "kurz", file).output
    with asked.reading() as session:
        rows = list(session.scalars(select(Response).order_by(Response.id)))
        assert [row.channel for row in rows] == ["tablet", "import"]
        assert rows[0].answers == {"wie": "anders", "wie__anders": "Na ja"}
        assert rows[0].district_id is not None
        assert rows[0].hour == (now - timedelta(hours=3)).replace(minute=0)
        assert session.scalars(select(Contact.details)).all() == [{"mail": "ich@example.org"}]


def test_a_wrong_line_stops_no_other(typed: Type, asked: Store, tmp_path: Path):
    known = an_answer()
    wrong = [
        {"key": "1"},
        an_answer(language="xx"),
        an_answer(channel="pigeon"),
        an_answer(answers={"wie": "nie"}),
        an_answer(answers={"wer": "ich"}),
        {**known, "answers": {"wie": "anders"}},
        ["no object"],
    ]
    file = lines(tmp_path / "a.jsonl", known, *wrong, an_answer())
    said = typed("responses", "import", "kurz", file, exit_code=1).output
    assert "2 kept, 0 known already, 7 refused." in said
    assert [f"line {number}:" in said for number in range(2, 9)] == [True] * 7
    with asked.reading() as session:
        assert session.scalar(select(func.count(Response.id))) == 2


@pytest.mark.usefixtures("asked")
def test_answers_come_in_by_batches(typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(answers, "BATCH", 2)
    file = lines(tmp_path / "a.jsonl", *(an_answer() for _ in range(5)))
    assert "5 kept" in typed("responses", "import", "kurz", file).output


@pytest.mark.usefixtures("here")
def test_answers_need_a_published_survey(typed: Type, document: Path, tmp_path: Path):
    typed("survey", "import", str(document))
    file = lines(tmp_path / "a.jsonl", an_answer())
    assert "not published" in typed("responses", "import", "kurz", file, exit_code=2).output


# ---- places and codes ----------------------------------------------------------------------------


def codes(session: Session) -> set[str]:
    return {
        row.code
        for row in session.scalars(select(QRCode).where(QRCode.medium.not_in(("web", "shared"))))
    }


def test_a_list_of_places_becomes_codes_once(typed: Type, asked: Store, tmp_path: Path):
    table = tmp_path / "places.csv"
    table.write_text(
        "district,name,address,medium\nsonnenberg,Lessingplatz,,\n"
        "sonnenberg,Bunte Gärten,Gartenweg 1,flyer\n",
        encoding="utf-8-sig",
    )
    command = ("codes", "create", "--survey", "kurz", "--places", str(table))
    said = typed(*command, PUBLIC_URL="https://mitreden.example").output
    assert [line.split("\t")[1:] for line in said.splitlines()] == [
        ["poster", "Lessingplatz"],
        ["flyer", "Bunte Gärten"],
    ]
    assert typed(*command).output == said
    with asked.reading() as session:
        assert len(codes(session)) == 3  # with the one that was there before
        assert session.scalar(select(func.count(Place.id))) == 2


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("spot\nx\n", "Its first line must be"),
        ("district,name\nmond,Krater\n", "line 2: There is no district mond"),
        ("district,name,medium\nsonnenberg,Platz,balloon\n", "line 2: There is no medium balloon"),
        ("district;name\nsonnenberg;A\nsonnenberg; a \n", "line 3: This stands in line 2"),
    ],
)
def test_a_wrong_list_changes_nothing(
    typed: Type, asked: Store, tmp_path: Path, table: str, said: str
):
    file = tmp_path / "places.csv"
    file.write_text(table)
    command = ("codes", "create", "--survey", "kurz", "--places", str(file))
    assert said in typed(*command, exit_code=2).output
    with asked.reading() as session:
        assert len(codes(session)) == 1


def test_codes_are_retired_redirected_and_followed(typed: Type, asked: Store, tmp_path: Path):
    table = tmp_path / "places.csv"
    table.write_bytes("name\tlabel\nساحة 🌳\tlinks\nساحة 🌳\trechts\n".encode("utf-16"))
    create = ("codes", "create", "--survey", "kurz", "--places", str(table), "--media")
    said = typed(*create, "poster,handed").output
    made = [line.split("\t")[0].rpartition("/")[2] for line in said.splitlines()]
    assert len(set(made)) == 4
    typed("codes", "retire", made[0].lower())
    typed("codes", "redirect", made[1], made[2], "--to", "results:kurz")
    assert "There is no code 00000" in typed("codes", "retire", "00000", exit_code=2).output
    with asked.reading() as session:
        found = {code.code: code for code in session.scalars(select(QRCode))}
        assert [found[code].path.partition("/")[0] for code in made] == [
            "umfrage",
            "ergebnisse",
            "ergebnisse",
            "umfrage",
        ]
        assert [found[code].retired_at is None for code in made] == [False, True, True, True]
        assert session.scalar(select(func.count(FormerTarget.id))) == 2
    followed = typed("codes", "follow", "--survey", "kurz").output
    assert made[0] in followed
    assert made[1] not in followed


def test_what_a_list_would_bring_is_said_before_anything_is_made(
    typed: Type, asked: Store, tmp_path: Path
):
    table = tmp_path / "places.csv"
    table.write_text("name;medium\nBäckerei;poster\nbäckerei ;flyer\n", "utf-8")
    create = ("codes", "create", "--places", str(table), "--to", "district:sonnenberg")
    seen = typed(*create, "--dry-run").output
    assert seen.count("a new place") == 2
    of_list = select(QRCode.locale).where(QRCode.place_id.is_not(None))
    with asked.reading() as session:
        assert session.scalars(of_list).all() == []
    typed(*create, "--language", "ar")
    with asked.reading() as session:
        assert session.scalars(of_list).all() == ["ar", "ar"]
    assert "1 of 1 there already" in typed(*create, "--dry-run", "--language", "ar").output
    for to in ("district:nirgends", "board:nirgends", "mond"):
        wrong = ("codes", "create", "--places", str(table), "--to", to)
        assert "beteiligung: " in typed(*wrong, exit_code=2).output


def test_one_code_is_labelled_closed_shown_and_drawn(typed: Type, asked: Store, tmp_path: Path):
    table = tmp_path / "places.csv"
    table.write_text("name\nساحة 🌳\n", "utf-8")
    made = typed("codes", "create", "--survey", "kurz", "--places", str(table)).output
    code = made.split("\t")[0].rpartition("/")[2]
    typed("codes", "label", code, "--label", "links", "--team", "Piloten")
    typed("codes", "label", code.lower(), "--team", "")
    typed("codes", "close", code)
    shown = typed("codes", "show", code).output
    for said in ("umfrage/kurz", "ساحة 🌳", "label\tlinks", "team\t\n", "label_code", "close_code"):
        assert said in shown
    with asked.reading() as session:
        assert session.scalar(select(QRCode.closed_at).where(QRCode.code == code)) is not None
    typed("codes", "close", code, "--again")
    drawn = tmp_path / "drawn.zip"
    typed("codes", "draw", "--survey", "kurz", "--out", str(drawn))
    with zipfile.ZipFile(drawn) as packed:
        assert f"{code}.svg" in packed.namelist()
    followed = tmp_path / "followed.csv"
    follow = ("codes", "follow", "--medium", "poster", "--district")
    typed(*follow, "sonnenberg", "--out", str(followed))
    assert f"{code},ساحة 🌳,poster,links" in followed.read_text("utf-8")
    assert "nirgends" in typed(*follow, "nirgends", exit_code=2).output


def test_one_time_codes_leave_in_one_new_file_and_nowhere_else(
    typed: Type, asked: Store, tmp_path: Path
):
    out = tmp_path / "letters.csv"
    command = ("codes", "batch", "--survey", "kurz", "--name", "Briefe", "--out", str(out))
    assert "--number" in typed(*command, "--number", "49", exit_code=2).output
    said = typed(*command).output
    codes = [line.split(";")[0] for line in out.read_text("utf-8-sig").splitlines()[1:]]
    assert len(set(codes)) == 50
    assert not any(code in said for code in codes)
    assert "exists already" in typed(*command, exit_code=2).output
    with asked.reading() as session:
        assert session.scalar(select(func.count(EntryCode.code_hash))) == 50
    listed = typed("codes", "batches", "--survey", "kurz").output
    number, name, made, used, _ = listed.split("\t")
    assert (name, made, used) == ("Briefe", "50", "0")
    closed = ("codes", "batches", "--survey", "kurz", "--close")
    assert "has no batch" in typed(*closed, "99", exit_code=2).output
    assert "50 unused" in typed(*closed, number).output
    assert "closed" in typed("codes", "batches", "--survey", "kurz").output


def test_outlines_come_in_with_their_source(typed: Type, here: Store, tmp_path: Path):
    square = [[[12.9, 50.8], [12.95, 50.8], [12.95, 50.85], [12.9, 50.8]]]
    content = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"name": "Kaßberg"},
                "geometry": {"type": "Polygon", "coordinates": square},
            }
        ],
    }
    file = str(written(tmp_path / "a.geojson", content))
    said = typed("districts", "import", file, "--source", "Wir", "--licence", "CC0").output
    assert said == "1 areas: Kaßberg\n"
    with here.reading() as session:
        area = session.scalars(select(Area).where(Area.code == "kassberg")).one()
        assert (area.source, area.licence) == ("Wir", "CC0")
    dated = ("--since", "2030-01-01", "--until", "2035-01-01")
    typed("districts", "import", file, "--source", "Rat", *dated)
    assert (
        "hold for a day"
        in typed("districts", "import", file, *dated[:3], "2030-01-01", exit_code=2).output
    )
    with here.reading() as session:
        area = session.scalars(select(Area).where(Area.code == "kassberg")).one()
        assert [(each.since, each.source) for each in lasting(area)] == [
            (None, "Wir"),
            (date(2030, 1, 1), "Rat"),
        ]


def test_figures_of_residents_come_in_as_a_whole_or_not_at_all(
    typed: Type, here: Store, tmp_path: Path
):
    file = tmp_path / "wer.csv"
    head = "area;stichtag;source;variable;category;count"
    right = "sonnenberg;2025-12-31;Amt;alter;u16;100"
    file.write_text(f"{head}\n{right}\nmond;2025-12-31;Amt;alter;u16;0\n")
    said = typed("margins", "import", str(file), exit_code=2).output
    assert "line 3: There is no area with the number mond." in said
    file.write_text("no table")
    assert "Its first line must be" in typed("margins", "import", str(file), exit_code=2).output
    with here.reading() as session:
        assert session.query(PopulationMargin).count() == 0
    file.write_text(f"{head}\n{right}\n")
    said = typed("margins", "import", str(file)).output
    assert said == "1 figures of 1 areas: sonnenberg\n"


@pytest.mark.parametrize("content", ["no json", "[]", "{}"])
def test_a_file_without_outlines_is_refused(typed: Type, tmp_path: Path, content: str):
    file = tmp_path / "a.geojson"
    file.write_text(content)
    assert "GeoJSON" in typed("districts", "import", str(file), exit_code=2).output
