"""Rare answers are put together: ages with their neighbours, languages in one bundle."""

from beteiligung.disclosure.categories import OTHERS, Category, merged

AGES = {"u16": 3, "16_24": 40, "25_39": 90, "40_59": 80, "60_74": 20, "75p": 12}


def codes(found: tuple[Category, ...]) -> dict[str, tuple[str, ...]]:
    return {each.code: each.of for each in found}


def test_ages_go_with_the_smaller_neighbour_until_they_are_enough():
    assert codes(merged(AGES, ordered=True, least=30)) == {
        "u16~16_24": ("u16", "16_24"),
        "25_39": ("25_39",),
        "40_59": ("40_59",),
        "60_74~75p": ("60_74", "75p"),
    }


def test_where_everything_is_rare_one_group_is_left():
    assert codes(merged({"a": 3, "b": 4, "c": 5}, ordered=True, least=30)) == {
        "a~c": ("a", "b", "c")
    }


def test_rare_languages_become_one_bundle_at_the_end():
    found = merged({"fa": 4, "de": 200, "tr": 7, "ar": 50}, ordered=False, least=30, enough=10)
    assert codes(found) == {"de": ("de",), "ar": ("ar",), OTHERS: ("fa", "tr")}


def test_a_bundle_that_is_too_small_takes_the_next_rarest_along():
    found = merged({"fa": 1, "de": 200, "ar": 50}, ordered=False, least=30, enough=10)
    assert codes(found) == {"de": ("de",), OTHERS: ("fa", "ar")}


def test_a_single_rare_answer_with_enough_people_stays_alone():
    found = merged({"w": 300, "m": 250, "d": 6}, ordered=False, least=30, enough=5)
    assert codes(found) == {"w": ("w",), "m": ("m",), "d": ("d",)}


def test_what_does_not_count_is_never_put_together_with_what_does():
    found = merged({"1": 2, "2": 3, "neu": 1}, ordered=True, least=30, missing={"neu"})
    assert [(each.of, each.missing) for each in found] == [(("1", "2"), False), (("neu",), True)]


def test_an_opinion_that_nobody_had_stays():
    found = merged({"5": 40, "4": 0, "3": 2, "2": 9}, ordered=True, least=5, empty=False)
    assert codes(found) == {"5": ("5",), "4~2": ("4", "3", "2")}
