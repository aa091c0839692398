"""What people type into the fields of recipes, and what they are told about it."""

from datetime import date

import pytest

from rules.recipes.cookbook import RECIPES
from rules.recipes.parameters import Day, Domains, Hosts, Names, Option, Relay, Whole, read
from tests.recipes.inserting import TODAY, choices

WHOLE = Whole(name="n", label="N", default=5, lowest=1, highest=60)
OPTION = Option(name="n", label="N", default="a", options={"a": "first", "b": "second"})
DAY, DOMAINS, HOSTS, NAMES = (
    Day(name="n", label="N"),
    Domains(name="n", label="N"),
    Hosts(name="n", label="N"),
    Names(name="n", label="N"),
)
RELAY = Relay(name="n", label="N")

WRONG = [
    (WHOLE, "", "Enter a whole number from 1 to 60."),
    (WHOLE, "ten", "Enter a whole number from 1 to 60."),
    (WHOLE, "1.5", "Enter a whole number from 1 to 60."),
    (WHOLE, "٣", "Enter a whole number from 1 to 60."),
    (WHOLE, "9" * 5000, "Enter a whole number from 1 to 60."),
    (WHOLE, "-1", "-1 is out of bounds: enter 1 to 60."),
    (WHOLE, "61", "61 is out of bounds: enter 1 to 60."),
    (OPTION, "c", "Choose one of: first, second."),
    (DAY, "tomorrow", "Enter a day as year-month-day, like 2026-11-23."),
    (DAY, "1066-10-14", "Enter a day between the years 2000 and 2100."),
    (DOMAINS, " \n# none", "Enter at least one domain."),
    (DOMAINS, "fine.example\nno_domain.example", "Line 2: “no_domain.example” is no domain."),
    (DOMAINS, "\n".join(f"d{n}.example" for n in range(201)), "Enter at most 200 domains, not 201."),
    (HOSTS, "", "Enter at least one server."),
    (HOSTS, "mx1.example\nuser:secret@mx2.example", "Line 2: enter the name of a server"),
    (HOSTS, "mx1.example:25000", "Line 1: enter the name of a server"),
    (NAMES, "  ", "Enter at least one name."),
    (NAMES, "x" * 101, "Line 1: a name has at most 100 characters, not 101."),
    (NAMES, "Bell\a", "Line 1: the name contains a character that cannot be printed: remove it."),
    (RELAY, "", "Enter a mail server, like relay.example.com or relay.example.com:2525."),
    (RELAY, "user:secret@relay.example", "Enter the server without a user name and password"),
    (RELAY, "relay.example:99999", "99999 is not a port."),
    (RELAY, 'relay"] = 1, os.exit() --', "is not a server"),
]


@pytest.mark.parametrize(("parameter", "text", "sentence"), WRONG)
def test_what_cannot_be_read_is_told_in_a_sentence(parameter, text, sentence):
    reading = read((parameter,), {"n": text})
    assert sentence in reading.problems["n"]
    assert "secret" not in reading.problems["n"]
    assert reading.values == {}


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_what_is_written_is_read_again(recipe):
    for values in choices(recipe):
        form = {each.name: each.write(values[each.name]) for each in recipe.parameters}
        assert read(recipe.parameters, form).values == values


def test_domains_are_read_as_they_are_pasted():
    text = "Someone <someone@bücher.example>; https://shop.example/cart"
    assert read((DOMAINS,), {"n": text}).values["n"] == ("xn--bcher-kva.example", "shop.example")


def test_a_new_form_begins_today():
    assert DAY.read(DAY.write(TODAY)) == date(2026, 11, 23)
