"""Recipes inserted into texts, for tests."""

from datetime import date

from rules.analysis.script import Script
from rules.lint import lint
from rules.recipes.cookbook import RECIPES
from rules.recipes.insertion import Insertion, insert
from rules.recipes.parameters import Day, Domains, Hosts, Names, Option, Parameter, Relay, Values, Whole, defaults, read
from rules.recipes.recipe import Recipe
from rules.vpop3 import versions

TODAY = date(2026, 11, 23)

ODD = {
    Domains: ("bücher.example\na-b.co.uk, someone@third.example",),
    Hosts: ("MX1.Example.NET.\nxn--bcher-kva.example _dmarc.example",),
    Names: ("Quote \" and \\ and '\n%d [x] ${y} <names>\nZweigstelle Köln\n日本\n--]] end",),
    Relay: ("[2001:db8::25]:2525", "192.0.2.25"),
    Day: ("2000-01-01", "2100-12-31"),
}
"""What somebody may type, beside the default and the bounds."""


def typed(parameter: Parameter) -> list[str]:
    """The values of one parameter that are tried: its default, its bounds, each option, and odd ones."""
    usual = [defaults((parameter,), TODAY)[parameter.name]]
    if isinstance(parameter, Whole):
        return [*usual, str(parameter.lowest), str(parameter.highest)]
    if isinstance(parameter, Option):
        return list(parameter.options)
    return [*usual, *ODD[type(parameter)]]


def choices(recipe: Recipe) -> list[Values]:
    """The defaults, and each parameter's other values with the defaults of all others; values that go together."""
    usual = defaults(recipe.parameters, TODAY)
    forms = [usual] + [usual | {each.name: text} for each in recipe.parameters for text in typed(each)[1:]]
    found = []
    for form in forms:
        reading = read(recipe.parameters, form)
        assert reading.problems == {}
        if not recipe.rejects(reading.values):
            found.append(reading.values)
    return found


def values_of(slug: str, **changed: str) -> Values:
    recipe = RECIPES[slug]
    reading = read(recipe.parameters, defaults(recipe.parameters, TODAY) | changed)
    assert reading.problems == {}
    return reading.values


def script(text: str) -> Script:
    return Script(text.encode(), version=versions.CURRENT, problem=None, catalogue=None)


def inserted(slug: str, text: str = "", **changed: str) -> Insertion:
    return insert(RECIPES[slug], values_of(slug, **changed), script(text))


def found_in(text: str) -> list[str]:
    """The findings about a text, without their lines."""
    return sorted(f"{each.rule}: {each.severity}" for each in lint.findings(script(text)))
