"""Whole dry runs: real sandbox, real routing, zone text for DNS."""

from dataclasses import replace

import pytest

from rules.dryrun.engine import World, run
from rules.dryrun.plain_text import lines
from rules.dryrun.scenario import Scenario
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.query import QueryAnswer

VENDOR = b"""function CheckServer(domain, mxserver, numRetries, messageSize, defaultResult)
    if defaultResult then
        x = VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='" 
        .. mxserver .. "' AND starttime > CURRENT_TIMESTAMP + '-15 MINUTES' AND LEFT(result, 1) = '4'")
        
        if tonumber(x[1].cnt) > 5 then
            return false, 10;
        end
    end    
end
"""  # noqa: W291, W293


def counted(number):
    return lambda _sql: QueryAnswer(columns=("cnt",), rows=((str(number),),))


def outcome(report):
    return report["decision"]["kind"], report["decision"]["reason"]


def steps(report):
    return [step["step"] for step in report["trace"]]


def test_the_vendors_example_holds_for_10_minutes_when_both_servers_answer_with_4xx(dry_run):
    report = dry_run(VENDOR, query=counted(9), explain=True)
    decision = report["decision"]
    assert outcome(report) == ("hold", "all_filtered")
    assert decision["hold_minutes"] == 10
    assert decision["origin"] == {"hook": "CheckServer", "line": 7}
    assert decision["sentence"] == "Held for 10 minutes: CheckServer refused both servers."
    assert decision["reasons"][1] == (
        "mx1.bigmail.example: `CheckServer` returned `false, 10` on line 7, because the query on line 3 counted 9 "
        "answers beginning with 4 in the last 15 minutes (limit 5)."
    )
    assert steps(report) == ["load", "mx", "address", "CheckServer", "CheckServer", "decision"]


def test_the_vendors_example_sends_when_there_are_few_4xx(dry_run):
    report = dry_run(VENDOR, query=counted(2))
    assert outcome(report) == ("send", "mx")
    assert report["decision"]["servers"] == [
        {
            "exchange": "mx1.bigmail.example",
            "preference": 10,
            "port": 25,
            "addresses": ["192.0.2.1", "2001:db8::1"],
        },
        {"exchange": "mx2.bigmail.example", "preference": 20, "port": 25, "addresses": ["192.0.2.2"]},
    ]
    check = next(step for step in report["trace"] if step["step"] == "CheckServer")
    assert check["explicit"] is False
    assert "defaultResult (true) applies" in check["meaning"]
    assert check["args"]["mxserver"] == "mx1.bigmail.example"
    assert check["sql"][0]["rows"] == [{"cnt": "2"}]


def test_the_vendors_example_fails_without_a_database_and_the_default_applies(dry_run):
    report = dry_run(VENDOR)
    assert outcome(report) == ("send", "mx")
    assert [error["line"] for error in report["errors"]] == [6, 6]
    assert "hook_error" in report["decision"]["assumptions"]


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("nosuch.example", ("fail", "no_records")),
        ("text.example", ("fail", "no_records")),
        ("bare.example", ("send", "implicit_mx")),
        ("null.example", ("fail", "null_mx")),
        ("mixed.example", ("send", "mx")),
        ("broken.example", ("defer", "dns_failure")),
        ("silent.example", ("defer", "dns_failure")),
        ("dead.example", ("fail", "no_records")),
        ("half.example", ("defer", "dns_failure")),
        ("alias.example", ("send", "mx")),
        ("someone@BigMail.example.", ("send", "mx")),
        ("bücher.example", ("send", "mx")),
    ],
)
def test_each_end_of_dns_has_its_decision(dry_run, domain, expected):
    assert outcome(dry_run(b"", domain)) == expected


def test_an_mx_that_names_an_address_is_noted(dry_run):
    mx = next(step for step in dry_run(b"", "address.example")["trace"] if step["step"] == "mx")
    assert "names the address 192.0.2.9" in mx["notes"][0]


@pytest.mark.parametrize("source", [b"", b"-- nothing here\n", b"local x = 1\r\n", b"function helper() end"])
def test_a_script_without_hooks_lets_the_defaults_stand(dry_run, source):
    report = dry_run(source)
    assert outcome(report) == ("send", "mx")
    assert report["errors"] == []


@pytest.mark.parametrize(
    "source",
    [b"function CheckServer(", b"x = = 1", b"\x00\x00", b"x = 1\x00y = 2", b"\x1bLuaR\x00binary", b"return \xff\xfe"],
)
def test_a_script_that_does_not_load_is_an_error_with_the_default_decision(dry_run, source):
    report = dry_run(source)
    assert outcome(report) == ("send", "mx")
    [error] = report["errors"]
    assert error["hook"] is None
    assert error["message"]
    assert report["trace"][0]["error"] == error["message"]


def test_the_line_of_a_syntax_error_is_shown(dry_run):
    assert dry_run(b"local a = 1\nlocal b = = 2\n")["errors"][0]["line"] == 2


def test_texts_that_are_not_utf_8_or_have_crlf_run(dry_run):
    report = dry_run(b'print("caf\xe9")\r\nfunction CheckServer()\r\n  return false, 5\r\nend\r\n')
    assert report["print"] == ["café"]
    assert report["decision"]["origin"] == {"hook": "CheckServer", "line": 3}


@pytest.mark.parametrize(
    ("answer", "kind", "minutes"),
    [
        *((answer, "send", None) for answer in ('"text"', "{}", "0/0", "-1, -1", "print", "nil, nil, 7")),
        *((f"false, {second}", "hold", None) for second in ("0/0", '"10"', "{}")),
        ("false, 2.5", "hold", 2.5),
    ],
)
def test_odd_answers_of_check_server_never_break_a_run(dry_run, answer, kind, minutes):
    report = dry_run(f"function CheckServer() return {answer} end")
    assert (report["decision"]["kind"], report["decision"]["hold_minutes"]) == (kind, minutes)
    assert report["errors"] == []


def test_a_table_that_holds_itself_is_no_server_map_but_no_harm(dry_run):
    report = dry_run("function GetOverrides() local t = {} t.t = t return t end")
    assert outcome(report) == ("send", "mx")


def test_ten_thousand_overrides_are_cut_and_said(dry_run):
    source = """function GetOverrides()
        local servers = {}
        for i = 1, 10000 do servers["mx" .. i .. ".example"] = i end
        return servers
    end"""
    report = dry_run(source)
    overrides = next(step for step in report["trace"] if step["step"] == "GetOverrides")
    looked_at = "10000 servers were given; the dry run looks at the first 50 by preference."
    assert (overrides["notes"], report["errors"]) == ([looked_at], [])
    assert len(steps(report)) < 70
    assert all(len(reason) < 300 for reason in report["decision"]["reasons"])
    assert any(reason.startswith('`GetOverrides` returned `{["mx') for reason in report["decision"]["reasons"])


def test_a_hook_that_never_ends_is_stopped_and_the_default_applies(dry_run):
    report = dry_run("function GetOverrides() while true do end end", limits=Limits(wall_ms=200))
    assert outcome(report) == ("send", "mx")
    [error] = report["errors"]
    assert error["hook"] == "GetOverrides"
    assert error["message"] == "The script was stopped: it was still running after 200 ms."
    assert error["line"] == 1


def test_a_runtime_error_names_line_and_chain_of_calls(dry_run):
    source = "local function helper()\n  return nil .. 'x'\nend\nfunction CheckServer()\n  return helper()\nend\n"
    error = dry_run(source)["errors"][0]
    assert error["line"] == 2
    assert error["hook"] == "CheckServer"
    assert error["traceback"]


def test_a_password_of_an_override_is_never_shown(dry_run):
    source = """function GetOverrides()
        local map = {["user:s3cret@relay.example:587"] = 5}
        print("user:s3cret@relay.example")
        return map
    end"""
    report = dry_run(source)
    assert "s3cret" not in str(report)
    assert report["decision"]["servers"] == []
    assert report["decision"]["reason"] == "no_records"


def test_the_globals_exist_from_8_8(dry_run):
    source = "function CheckServer() print(ConnectionId, ConnectionName) end"
    assert dry_run(source, connection_id=3, connection_name="Second")["print"][0] == "3\tSecond"
    assert dry_run(source, version="8.7")["print"][0] == "nil\tnil"


def test_hooks_that_a_version_does_not_call_are_named(dry_run):
    report = dry_run("function CheckServer() return false end", version="7.9")
    assert report["trace"][0]["not_called"] == ["CheckServer"]
    assert outcome(report) == ("send", "mx")


def test_globals_live_for_one_lookup_or_by_assumption_for_one_hook(dry_run):
    source = "function CheckServer() count = (count or 0) + 1 print(count) end"
    assert dry_run(source)["print"] == ["1", "2"]
    assert dry_run(source, assume={"lua_state": "per_hook"})["print"] == ["1", "1"]


def test_equal_preferences_come_in_an_order_that_the_seed_decides(sandbox):
    from rules.resolver.zone import ZoneResolver

    text = "\n".join(
        f"many.example. 60 IN MX 10 mx{n}.many.example.\nmx{n}.many.example. 60 IN A 192.0.2.{n}" for n in range(1, 9)
    )
    world = World(sandbox=sandbox, resolver=ZoneResolver.parse([("zone", text)]))

    def order(seed):
        *_, last = run(b"", Scenario.of("many.example", seed=seed), world)
        return [server.exchange for server in last.decision.servers]

    assert order(1) == order(1)
    assert {tuple(order(seed)) for seed in range(5)} != {tuple(order(1))}


def test_lines_and_locals_are_part_of_the_trace(dry_run):
    report = dry_run(
        "function CheckServer(domain)\n  local twice = domain .. domain\n  return true\nend\n", "bare.example"
    )
    check = next(step for step in report["trace"] if step["step"] == "CheckServer")
    assert check["lines"] == {"2": 1, "3": 1}
    assert check["locals"]["twice"] == "bare.examplebare.example"


def test_leaving_a_run_early_ends_the_script(sandbox, resolver):
    events = run(VENDOR, Scenario.of("bigmail.example"), World(sandbox=sandbox, resolver=resolver))
    assert next(events).step == "load"
    events.close()
    assert [event.step for event in run(b"", Scenario.of("bare.example"), World(sandbox=sandbox, resolver=resolver))]


def test_the_ledger_says_what_was_real(dry_run):
    ledger = dry_run(b"")["ledger"]
    assert "zone text" in ledger["dns"]
    assert ledger["sql"] == "none"
    assert ledger["vpop3"] == "8.8"


@pytest.mark.parametrize(
    ("answer", "assume", "printed"),
    [
        (QueryAnswer(columns=("n",)), {}, "table"),
        (QueryAnswer(columns=("n",)), {"sql_no_rows": "nil"}, "nil"),
        (QueryAnswer(error="It failed."), {}, "nil"),
        (QueryAnswer(error="It failed."), {"sql_error": "empty"}, "table"),
    ],
)
def test_the_answer_to_a_query_without_rows_or_with_an_error_can_be_switched(dry_run, answer, assume, printed):
    source = "function CheckServer() print(type(VPOP3.PostgresQuery('SELECT 1'))) end"
    report = dry_run(source, "bare.example", query=lambda _sql: answer, assume=assume)
    assert report["print"] == [printed]
    check = next(step for step in report["trace"] if step["step"] == "CheckServer")
    assert check["sql"][0]["error"] == answer.error
    [assumed] = {"sql_error", "sql_no_rows"} & set(check["assumed"])
    assert assumed in report["decision"]["assumptions"]


def test_prints_are_shown_where_they_happened(sandbox, resolver):
    source = b"""function CheckServer(domain, mx)
        for n = 1, 2 do print(n) end
        local rows = VPOP3.PostgresQuery("SELECT 1")
        print("after it")
        pcall(print, "from within")
    end"""
    world = World(sandbox=sandbox, resolver=resolver, query=counted(9))
    check = list(run(source, Scenario.of("bare.example"), world))[3]
    told = [(getattr(each, "text", "SQL"), getattr(each, "line", None)) for each in check.happenings()]
    assert told == [("1\n2", 2), ("SQL", None), ("after it", 4), ("from within", 5)]
    assert [line.strip().partition(" (")[0] for line in lines(check)][2:7] == [
        "print on line 2: 1",
        "print on line 2: 2",
        "SQL on line 3",
        "cnt = 9",
        "print on line 4: after it",
    ]
    kept = replace(check, printed_at=())  # as an older mxadmin kept it
    assert [getattr(each, "text", "SQL") for each in kept.happenings()] == ["SQL", "1\n2\nafter it\nfrom within"]
