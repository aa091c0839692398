"""The inputs of dry runs, in the form in which runs, presets and batches are stored."""

from dataclasses import fields

import pytest

from rules.dryrun.run_inputs import BatchInputs, RunInputs
from rules.dryrun.scenario import Scenario
from rules.forms.dry_run import DryRunForm
from rules.resolver.choice import Cache, DnsChoice, Source

STORED = {
    "domain": "a.example",
    "retries": "4",
    "size": "12 MB",
    "version": "8.8",
    "connection_id": "1",
    "connection_name": "Main",
    "dns": "server",
    "dns_server": "192.0.2.1:53",
    "zone": "",
    "force": "",
    "cache": "shared",
    "older": "",
    "seed": "7",
    "assume-hook_error": "as_false",
}
OLD = {"domain": "a.example", "retries": "0"}
"""A run from before runs had seeds."""


@pytest.mark.parametrize("stored", [STORED, OLD, {"domain": ""}, {"domain": "a.example", "assume-gone": "x"}])
def test_stored_inputs_are_stored_in_the_same_form_again(stored):
    assert RunInputs.from_dict(stored).to_dict() == stored


def test_names_that_are_no_inputs_are_left_out():
    assert RunInputs.from_dict(OLD | {"source": "-- text", "parent": "3"}).to_dict() == OLD


def test_there_is_an_input_for_each_field_of_the_form_and_no_other():
    texts = {each.name for each in fields(RunInputs)} - {"assumptions"}
    offered = {name for name in DryRunForm().fields if not name.startswith("assume-")}
    assert texts == offered - {"source", "parent"}


def test_an_assumption_that_was_not_chosen_is_what_mxadmin_assumes():
    inputs = RunInputs.from_dict(STORED)
    assert (inputs.option("hook_error"), inputs.option("hook_order")) == ("as_false", "cache_first")


def test_the_dns_of_a_run_is_read_from_its_inputs():
    assert RunInputs.from_dict(STORED).dns_choice() == DnsChoice(source=Source.SERVER, server="192.0.2.1:53")
    assert RunInputs(domain="a.example").dns_choice() == DnsChoice(source=Source.LIVE, cache=Cache.SHARED)
    with pytest.raises(ValueError, match="SERVFAIL"):
        RunInputs(force="a.example PANIC").dns_choice()


def test_white_space_around_zone_text_counts_no_more_than_in_the_form():
    inputs = RunInputs(
        dns="zone", dns_server=" ", zone="\n a.example. MX 10 mx.a.example.\n", cache="warm", older=" x \n"
    )
    choice = inputs.dns_choice()
    assert (choice.server, choice.zone, choice.older) == ("", "a.example. MX 10 mx.a.example.", "x")


def test_a_batch_from_before_seeds_is_read_as_it_ran():
    stored = {"retries": 2, "size": 1, "version": "8.8", "connection_id": 1, "connection_name": "Main", "dns": "demo"}
    inputs = BatchInputs.from_dict(stored)
    assert inputs.to_dict() == stored | {"seed": 0}
    assert inputs.scenario("a.example") == Scenario(domain="a.example", retries=2, size=1)


def test_a_batch_and_a_single_run_begin_with_the_same_inputs():
    assert BatchInputs().scenario("a.example") == Scenario(domain="a.example")
