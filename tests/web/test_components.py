"""The parts of the pages keep what they promise: tied errors, lengths, patterns, faces."""

from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask, render_template_string
from wtforms import Form, IntegerField, PasswordField, StringField
from wtforms.validators import InputRequired

HOSTILE = "<b>&\"'"


def drawn(app: Flask, source: str, /, **values: Any) -> Element:
    """What a template draws, as a strictly parsed tree."""
    with app.test_request_context("/de/"):
        text = render_template_string(source, **values)
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: Element = parser.parseFragment(text)
    return tree


def one(tree: Element, path: str) -> Element:
    """The single element at a path."""
    found = tree.findall(path)
    assert len(found) == 1, path
    return found[0]


def words(element: Element) -> str:
    """All text below an element."""
    return " ".join("".join(element.itertext()).split())


class SignUp(Form):
    """Three fields as staff meet them."""

    name = StringField("Name", [InputRequired("Say a name")], description="As on the door")
    age = IntegerField("Age")
    password = PasswordField("Password", [InputRequired()])


SUMMARY = (
    '{% from "components/error_summary.html" import error_summary %}{{ error_summary(errors) }}'
)
FIELD = '{% from "components/field.html" import field %}{{ field(f) }}'


def test_a_field_ties_help_and_error_to_its_control(app: Flask):
    form = SignUp()
    form.validate()
    tree = drawn(app, FIELD, f=form.name)
    control = one(tree, ".//input")
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "name-help name-error"
    assert words(one(tree, ".//*[@id='name-error']")) == "Say a name"
    assert words(one(tree, ".//*[@id='name-help']")) == "As on the door"
    assert one(tree, ".//label").get("for") == "name"


def test_a_field_says_when_it_may_stay_empty_and_nothing_else(app: Flask):
    tree = drawn(app, FIELD, f=SignUp().age)
    assert one(tree, ".//label/span") is not None
    assert one(tree, ".//input").get("aria-describedby") is None


def test_passwords_are_written_left_to_right_and_names_either_way(app: Flask):
    form = SignUp()
    assert one(drawn(app, FIELD, f=form.password), ".//input").get("dir") == "ltr"
    assert one(drawn(app, FIELD, f=form.name), ".//input").get("dir") == "auto"


def test_the_error_summary_links_each_error_and_takes_the_focus(app: Flask):
    tree = drawn(
        app,
        SUMMARY,
        errors=[("q1", "First"), ("q2", HOSTILE)],
    )
    box = one(tree, ".//div[@id='errors']")
    assert (box.get("role"), box.get("tabindex")) == ("alert", "-1")
    assert [a.get("href") for a in tree.iter("a")] == ["#q1", "#q2"]
    assert [words(a) for a in tree.iter("a")] == ["First", HOSTILE]


def test_no_errors_draw_no_summary(app: Flask):
    tree = drawn(app, SUMMARY, errors=[])
    assert len(tree) == 0


def test_a_bar_is_as_long_as_its_share_and_a_hidden_one_has_none(app: Flask):
    tree = drawn(
        app,
        '{% from "components/bars.html" import bars %}{{ bars(rows) }}',
        rows=[("Litter", 46, "46 %"), (HOSTILE, None, "under 5")],
    )
    rows = tree.findall(".//li")
    assert one(rows[0], ".//*[@class='bar-fill']").get("width") == "46%"
    assert rows[1].findall(".//*[@class='bar-fill']") == []
    assert words(rows[1]) == f"{HOSTILE}under 5"


@pytest.mark.parametrize(
    ("parts", "steps"),
    [([5, 14, 20, 33, 28], [1, 2, 3, 4, 5]), ([20, 30, 30, 20], [1, 2, 4, 5])],
)
def test_a_stack_follows_the_scale_and_has_a_pattern_for_each_step(
    app: Flask, parts: list[int], steps: list[int]
):
    tree = drawn(app, '{% from "components/stack.html" import stack %}{{ stack(p) }}', p=parts)
    rects = [item for item in tree.iter() if item.tag.endswith("rect")]
    assert [item.get("class") for item in rects[::2]] == [f"s{step}" for step in steps]
    assert [item.get("fill") for item in rects[1::2]] == [f"url(#scale-{step})" for step in steps]
    starts = [float((item.get("x") or "").rstrip("%")) for item in rects[::2]]
    assert starts == [sum(parts[:place]) for place in range(len(parts))]


def test_a_stack_says_a_number_only_where_it_fits(app: Flask):
    tree = drawn(app, '{% from "components/stack.html" import stack %}{{ stack([3, 0, 90, 7]) }}')
    assert [item.text for item in tree.iter() if item.tag.endswith("text")] == ["90", "7"]


def test_a_table_names_rows_and_columns_and_can_be_scrolled_by_keyboard(app: Flask):
    tree = drawn(
        app,
        '{% from "components/table.html" import table %}'
        '{{ table("t", "Caption", ["Answer", "Number"], [["Litter", 157]], numeric=(1,)) }}',
    )
    assert [th.get("scope") for th in tree.iter("th")] == ["col", "col", "row"]
    assert one(tree, ".//td").get("class") == "n"
    region = one(tree, "./div")
    assert region.get("tabindex") == "0"
    assert words(one(tree, f".//*[@id='{region.get('aria-labelledby')}']")) == "Caption"


@pytest.mark.parametrize("of", [2, 3, 4, 5])
def test_each_step_of_a_scale_has_its_own_face(app: Flask, of: int):
    source = '{% from "components/face.html" import face %}{{ face(place, of) }}'
    with app.test_request_context("/de/"):
        faces = {render_template_string(source, place=place, of=of) for place in range(1, of + 1)}
    assert len(faces) == of


def test_an_option_is_one_label_with_its_control_inside(app: Flask):
    tree = drawn(
        app,
        '{% from "components/option.html" import option %}'
        '{{ option("q", "a", label, box=true, chosen=true, data_exclusive="yes") }}',
        label=HOSTILE,
    )
    control = one(tree, "./label/input")
    assert control.get("type") == "checkbox"
    assert control.get("checked") is not None
    assert control.get("data-exclusive") == "yes"
    assert words(one(tree, "./label")) == HOSTILE


def test_a_scale_of_many_steps_has_no_faces(app: Flask):
    tree = drawn(
        app, '{% from "components/face.html" import face %}{{ face(3, 8) }}{{ face(3, 6) }}'
    )
    assert len(tree) == 0


def test_an_option_leaves_out_what_is_not_given(app: Flask):
    tree = drawn(
        app,
        '{% from "components/option.html" import option %}'
        '{{ option("q", "a", "A", data_pinned=none, data_exclusive="") }}',
    )
    control = one(tree, "./label/input")
    assert control.get("data-pinned") is None
    assert not control.get("data-exclusive")
