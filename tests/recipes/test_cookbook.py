"""Every recipe, with the values that its parameters take: clean for the linter, and it does what its examples say."""

import re

import pytest

from rules.dryrun.engine import World, run
from rules.dryrun.scenario import Scenario
from rules.dryrun.trace import HookEvent
from rules.lua.protocol.query import QueryAnswer
from rules.recipes.cookbook import RECIPES
from rules.recipes.insertion import insert
from rules.recipes.kept_test import kept_test
from rules.resolver.zone import ZoneResolver
from rules.vpop3 import versions
from rules.vpop3.decision import Kind
from rules.vpop3.versions import Version
from tests.recipes.inserting import choices, found_in, inserted, script

CHOSEN = [
    pytest.param(recipe, values, id=f"{recipe.slug}-{number}")
    for recipe in RECIPES.values()
    for number, values in enumerate(choices(recipe))
]
ZONE = "customer.example. MX 10 mx1.customer.example.\nmx1.customer.example. A 192.0.2.1\n"


def test_there_are_at_least_ten():
    assert len(RECIPES) >= 10
    assert len({recipe.call.function for recipe in RECIPES.values()}) == len(RECIPES)


@pytest.mark.parametrize(("recipe", "values"), CHOSEN)
def test_nothing_is_said_about_it_and_its_examples_hold(recipe, values, sandbox):
    text = insert(recipe, values, script("")).text
    assert found_in(text) == []
    for example in recipe.examples(values):
        assert kept_test(text.encode(), example, sandbox).problems == (), example.name


@pytest.mark.parametrize("slug", [slug for slug in RECIPES if slug != "fresh-dns"])
def test_an_example_fails_without_the_recipe(slug, sandbox):
    """The first example is the test that is kept: it must notice when the recipe is gone. (No decision says whether the
    DNS cache was used.)"""
    recipe = RECIPES[slug]
    assert kept_test(b"", recipe.examples(choices(recipe)[0])[0], sandbox).problems


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_it_decides_nothing_when_the_queue_does_not_answer(recipe, sandbox):
    text = inserted(recipe.slug).text.encode()
    world = World(sandbox=sandbox, resolver=ZoneResolver.parse([("", ZONE)]), query=lambda _: QueryAnswer(error="no"))
    *events, last = run(text, Scenario.of("customer.example", retries=2), world)
    assert last.decision.kind is Kind.SEND
    assert [event.error for event in events if isinstance(event, HookEvent) and event.error] == []


def test_the_cache_is_not_asked_after_a_failure(sandbox):
    text = inserted("fresh-dns", retries="2").text.encode()
    world = World(sandbox=sandbox, resolver=ZoneResolver.parse([("", ZONE)]))

    def may_use_the_cache(retries):
        events = run(text, Scenario.of("customer.example", retries=retries), world)
        return [event.returned[0] for event in events if isinstance(event, HookEvent)]

    assert may_use_the_cache(1) == [True]
    assert may_use_the_cache(2) == [False]


REPLIES = {
    "450 4.7.1 Please try again in 5 minutes": 6,
    "421 Too many connections, retry after 90 seconds": 3,
    "451 Wait at least 2 hours before you retry": 121,
    "450 GREYLISTED, TRY AGAIN IN 300s": 6,
    "450 try again in 9999999 hours": 240,
    "450 4.7.1 try again later": None,
    "450 limit of 20 messages in 60 minutes": None,
    "250 2.0.0 ok, try again in 5 minutes": None,
    "554 5.7.1 refused, try again in 5 minutes": None,
    "connection timed out, try again in 5 minutes": None,
}


@pytest.mark.parametrize(("reply", "minutes"), REPLIES.items())
def test_the_time_that_a_reply_asks_for(reply, minutes, sandbox):
    text = inserted("honour-reply").text.encode()
    rows = QueryAnswer(columns=("result", "minutes_ago"), rows=((reply, "0"),))
    world = World(sandbox=sandbox, resolver=ZoneResolver.parse([("", ZONE)]), query=lambda _: rows)
    *_, last = run(text, Scenario.of("customer.example"), world)
    assert last.decision.hold_minutes == minutes


PROVIDERS = {
    "mx1.mail.bigmail.example": ".bigmail.example",
    "bigmail.example": ".bigmail.example",
    "mx.shop.co.uk": ".shop.co.uk",
    "mx.shop.com.au": ".shop.com.au",
    "mx1.gmx.de": ".gmx.de",
    "localhost": ".localhost",
    "192.0.2.10": ".192.0.2.10",
    "2001:db8::25": ".2001:db8::25",
    "x'y.o'hara.example": ".o''hara.example",
}


@pytest.mark.parametrize(("server", "provider"), PROVIDERS.items())
def test_the_servers_of_a_provider(server, provider, sandbox):
    asked = []

    def query(sql):
        asked.append(sql)
        return QueryAnswer(columns=("attempts",), rows=(("0",),))

    text = inserted("warm-up").text.encode() + b"\nfunction GetOverrides() return {} end\n"
    with sandbox.open(text, query=query, script_globals={}) as session:
        session.call("CheckServer", ["customer.example", server, 0, 1, True])
    found = re.search(r"RIGHT\('\.' \|\| server, (\d+)\) = '(.*)'$", asked[0])
    assert found[2] == provider
    assert int(found[1]) == len(provider.replace("''", "'"))


@pytest.mark.parametrize("slug", ["by-connection", "bulk-mail"])
def test_without_the_senders_name_it_does_nothing(slug, sandbox):
    world = World(sandbox=sandbox, resolver=ZoneResolver.parse([("", ZONE)]))
    scenario = Scenario.of("customer.example", version=Version(8, 7))
    *_, last = run(inserted(slug).text.encode(), scenario, world)
    assert (last.decision.kind, versions.HOLDS) == (Kind.SEND, Version(8, 8))
