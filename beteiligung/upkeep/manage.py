"""The staff page about the installation itself: is it well, what needs somebody, since when."""

from dataclasses import dataclass
from importlib.metadata import version
from typing import cast

from flask import Blueprint, current_app, render_template
from markupsafe import Markup, escape

from beteiligung import i18n
from beteiligung.access import Role, staff
from beteiligung.config import Settings
from beteiligung.i18n import gettext as _
from beteiligung.locales import TABLE, TIER_1, LocaleEntry
from beteiligung.upkeep import doctor
from beteiligung.upkeep.finding import WORDS, Finding, Level
from beteiligung.web.moment import moment

blueprint = Blueprint("upkeep", __name__, url_prefix="/verwaltung")

TAGS = {Level.OK: "ok", Level.WARN: "warn", Level.FAULT: "bad"}
WORST_FIRST = (Level.FAULT, Level.WARN, Level.OK)


@dataclass(frozen=True, slots=True)
class Line:
    """One matter as the page shows it."""

    level: Level
    matter: str
    state: str
    tag: str
    found: Markup
    remedy: Markup


@blueprint.get("/betrieb")
@staff(Role.ADMIN)
def overview() -> str:
    """What the self-check says, worst first; which languages there are; which program runs."""
    settings = cast("Settings", current_app.extensions["settings"])
    findings = doctor.examine(settings, at=moment(), thorough=False)
    lines = [line_of(each) for level in WORST_FIRST for each in findings if each.level is level]
    return render_template(
        "upkeep/overview.html",
        lines=lines,
        open=sum(line.level is not Level.OK for line in lines),
        version=version("beteiligung"),
        command=Markup('<code dir="ltr">beteiligung doctor</code>'),
        tongues=[(entry, *_state(entry)) for entry in TABLE],
    )


def line_of(finding: Finding) -> Line:
    """A finding in the reader's language; what was filled in keeps its own direction."""
    return Line(
        level=finding.level,
        matter=_(finding.matter),
        state=_(WORDS[finding.level]),
        tag=TAGS[finding.level],
        found=_said(finding, finding.found),
        remedy=_said(finding, finding.remedy),
    )


def _said(finding: Finding, text: str) -> Markup:
    if not text:
        return Markup()
    bdi = Markup('<bdi dir="ltr">{}</bdi>')
    said = escape(_(text))
    if text == _(text) and not finding.values:  # a command: nothing to translate
        return bdi.format(said)
    return said % {name: bdi.format(value) for name, value in finding.values.items()}


def _state(entry: LocaleEntry) -> tuple[str, str]:
    """How far a language is, and where it is offered."""
    far = (
        _("complete")
        if entry.id in TIER_1
        else _("residents’ pages only; nobody who speaks it has read them yet")
    )
    return far, _("on every page") if entry.id in i18n.offered() else _("where a survey has it")
