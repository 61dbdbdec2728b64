"""What people of the team may be told "no" for."""

from beteiligung.errors import Refusal
from beteiligung.text import N_


class LinkOver(Refusal):
    """A one-time link that was used, or is too old."""

    status = 410
    default = N_("This link has been used or is too old. Please ask for a new one.")


class KnownAddress(Refusal):
    """Somebody already has an account under this address."""

    default = N_("Somebody with this e-mail address already belongs to the team.")


class LastAdmin(Refusal):
    """Without an administrator nobody could let anybody in again."""

    default = N_(
        "This is the last administrator. Please make somebody else an administrator first."
    )


class DistrictMissing(Refusal):
    """A role that only means something in a district."""

    default = N_("Please choose a district for this role.")


class ClosedAccount(Refusal):
    """A password is no way back into an account that is shut."""

    default = N_("This account is closed. Please open it first.")


class StepNeeded(Refusal):
    """Whoever leads a district or the installation does not work without a second step."""

    default = N_("Your role needs the second step. You can set it up anew with another app.")
