"""How many rows each table has: what a copy must have in common with its original."""

from beteiligung.errors import OperatorError

Counts = dict[str, int]  # by table


def same_rows(expected: Counts, found: Counts) -> None:
    """Refuse a copy that differs from what was copied."""
    if found != expected:
        message = "The copy does not have the same rows as the database. Try again."
        raise OperatorError(message)
