"""Where in the editor a part of a draft is mended."""

from flask import url_for

RULED = "show_if"


def draft_place(slug: str, question: str, part: str) -> str:
    """The editor's page for a question (its id) or, without one, for a part of the survey."""
    if question and part == RULED:
        return url_for("editor_rules.rule", slug=slug, name=question)
    if question:
        page = url_for("editor_parts.question", slug=slug, name=question)
        return f"{page}#{part}" if part else page
    if part == "scales":
        return url_for("editor_parts.scales", slug=slug)
    if part in {"", "questions", "languages", "source", "slug"}:
        return url_for("editor.outline", slug=slug)
    return url_for("editor_parts.frame", slug=slug) + f"#{part}"
