"""What authors are told about a question that cannot be asked like this."""

from beteiligung.text import N_

MISSING = N_("“%(name)s” is missing: people must be told.")
NO_POINTS = N_("There must be between 1 and 1000 points to share out.")
NO_EXPRESSION = N_("The expression is missing.")
NO_PARAMETER = N_("This is no possible name for a part of an address.")
IDENTIFIES = N_("What an address brings along must identify nobody.")
NO_VALUE = N_("An address can only bring short plain values.")
NO_STEP = N_("This must be a number above zero.")
NO_ELSEWHERE = N_("A point needs one answer “somewhere else” with a line to write in.")
NO_STEPS = N_("Smileys need a scale of 3, 5 or 7 steps, best first.")
