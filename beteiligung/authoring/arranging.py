"""What the buttons beside a list of answers do: up, down, away."""

from beteiligung.authoring.parts import Part, Values


def arranged(part: Part, values: Values, button: str) -> tuple[Values, str]:
    """The values after a button such as ``options.3.up``, and where on the page to go on."""
    name, _, rest = button.partition(".")
    number, _, way = rest.partition(".")
    if name not in {rows.name for rows in part.rows}:
        return values, ""
    if way == "" and number == "more":
        return values, f"{name}.{len(values[name])}.label"
    rows = list(values[name])
    at = int(number) if number.isdigit() else len(rows)
    if at >= len(rows):
        return values, ""
    to = {"up": max(at - 1, 0), "down": min(at + 1, len(rows) - 1)}.get(way, at)
    row = rows.pop(at)
    if way != "away":
        rows.insert(to, row)
    return {**values, name: rows}, f"{name}.{min(to, len(rows))}.label"
