"""The filter of the page that follows codes, kept in the address; empty fields mean all."""

from collections.abc import Iterable, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import DateField, Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from beteiligung import i18n
from beteiligung.dashboards.channels import CHANNEL_NAMES
from beteiligung.dashboards.filter_forms import NO_DAY, PLURAL_ALL, TURNED
from beteiligung.dashboards.following import Period
from beteiligung.districts.models import District
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.qrcodes.forms import MEDIUM_NAMES
from beteiligung.qrcodes.queries import normal
from beteiligung.qrcodes.scans import Scanned, Wanted
from beteiligung.text import N_
from beteiligung.web.seams import Target

UNKNOWN = N_("There is no code like this. Please choose again.")
PATIENCE, PATIENCES = 7, (3, 7, 14, 30)  # days without a scan after which somebody should look


class FollowForm(Form):
    """Which codes, which days, and after how many days without a scan a poster may be gone."""

    ziel = SelectField()
    stadtteil = SelectField()
    ort = SelectField()
    medium = SelectField()
    team = SelectField()
    anlass = SelectField()
    von = DateField(validators=[Optional()])
    bis = DateField(validators=[Optional()])
    tage = SelectField(coerce=int, default=PATIENCE)
    code = StringField()

    def __init__(
        self,
        sent: MultiDict[str, str],
        *,
        targets: Sequence[tuple[str, Target]],
        districts: Iterable[District],
        codes: Sequence[Scanned],
    ) -> None:
        super().__init__(sent)
        self.targets = dict(targets)
        self.districts = {district.slug: district for district in districts}
        _offer(self.ziel, _("Leads to"), ((key, title(one)) for key, one in targets))
        _offer(
            self.stadtteil,
            _("District"),
            ((slug, i18n.phrase(one.area.named).text) for slug, one in self.districts.items()),
        )
        places = {str(c.place_id): c.place or "" for c in codes if c.place_id}
        _offer(self.ort, _("Place"), sorted(places.items(), key=lambda pair: pair[1].casefold()))
        media = dict.fromkeys(c.medium for c in codes)
        _offer(self.medium, _("Printed on"), ((each, medium(each)) for each in media))
        for field, label, words in (
            (self.team, _("Team"), {c.team for c in codes}),
            (self.anlass, _("Occasion"), {c.occasion for c in codes}),
        ):
            _offer(field, label, ((word, word) for word in sorted(filter(None, words))))
        self.von.label.text, self.bis.label.text = _("From"), _("Until")
        self.tage.label.text = _("Remind me of posters")
        self.tage.choices = [
            SelectChoice(
                n, ngettext("%(num)s day without a scan", "%(num)s days without a scan", n)
            )
            for n in PATIENCES
        ]

    @property
    def shown(self) -> list[Any]:
        """The fields in which there is something to choose."""
        some = (self.ziel, self.stadtteil, self.ort, self.medium, self.team, self.anlass)
        least = {self.stadtteil: 3}  # one of one is no choice
        chosen = [
            field for field in some if field.data or len(field.choices) >= least.get(field, 2)
        ]
        return [*chosen, self.von, self.bis, self.tage]

    @property
    def period(self) -> Period:
        """The chosen days."""
        return Period(self.von.data, self.bis.data)

    @property
    def chosen_code(self) -> str:
        """The code that is looked at alone; empty if none is."""
        return normal(self.code.data or "")

    def wanted(self, allowed: frozenset[int] | None) -> Wanted:
        """The chosen codes, among those of the asker's districts."""
        target = self.targets.get(self.ziel.data)
        own = self.districts.get(self.ziel.data) if target and not target.path else None
        district = own or self.districts.get(self.stadtteil.data)
        return Wanted(
            districts=allowed,
            district=district.id if district else None,
            path=target.path if target else None,
            medium=self.medium.data or None,
            place=int(self.ort.data) if self.ort.data else None,
            occasion=self.anlass.data or None,
            team=self.team.data or None,
        )

    def address(self, **other: str) -> dict[str, str]:
        """The filter as it stands in an address; what is empty or usual is left out."""
        said = {field.name: _said(field) for field in self} | other
        usual = {"tage": str(PATIENCE)}
        return {name: value for name, value in said.items() if value and usual.get(name) != value}

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything chosen is there; what is not gets a sentence beside it."""
        super().validate(extra_validators)
        for field in self:
            if field.errors:
                field.errors = [_(NO_DAY if field in (self.von, self.bis) else UNKNOWN)]
        if self.von.data and self.bis.data and self.bis.data < self.von.data:
            self.bis.errors = [_(TURNED)]
        return not self.errors


def title(target: Target) -> str:
    """What a code leads to, with its kind: a survey and its results have one name."""
    return f"{_(target.kind)}: {i18n.phrase(target.title).text}"


def medium(name: str) -> str:
    """What a code is printed on, or how else it reaches people."""
    return _(MEDIUM_NAMES.get(name, CHANNEL_NAMES["web"]))


def _said(field: Any) -> str:
    if isinstance(field, DateField):
        return field.data.isoformat() if field.data else ""
    return str(field.data or "")


def _offer(field: Any, label: str, pairs: Iterable[tuple[str, str]]) -> None:
    field.label.text = label
    field.choices = [SelectChoice("", _(PLURAL_ALL)), *(SelectChoice(*pair) for pair in pairs)]
    field.data = field.data or ""
