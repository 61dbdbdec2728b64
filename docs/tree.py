"""Draws the tree of the package from the first sentence of each module, for architecture.md."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- tree -->", "<!-- end of tree -->"


def tree() -> str:
    """Every module with the sentence it begins with, folder by folder."""
    lines = []
    for path in sorted((ROOT / "beteiligung").rglob("*.py"), key=_place):
        name = path.relative_to(ROOT).as_posix()
        if "/versions/" in name:
            continue
        words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        folder = name.endswith("/__init__.py")
        shown = f"{path.parent.relative_to(ROOT).as_posix()}/" if folder else f"  {path.name}"
        lines.append(f"{shown:<28} {words.partition(chr(10))[0]}".rstrip())
    return "\n".join(lines)


def filled(page: str) -> str:
    """The page with the tree of today."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n```\n{tree()}\n```\n{END}{after}"


def _place(path: Path) -> tuple[str, bool, str]:
    folder = path.parent.relative_to(ROOT).as_posix()
    return folder, path.name != "__init__.py", path.name


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    new = filled(page)
    if "--check" in sys.argv and page != new:
        sys.exit("docs/architecture.md is out of date: run python docs/tree.py")
    PAGE.write_text(new, encoding="utf-8")
