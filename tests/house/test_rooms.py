"""What belongs where: file names, heavy libraries, reads without writes, late imports."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import PACKAGE, functions, imports, modules, place, tree

FORBIDDEN = {"util", "utils", "helper", "helpers", "service", "services", "common", "misc", "core"}

# The only places that may import a library, from the package's folder on.
HOMES = {
    "PIL": ("media/pictures.py", "qrcodes/printing.py"),
    "altcha": ("abuse/work.py",),
    "cryptography": ("fieldwork/keys.py", "fieldwork/sealing.py"),
    "alembic": ("migrations/",),
    "argon2": ("accounts/passwords.py",),
    "flask_babel": ("i18n.py",),
    "icalendar": ("reports/calendar_file.py",),
    "markdown_it": ("web/prose.py",),
    "highspy": ("disclosure/bounds.py",),
    "numpy": (
        "surveys/columns.py",
        "surveys/encoding.py",
        "surveys/growing.py",
        "surveys/parts.py",
        "dashboards/",
        "disclosure/",
        "releases/",
    ),
    "odf": ("reports/report_odt.py",),
    "pandas": ("dashboards/export_sav.py",),
    "plotly": ("dashboards/charts.py",),
    "prometheus_client": ("upkeep/views.py",),
    "pyotp": ("accounts/codes.py",),
    "pyrage": ("operation/sealing.py",),
    "pyreadstat": ("dashboards/export_sav.py",),
    "qrcode": ("qrcodes/printing.py",),
    "redis": ("abuse/hosts.py", "upkeep/neighbours.py"),
    "structlog": ("journal.py",),
    "typst": ("qrcodes/printing.py",),
    "xlsxwriter": ("dashboards/export_xlsx.py", "web/workbooks.py"),
    "zxcvbn": ("accounts/passwords.py",),
}
# What is loaded only when it is needed, so that a worker that serves residents stays small.
LATE = {
    "PIL",
    "alembic",
    "altcha",
    "argon2",
    "cryptography",
    "highspy",
    "icalendar",
    "markdown_it",
    "numpy",
    "pandas",
    "plotly",
    "prometheus_client",
    "pyrage",
    "pyreadstat",
    "qrcode",
    "redis",
    "structlog",
    "typst",
    "xlsxwriter",
    "zxcvbn",
}
# What only the administration needs: the entrance loads it when somebody comes in.
STAFFS = {
    "qrcode",
    "PIL",
    "pyotp",
    "beteiligung.administration",
    "beteiligung.accounts.manage",
    "beteiligung.dashboards.queries",
    "beteiligung.fieldwork.models",
    "beteiligung.themes",
    "beteiligung.funds.records",
    "beteiligung.disclosure.attack",
    "beteiligung.reports.ground",
    "odf",
}
WRITING_CALLS = {"add", "add_all", "delete", "merge", "commit", "flush", "begin"}
WRITING_NAMES = {"insert", "update", "delete"}


def below_the_package(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_no_room_is_a_drawer_for_everything():
    parts = {part for path in modules() for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert not parts & FORBIDDEN


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_heavy_library_is_known_in_one_place_only(library: str):
    users = [below_the_package(path) for path in modules() if library in set(imports(tree(path)))]
    assert not [user for user in users if not user.startswith(HOMES[library])]


def test_only_named_libraries_are_imported_late():
    late = {
        (below_the_package(path), name)
        for path in modules()
        for function in functions(path)
        for name in imports(function)
    }
    assert not {(where, name) for where, name in late if name not in LATE}


def test_serving_residents_loads_nothing_heavy_and_nothing_that_only_staff_need():
    program = f"import sys, beteiligung.app; print(*({LATE | STAFFS!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == ""


def test_reads_never_write():
    faults = [
        f"{place(path)}:{node.lineno} {name}"
        for path in modules()
        if path.name == "queries.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and (name := _writes(node))
    ]
    assert not faults


def _writes(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) if name in WRITING_NAMES:
            return name
        case ast.Attribute(value=ast.Name(id="session"), attr=name) if name in WRITING_CALLS:
            return name
    return ""
