"""Forms around the team: signing in, taking an invitation, one's own account, roles."""

from typing import Any, cast

from flask import current_app
from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Regexp, ValidationError

from beteiligung.access import Role
from beteiligung.accounts import passwords
from beteiligung.config import Settings
from beteiligung.i18n import OFFERED
from beteiligung.i18n import gettext as _
from beteiligung.locales import BY_ID, TIER_2, entries
from beteiligung.text import N_
from beteiligung.web.layout import LANGUAGES
from beteiligung.web.staff_form import StaffForm, TextsField, at_most, required, stripped

ROLE_NAMES = {
    Role.ADMIN: N_("Administrator"),
    Role.MANAGER: N_("District manager"),
    Role.PILOT: N_("District pilot"),
    Role.VIEWER: N_("Reader"),
}
SITE_TEXTS = ("byline", "operator", "controller", "imprint")
LONG = 5000  # characters
IN_A_DISTRICT = (Role.MANAGER, Role.PILOT, Role.VIEWER)
ADDRESS = Regexp(r"^[^@\s]{1,64}@[^@\s]{1,190}$", message=N_("This is not an e-mail address."))
ADVICE = N_(
    "At least 12 characters, better 15 or more. Best are four or more words that do not belong "
    "together."
)


def _first() -> Any:
    return PasswordField(N_("New password"), [required()], description=ADVICE)


def _second() -> Any:
    return PasswordField(N_("New password once more"), [required()])


class SignInForm(StaffForm):
    """Who are you?"""

    email = EmailField(N_("E-mail"), [required(), at_most(254)], filters=[stripped])
    password = PasswordField(N_("Password"), [required()])


class NewPassword(StaffForm):
    """A password twice; ``known`` is what others know of the person."""

    password = _first()
    again = _second()

    def __init__(self, *, known: tuple[str, ...] = (), **more: Any) -> None:
        super().__init__(**more)
        self._known = known

    def validate_password(self, field: Any) -> None:
        """Refuse what somebody would guess."""
        stolen = cast("Settings", current_app.extensions["settings"]).breached_passwords
        fault = passwords.weakness(field.data, *self._known, stolen=stolen)
        if fault:
            raise ValidationError(fault)

    def validate_again(self, field: Any) -> None:
        """Refuse two different passwords."""
        if field.data != self.password.data:
            raise ValidationError(N_("The two passwords are not the same."))


class AcceptForm(NewPassword):
    """An invitation is taken."""

    name = StringField(N_("Your name"), [required(), at_most(80)], filters=[stripped])
    password = _first()
    again = _second()


class ChangePasswordForm(NewPassword):
    """One's own password is changed."""

    current = PasswordField(N_("Password until now"), [required()])
    password = _first()
    again = _second()


class CodeForm(StaffForm):
    """The code that an app shows."""

    code = StringField(N_("Code from the app"), [required(), at_most(20)], filters=[stripped])


class SpareCodeForm(StaffForm):
    """A code from paper, where the app is lost."""

    code = StringField(N_("Recovery code"), [required(), at_most(100)], filters=[stripped])


class ProofForm(StaffForm):
    """Is it still you?"""

    proof = PasswordField(N_("Your password"), [required()])


class ForgottenForm(StaffForm):
    """Somebody asks for a link to a new password."""

    email = EmailField(N_("E-mail"), [required(), at_most(254), ADDRESS], filters=[stripped])


class AccountForm(StaffForm):
    """One's own name and language."""

    name = StringField(N_("Your name"), [required(), at_most(80)], filters=[stripped])
    locale = SelectField(N_("Language of these pages"))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.locale.choices = [SelectChoice(row.id, row.name) for row in entries(OFFERED)]


class InviteForm(StaffForm):
    """Somebody is to join the team."""

    email = EmailField(N_("E-mail"), [required(), at_most(254), ADDRESS], filters=[stripped])
    role = SelectField(N_("Role"))
    district = SelectField(N_("District"), description=N_("Administrators work in all districts."))

    def __init__(self, districts: dict[int, str], **more: Any) -> None:
        super().__init__(**more)
        self.role.choices = [
            SelectChoice(role.value, _(ROLE_NAMES[role])) for role in (*IN_A_DISTRICT, Role.ADMIN)
        ]
        self.district.choices = [
            SelectChoice("", _("All districts")),
            *(SelectChoice(str(number), name) for number, name in districts.items()),
        ]


class RolesForm(StaffForm):
    """What somebody does in each district; a field per district, made in `roles_form`."""

    admin = BooleanField(
        N_("Administrator"), description=N_("May do everything, in all districts.")
    )

    def by_district(self) -> dict[int, Role | None]:
        """The chosen role by district id."""
        return {
            int(name.removeprefix("district_")): Role(field.data) if field.data else None
            for name, field in self._fields.items()
            if name.startswith("district_")
        }

    @property
    def district_fields(self) -> list[Any]:
        """The fields of the districts, in order."""
        return [field for name, field in self._fields.items() if name.startswith("district_")]


class SiteTextsForm(StaffForm):
    """What the operator says about herself on every page."""

    byline = TextsField(
        N_("Who asks, in one line"), description=N_("Stands beside the name on every page.")
    )
    operator = TextsField(N_("Who runs this website"), lines=True, longest=LONG)
    controller = TextsField(
        N_("Who is responsible for the data"),
        lines=True,
        longest=LONG,
        description=N_("Name, address, e-mail, and the data protection officer."),
    )
    imprint = TextsField(N_("Imprint"), lines=True, longest=LONG)
    languages = SelectMultipleField(
        N_("More languages on every page"),
        description=N_(
            "Six languages are always there. These ten were translated with care, but nobody has "
            "reviewed them yet. Surveys show them by themselves where they have that language."
        ),
    )

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.languages.choices = [SelectChoice(row.id, row.name) for row in entries(TIER_2)]

    def written(self) -> dict[str, dict[str, str]]:
        """The texts by key and locale id."""
        chosen = {name: BY_ID[name].name for name in self.languages.data}
        return {**{key: self[key].data for key in SITE_TEXTS}, LANGUAGES: chosen}


def roles_form(districts: dict[int, str], **more: Any) -> RolesForm:
    """The form of somebody's roles in these districts (id -> name)."""
    choices = [
        SelectChoice("", _("No role")),
        *(SelectChoice(role.value, _(ROLE_NAMES[role])) for role in IN_A_DISTRICT),
    ]
    fields = {
        f"district_{number}": SelectField(name, choices=choices)
        for number, name in districts.items()
    }
    made: RolesForm = type("RolesOfDistricts", (RolesForm,), fields)(**more)
    return made
