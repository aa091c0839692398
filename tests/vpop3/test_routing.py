"""The procedure of the contract, hook by hook, without a sandbox and without DNS."""

import pytest

from rules.vpop3.asks import LookupAddresses, LookupMx, MxOutcome
from rules.vpop3.assumptions import Assumptions
from rules.vpop3.decision import Kind, Reason, Server, Verdict
from rules.vpop3.hooks import HookName
from rules.vpop3.routing import Message, route
from rules.vpop3.versions import CURRENT
from tests.vpop3.playing import FAILS, World

TWO = {"mx1.example.test": 10, "mx2.example.test": 20}


def outcome(decision):
    return decision.kind, decision.reason


def names(decision):
    return [server.exchange for server in decision.servers]


def test_without_hooks_the_mx_servers_are_used_in_their_order():
    decision = World(mx=TWO).decide()
    assert outcome(decision) == (Kind.SEND, Reason.MX)
    assert names(decision) == ["mx1.example.test", "mx2.example.test"]
    assert decision.origin.hook is None
    assert "missing_hook" in decision.assumptions


def test_the_live_path_takes_two_rounds_of_lookups():
    world = World(mx=TWO)
    world.decide()
    assert [type(ask) for ask in world.lookups()] == [LookupMx, LookupAddresses]
    assert [server.exchange for server in world.lookups()[1].servers] == ["mx1.example.test", "mx2.example.test"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (MxOutcome.NO_NAME, (Kind.FAIL, Reason.NO_RECORDS)),
        (MxOutcome.NULL_MX, (Kind.FAIL, Reason.NULL_MX)),
        (MxOutcome.FAILURE, (Kind.DEFER, Reason.DNS_FAILURE)),
        (MxOutcome.NO_MX, (Kind.SEND, Reason.IMPLICIT_MX)),
    ],
)
def test_each_end_of_the_mx_lookup_has_its_decision(found, expected):
    assert outcome(World(found=found).decide()) == expected


def test_the_implicit_mx_is_the_domain_itself_with_preference_0():
    [server] = World(found=MxOutcome.NO_MX).decide().servers
    assert (server.exchange, server.preference, server.port) == ("example.test", 0, 25)


def test_without_mx_and_without_address_the_message_fails():
    assert outcome(World(found=MxOutcome.NO_MX, addresses={}).decide()) == (Kind.FAIL, Reason.NO_RECORDS)


def test_without_mx_a_failed_address_lookup_defers():
    decision = World(found=MxOutcome.NO_MX, addresses={}, failed=["example.test"]).decide()
    assert outcome(decision) == (Kind.DEFER, Reason.DNS_FAILURE)


def test_when_no_exchange_resolves_the_message_fails_or_is_deferred_if_nobody_knows():
    assert outcome(World(mx=TWO, addresses={}).decide()) == (Kind.FAIL, Reason.NO_RECORDS)
    decision = World(mx=TWO, addresses={}, failed=["mx2.example.test"]).decide()
    assert outcome(decision) == (Kind.DEFER, Reason.DNS_FAILURE)


def test_an_exchange_without_address_is_left_out_by_default():
    decision = World(mx=TWO, addresses={"mx2.example.test": ["192.0.2.2"]}).decide()
    assert names(decision) == ["mx2.example.test"]
    assert decision.assumptions == ("missing_hook", "default_result")


def test_get_check_cache_false_asks_for_fresh_records_everywhere():
    world = World({"GetCheckCache": False}, mx=TWO)
    world.decide()
    assert [ask.fresh for ask in world.lookups()] == [True, True]


def test_check_server_is_called_with_the_documented_arguments():
    world = World({"CheckServer": lambda *_args: None}, mx=TWO, addresses={"mx1.example.test": ["192.0.2.1"]})
    world.decide("example.test", retries=3, size=2048)
    assert world.calls == [
        ("CheckServer", "example.test", "mx1.example.test", 3, 2048, True),
        ("CheckServer", "example.test", "mx2.example.test", 3, 2048, False),
    ]


def test_false_with_minutes_from_every_server_holds_for_the_longest():
    hooks = {"CheckServer": lambda _domain, server, *_rest: (False, 10 if server.startswith("mx1") else 25)}
    decision = World(hooks, mx=TWO).decide()
    assert outcome(decision) == (Kind.HOLD, Reason.ALL_FILTERED)
    assert decision.hold_minutes == 25
    assert (decision.origin.hook, decision.origin.line) == (HookName.CHECK_SERVER, 7)
    assert "hold_minutes" in decision.assumptions


def test_the_same_minutes_from_every_server_need_no_assumption():
    decision = World({"CheckServer": (False, 10)}, mx=TWO).decide()
    assert decision.hold_minutes == 10
    assert "hold_minutes" not in decision.assumptions


def test_the_shortest_and_the_last_hold_can_be_chosen_instead():
    hooks = {"CheckServer": lambda _domain, server, *_rest: (False, 30 if server.startswith("mx1") else 5)}
    assert World(hooks, mx=TWO).decide(hold_minutes="shortest").hold_minutes == 5
    hooks = {"CheckServer": lambda _domain, server, *_rest: (False, 5 if server.startswith("mx1") else 30)}
    assert World(hooks, mx=TWO).decide(hold_minutes="last").hold_minutes == 30


def test_false_without_minutes_holds_with_no_time():
    decision = World({"CheckServer": False}, mx=TWO).decide()
    assert outcome(decision) == (Kind.HOLD, Reason.ALL_FILTERED)
    assert decision.hold_minutes is None


def test_before_8_8_all_filtered_is_a_permanent_failure_without_minutes():
    decision = World({"CheckServer": (False, 10)}, mx=TWO).decide(version="8.7")
    assert outcome(decision) == (Kind.FAIL, Reason.ALL_FILTERED)
    assert decision.hold_minutes is None


def test_a_hold_is_ignored_while_another_server_is_usable():
    hooks = {"CheckServer": lambda _domain, server, *_rest: (False, 10) if server.startswith("mx1") else True}
    decision = World(hooks, mx=TWO).decide()
    assert outcome(decision) == (Kind.SEND, Reason.MX)
    assert names(decision) == ["mx2.example.test"]
    assert "hold_with_usable_server" in decision.assumptions


def test_a_hold_can_be_made_to_count_although_a_server_is_usable():
    hooks = {"CheckServer": lambda _domain, server, *_rest: (False, 10) if server.startswith("mx1") else True}
    decision = World(hooks, mx=TWO).decide(hold_with_usable_server="hold")
    assert outcome(decision) == (Kind.HOLD, Reason.ALL_FILTERED)
    assert decision.hold_minutes == 10


def test_check_server_may_use_a_server_that_does_not_resolve():
    decision = World({"CheckServer": True}, mx=TWO, addresses={}).decide()
    assert names(decision) == ["mx1.example.test", "mx2.example.test"]


def test_7_9_has_no_check_server_and_8_5_no_final_overrides():
    hooks = {"CheckServer": False, "FinalOverrides": {"relay.example": 5}}
    old = World(hooks, mx=TWO)
    assert outcome(old.decide(version="7.9")) == (Kind.SEND, Reason.MX)
    assert old.calls == []
    assert outcome(World({"FinalOverrides": {"relay.example": 5}}, mx=TWO).decide(version="8.5")) == (
        Kind.SEND,
        Reason.MX,
    )


def test_overrides_replace_the_mx_answer_without_looking_it_up():
    world = World({"GetOverrides": {"relay.example": 10}}, mx=TWO)
    decision = world.decide()
    assert outcome(decision) == (Kind.SEND, Reason.OVERRIDES)
    assert names(decision) == ["relay.example"]
    assert not any(isinstance(ask, LookupMx) for ask in world.asked)
    assert decision.origin.hook is HookName.GET_OVERRIDES
    assert {"overrides", "server_map"} <= set(decision.assumptions)


def test_overrides_can_be_added_to_the_mx_answer_instead():
    decision = World({"GetOverrides": {"relay.example": 15}}, mx=TWO).decide(overrides="add")
    assert names(decision) == ["mx1.example.test", "relay.example", "mx2.example.test"]


@pytest.mark.parametrize("nothing", [None, {}, (None, True), ()])
def test_no_overrides_leave_the_mx_answer(nothing):
    assert outcome(World({"GetOverrides": nothing}, mx=TWO).decide()) == (Kind.SEND, Reason.MX)


def test_continue_false_is_as_if_there_were_no_records_at_all():
    world = World({"GetOverrides": ({"relay.example": 1}, False)}, mx=TWO)
    decision = world.decide()
    assert outcome(decision) == (Kind.FAIL, Reason.NO_RECORDS)
    assert decision.origin.hook is HookName.GET_OVERRIDES
    assert world.lookups() == []


def test_override_servers_are_checked_too():
    world = World({"GetOverrides": {"relay.example": 10}, "CheckServer": (False, 3)}, mx=TWO)
    assert world.decide().hold_minutes == 3
    assert world.calls[-1][2] == "relay.example"


def test_final_overrides_sees_what_remains_and_has_the_last_word():
    hooks = {
        "CheckServer": lambda _domain, server, *_rest: server.startswith("mx2"),
        "FinalOverrides": lambda *_args: {"relay.example:2525": 5},
    }
    world = World(hooks, mx=TWO)
    decision = world.decide()
    assert world.calls[-1] == ("FinalOverrides", "example.test", 0, 1000, {"mx2.example.test": 20})
    assert outcome(decision) == (Kind.SEND, Reason.FINAL_OVERRIDES)
    assert (decision.servers[0].exchange, decision.servers[0].port) == ("relay.example", 2525)


def test_final_overrides_can_save_a_message_that_would_be_held():
    hooks = {"CheckServer": (False, 10), "FinalOverrides": {"relay.example": 5}}
    decision = World(hooks, mx=TWO).decide()
    assert outcome(decision) == (Kind.SEND, Reason.FINAL_OVERRIDES)
    assert decision.hold_minutes is None


def test_final_overrides_that_returns_nothing_changes_nothing():
    decision = World({"FinalOverrides": None}, mx=TWO).decide()
    assert outcome(decision) == (Kind.SEND, Reason.MX)
    assert "final_overrides" not in decision.assumptions


def test_final_overrides_may_say_not_to_continue():
    decision = World({"FinalOverrides": (None, False)}, mx=TWO).decide()
    assert outcome(decision) == (Kind.FAIL, Reason.NO_RECORDS)
    assert decision.origin.hook is HookName.FINAL_OVERRIDES


def test_final_overrides_is_called_without_servers_only_by_assumption():
    hooks = {"FinalOverrides": {"relay.example": 5}}
    assert outcome(World(hooks).decide()) == (Kind.FAIL, Reason.NO_RECORDS)
    assert outcome(World(hooks).decide(final_overrides="always")) == (Kind.SEND, Reason.FINAL_OVERRIDES)
    assert outcome(World(hooks, mx=TWO).decide(final_overrides="never")) == (Kind.SEND, Reason.MX)


def test_a_hook_that_fails_leaves_the_default():
    decision = World({"CheckServer": FAILS, "GetOverrides": FAILS}, mx=TWO).decide()
    assert outcome(decision) == (Kind.SEND, Reason.MX)
    assert "hook_error" in decision.assumptions


def test_a_failing_hook_can_be_taken_as_false():
    decision = World({"CheckServer": FAILS}, mx=TWO).decide(hook_error="as_false")
    assert outcome(decision) == (Kind.HOLD, Reason.ALL_FILTERED)


def test_a_missing_hook_can_be_taken_as_false_but_not_one_that_the_version_does_not_call():
    assert World(mx=TWO).decide(missing_hook="as_false").kind is Kind.HOLD
    assert World(mx=TWO).decide(missing_hook="as_false", version="7.9").kind is Kind.SEND


def test_the_forms_of_the_arguments_can_be_switched():
    world = World({"CheckServer": None}, mx={"mx1.example.test": 10})
    world.decide(retries=1, size=1025, names="trailing_dot", num_retries="from_one", message_size="kilobytes")
    assert world.calls == [("CheckServer", "example.test.", "mx1.example.test.", 2, 2, True)]


def test_the_default_result_can_be_switched_to_always_true():
    decision = World(mx=TWO, addresses={}).decide(default_result="always_true")
    assert outcome(decision) == (Kind.SEND, Reason.MX)


def test_the_first_two_hooks_can_change_places():
    hooks = {"GetCheckCache": True, "GetOverrides": None}
    world = World(hooks, mx=TWO)
    assert "hook_order" in world.decide().assumptions
    assert [call[0] for call in world.calls] == ["GetCheckCache", "GetOverrides"]
    swapped = World(hooks, mx=TWO)
    swapped.decide(hook_order="overrides_first")
    assert [call[0] for call in swapped.calls] == ["GetOverrides", "GetCheckCache"]


def test_only_exchanges_that_mx_records_name_are_looked_up_as_exchanges():
    world = World(mx=TWO)
    world.decide()
    assert [ask.by_mx for ask in world.lookups()[1:]] == [True]
    world = World(found=MxOutcome.NO_MX)
    world.decide()
    assert [ask.by_mx for ask in world.lookups()[1:]] == [False]


def test_an_answer_to_another_question_is_a_mistake_of_ours():
    message = Message(domain="example.test", retries=0, size=1, version=CURRENT, assumptions=Assumptions({}))
    routing = route(message)
    next(routing)
    with pytest.raises(TypeError, match="answered by object where it expects"):
        routing.send(object())


@pytest.mark.parametrize(
    ("usable", "explicit", "default", "as_default", "minutes", "refused"),
    [
        (True, True, True, False, None, False),
        (False, True, True, False, None, True),
        (False, True, False, False, None, True),
        (False, False, True, False, None, True),
        (False, False, False, False, None, False),
        (False, True, False, True, None, False),
        (False, True, False, True, 10, True),
    ],
)
def test_refused_by_the_script_is_told_from_unusable_anyway(usable, explicit, default, as_default, minutes, refused):
    server = Server(exchange="mx.example.test", preference=10)
    verdict = Verdict(
        server=server, usable=usable, explicit=explicit, default=default, as_default=as_default, hold_minutes=minutes
    )  # fmt: skip
    assert verdict.refused is refused


def test_a_verdict_that_was_kept_before_there_was_as_default_counts_as_an_opinion():
    server = Server(exchange="mx.example.test", preference=10)
    assert Verdict(server=server, usable=False, explicit=True, default=False).refused
