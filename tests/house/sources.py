"""The house's own source, read as text and as syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "beteiligung"
BUILT = {PACKAGE / "translations", PACKAGE / "web" / "static"}


def modules(folder: Path = PACKAGE) -> list[Path]:
    """All Python files of a folder."""
    return sorted(folder.rglob("*.py"))


def files(*suffixes: str) -> list[Path]:
    """All files of the package that people write, by suffix."""
    found = (path for path in PACKAGE.rglob("*") if path.suffix in suffixes)
    return sorted(path for path in found if not BUILT & set(path.parents))


@cache
def tree(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods of a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(node: ast.AST) -> Iterator[str]:
    """The packages that the statements inside a node import, by their outermost name."""
    for item in ast.walk(node):
        if isinstance(item, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in item.names)
        elif isinstance(item, ast.ImportFrom):
            yield (item.module or "").partition(".")[0]


def place(path: Path) -> str:
    """Where a file stands, as people write it."""
    return path.relative_to(ROOT).as_posix()
