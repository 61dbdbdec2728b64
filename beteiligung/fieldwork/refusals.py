"""What tablets and those who look after them may be told "no" for."""

from beteiligung.errors import Refusal
from beteiligung.text import N_


class WrongCode(Refusal):
    """The coupling code is none, was used, or its time is over."""

    default = N_("This code is not right, was used already, or its time is over.")


class UnknownTablet(Refusal):
    """Nobody knows this tablet, or not any more."""

    status = 403
    default = N_("This tablet is not coupled, or not any more.")


class NotMended(Refusal):
    """What was set aside cannot be taken in, even now."""

    default = N_("This cannot be taken in: %(reason)s")


class NoQueue(Refusal):
    """A file that is no queue of a tablet."""

    default = N_("This file is not what a tablet has saved.")
