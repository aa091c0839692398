"""The number behind a verdict is found by trying, never read in the script."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from rules.dryrun.narration import CUT
from rules.dryrun.threshold import trial_limits
from rules.lua.protocol.limits import Limits
from rules.lua.protocol.query import QueryAnswer

COUNT = "SELECT count(*) AS failures FROM outqueue.sendattempts WHERE result LIKE '4%'"


def check(body, sql=COUNT):
    return f'function CheckServer(d, mx)\nlocal r = VPOP3.PostgresQuery("{sql}")[1]\n{body}\nend'


def answers(**row):
    return lambda _sql: QueryAnswer(columns=tuple(row), rows=(tuple(row.values()),))


def first_reason(report):
    return report["decision"]["reasons"][1].removeprefix("mx1.bigmail.example: `CheckServer` returned ")


@pytest.mark.parametrize(
    ("failures", "body", "turning"),
    [
        ("9", "return tonumber(r.failures) <= 5", "limit 5"),
        ("9", "return tonumber(r.failures) < 5", "would pass at 4 or fewer"),
        ("3", "return tonumber(r.failures) < 5", "passes at 4 or fewer"),
        ("9", "local most = 2 ^ 2 return not (tonumber(r.failures) > most * 2)", "would pass at 8 or fewer"),
        ("1", "return r.failures == '0'", "limit 0"),
        ("1", "-- 0 is best\nreturn tonumber(r.failures) < 1", "would pass at 0"),
        ("0", "return tonumber(r.failures) <= 5", "limit 5"),
        ("700", "return tonumber(r.failures) <= 5000", "limit 5000"),
        ("700", "return tonumber(r.failures) <= 0x1F", "limit 31"),
    ],
)
def test_the_turning_point_is_a_limit_only_if_the_script_names_it(dry_run, failures, body, turning):
    reason = first_reason(dry_run(check(body), query=answers(failures=failures), explain=True))
    noun = "answer" if failures == "1" else "answers"
    assert f", because the query on line 2 counted {failures} {noun} beginning with 4 ({turning})." in reason


def test_the_deciding_column_is_named(dry_run):
    query = answers(attempts="40", failures="30", name="x")
    sql = "SELECT attempts, failures, name FROM summary"
    reason = first_reason(
        dry_run(check("return r.failures * 2 <= tonumber(r.attempts)", sql), query=query, explain=True)
    )
    assert reason.endswith(", because the query on line 2 gave failures = 30 (would pass at 20 or fewer).")


@pytest.mark.parametrize(
    ("found", "body", "turning"),
    [
        (3, "return #rows == 0", "limit 0"),
        (1, "return #rows == 0", "limit 0"),
        (3, "return #rows < 10", "passes at 9 or fewer"),
        (3, "for _, row in ipairs(rows) do return false end", "would pass at 0"),
    ],
)
def test_the_number_of_rows_decides_where_rows_are_counted(dry_run, found, body, turning):
    source = f'function CheckServer(d, mx)\nlocal rows = VPOP3.PostgresQuery("SELECT server FROM x")\n{body}\nend'
    rows = (("mx1.bigmail.example",),) * found
    report = dry_run(source, query=lambda _: QueryAnswer(columns=("server",), rows=rows), explain=True)
    gave = f"because the query on line 2 gave {found} row{'' if found == 1 else 's'} ({turning})."
    assert first_reason(report).endswith(gave)


@pytest.mark.parametrize(
    "body",
    [
        "return false",
        "return r.failures ~= '9'",
        "VPOP3.PostgresQuery('SELECT ' .. r.failures) return tonumber(r.failures) < 5",
        "if r.failures == '0' then error('none') end return false",
        "if tonumber(r.failures) <= 5 then return true end return false, tonumber(r.failures)",
        "return tonumber(r.failures) < 5 or tonumber(r.failures) > 50",
        "return r.failures % 2 == 1",
        "return r.failures ~= '9' and tonumber(r.failures) < 50",
        "return math.random(100000) ~= tonumber(r.failures) and os.clock() % 1e-6 < 5e-7",
        "for i = 1, 30000 do\nr.x = i\nend return tonumber(r.failures) < 5",
    ],
    ids=[
        "whatever it is",
        "not one limit",
        "asks for something else",
        "fails",
        "not the same answer",
        "a window",
        "odd numbers",
        "one number, and others",
        "by chance",
        "too long to try again",
    ],
)
def test_without_a_limit_nothing_is_claimed(dry_run, body):
    reason = first_reason(dry_run(check(body), query=answers(failures="9"), explain=True))
    assert "because" not in reason
    assert "after the query on line" in reason


@pytest.mark.parametrize(("failures", "line", "limit"), [("30", 3, 20), ("9", 4, 5)])
def test_the_limit_is_that_of_the_line_that_answered(dry_run, failures, line, limit):
    body = "if r.failures + 0 > 20 then return false, 60 end\nif r.failures + 0 > 5 then return false, 10 end"
    reason = first_reason(dry_run(check(body), query=answers(failures=failures), explain=True))
    assert f"on line {line}, because" in reason
    assert reason.endswith(f"(limit {limit}).")


def test_each_of_two_conditions_has_its_limit(dry_run):
    sql = "SELECT failures, attempts FROM summary"
    body = "if tonumber(r.failures) > 5 and tonumber(r.attempts) > 20 then return false end"
    reason = first_reason(dry_run(check(body, sql), query=answers(failures="9", attempts="40"), explain=True))
    failures, attempts = (f"the query on line 2 gave {each}" for each in ("failures = 9", "attempts = 40"))
    assert reason.endswith(f"because {failures} (limit 5), and {attempts} (limit 20).")


def test_a_query_that_was_not_the_last_may_have_decided(dry_run):
    body = f'local n = VPOP3.PostgresQuery("{COUNT} AND x")[1]\nreturn r.failures + 0 <= 5, 7'
    reason = first_reason(dry_run(check(body), query=answers(failures="9"), explain=True))
    assert reason.endswith("because the query on line 2 counted 9 answers beginning with 4 (limit 5).")


def test_servers_whose_query_is_the_same_have_limits_of_their_own(dry_run):
    body = "if mx:find('^mx2') then return false end return tonumber(r.failures) <= 5"
    first, second = dry_run(check(body), query=answers(failures="9"), explain=True)["decision"]["reasons"][1:3]
    assert first.endswith("because the query on line 2 counted 9 answers beginning with 4 (limit 5).")
    assert second.endswith("after the query on line 2 gave failures = 9.")


@pytest.mark.parametrize("wanted", ["rows[1].server == mx", "rows[3] and rows[3].server == mx"])
def test_the_number_of_rows_is_no_limit_where_their_content_decides(dry_run, wanted):
    source = f'function CheckServer(d, mx)\nlocal rows = VPOP3.PostgresQuery("SELECT 1")\nreturn not ({wanted})\nend'
    rows = (("mx1.bigmail.example",),) * 3
    report = dry_run(source, query=lambda _: QueryAnswer(columns=("server",), rows=rows), explain=True)
    assert first_reason(report).endswith("after the query on line 2 gave 3 rows.")


def test_the_count_is_named_where_the_default_applies(dry_run):
    body = "if tonumber(r.failures) > 5 then return false end"
    reason = first_reason(dry_run(check(body), query=answers(failures="3"), explain=True))
    assert reason == (
        "nothing on line 4, so the default applies (it may be used): the query on line 2 counted 3 answers "
        "beginning with 4 (limit 5)."
    )


def test_mass_runs_try_nothing(dry_run):
    asked = []

    def query(sql):
        asked.append(sql)
        return answers(failures="9")(sql)

    reason = first_reason(dry_run(check("return tonumber(r.failures) < 5"), query=query))
    assert reason.endswith(", after the query on line 2 gave failures = 9.")
    assert len(asked) == 2


def test_a_failed_check_is_named_with_its_server(dry_run):
    reason = dry_run("function CheckServer(d, mx)\nif mx:find('1') then error('hm') end end")["decision"]["reasons"][0]
    assert reason == (
        "mx1.bigmail.example: `CheckServer` failed on line 2: hm. The default was used instead (assumed)."
    )


def per_server(**counts):
    """A query that counts otherwise for each server."""

    def query(sql):
        count = next(count for name, count in counts.items() if f"'{name}." in sql)
        return QueryAnswer(columns=("failures",), rows=((str(count),),))

    return query


BY_SERVER = """function CheckServer(d, mx)
local r = VPOP3.PostgresQuery("SELECT count(*) AS failures FROM outqueue.sendattempts WHERE server = '" .. mx .. "'")
if tonumber(r[1].failures) > 5 then return false, 10 end
end"""


def test_two_servers_of_one_rule_have_reasons_of_one_form_also_when_many_run_at_once(monkeypatch, dry_run):
    monkeypatch.setattr("rules.dryrun.threshold.GIVE_UP", 600.0)  # however much else the machine has to do

    def reasons(_number=0):
        report = dry_run(BY_SERVER, query=per_server(mx1=99_033, mx2=28), explain=True)
        return report["decision"]["reasons"][1:]

    alone = reasons()
    assert alone == [
        f"{server}.bigmail.example: `CheckServer` returned `false, 10` on line 3, because the query on line 2 counted "
        f"{count} attempts (limit 5)."
        for server, count in (("mx1", 99_033), ("mx2", 28))
    ]
    with ThreadPoolExecutor(8) as crowd:
        assert list(crowd.map(reasons, range(16))) == [alone] * 16


def test_a_search_that_runs_out_of_time_says_so(monkeypatch, dry_run):
    monkeypatch.setattr("rules.dryrun.threshold.GIVE_UP", 0.0)
    report = dry_run(check("return tonumber(r.failures) < 5"), query=answers(failures="9"), explain=True)
    assert first_reason(report).endswith(", after the query on line 2 gave failures = 9.")
    assert report["decision"]["reasons"][-1] == CUT


@pytest.mark.parametrize(
    ("limits", "cut"),
    [(trial_limits(Limits()), False), (Limits(instructions=1_000), False), (Limits(wall_ms=1), True)],
    ids=["enough", "too many instructions", "no time"],
)
def test_only_time_cuts_a_search_short(monkeypatch, dry_run, limits, cut):
    """The repeated runs have limits of their own: too much work gives no limit on any machine."""
    monkeypatch.setattr("rules.dryrun.engine.trial_limits", lambda _: limits)
    body = "local n = 0 for i = 1, 3000 do\nn = n + i\nend return tonumber(r.failures) < 5"
    report = dry_run(check(body), query=answers(failures="9"), explain=True)
    assert ("would pass at 4 or fewer" in first_reason(report)) is (limits == trial_limits(Limits()))
    assert (report["decision"]["reasons"][-1] == CUT) is cut


def test_the_work_of_a_library_function_is_counted_in_processor_time(monkeypatch, dry_run):
    """A pattern that tries for long: no line and no instruction of the script passes meanwhile."""
    monkeypatch.setattr("rules.dryrun.threshold.MOST_CPU_MS", 10)
    body = "string.find(('a'):rep(33), ('a?'):rep(17) .. ('a'):rep(40)) return tonumber(r.failures) < 5"
    report = dry_run(check(body), query=answers(failures="9"), explain=True)
    assert first_reason(report).endswith(", after the query on line 2 gave failures = 9.")
    assert report["decision"]["reasons"][-1] != CUT
