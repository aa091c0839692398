"""Which literals of a text can be varied, what they are called, and how they take part in a call."""

from pathlib import Path

import pytest

from mxadmin.demo import seed
from rules.tuning.literal import Use, with_values
from rules.tuning.literals import literals_of

TABLES = b"""local LIMITS = { few = 3, ["a.example"] = { 4, 5 } }
function CheckServer(domain, server, retries, size)
    local rows = VPOP3.PostgresQuery("SELECT server FROM outqueue.sendattempts WHERE server = '" .. server
        .. "' AND starttime > now() - interval '1 hour 30 minutes' AND starttime < now() - make_interval(mins => 2)")
    if #rows >= LIMITS.few and size > 1000000 then return false, math.min(2 ^ retries, 60) end
    for i = 1, 3 do if retries > 7 then return false end end
end
"""


def offered(source: bytes) -> dict[str, object]:
    return {f"{each.line}:{each.column} {each.text}": each for each in literals_of(source).offered}


def test_the_demos_constants_are_called_by_their_names_and_proved():
    found = {each.name: (each.text, each.unit, each.use, each.is_hold) for each in literals_of(seed.source(2)).offered}
    assert found["LIMIT"] == ("5", "", Use.STEP, False)
    assert found["WINDOW"] == ("15", "minutes", Use.FREE, False)
    assert found["HOLD_MINUTES"] == ("10", "", Use.RETURNED, True)


def test_numbers_in_tables_comparisons_returns_and_sql_are_offered():
    names = {place: each.name for place, each in offered(TABLES).items()}
    assert names["1:24 3"] == "LIMITS.few"
    assert [name for place, name in names.items() if place.startswith("1:") and place[-1] in "45"] == [
        'LIMITS["a.example"][1]', 'LIMITS["a.example"][2]',
    ]  # fmt: skip
    units = [each.unit for each in offered(TABLES).values() if each.is_sql]
    assert units == ["hour", "minutes", "mins"]
    assert {"compared with size", "hold minutes"} <= set(names.values())


def test_what_runs_more_than_once_is_not_taken_for_one_comparison():
    by_name = {each.name: each.use for each in literals_of(TABLES).offered}
    assert by_name["LIMITS.few"] is Use.STEP
    assert by_name["compared with size"] is Use.STEP
    assert by_name["compared with retries"] is Use.FREE


@pytest.mark.parametrize(
    "body",
    [
        "if at() > few or at() > few then return false end",
        "if at() == few then return false end",
        "if at() % few > 2 then return false end",
        "few = few + 1 if at() > few then return false end",
        "local function bad() return at() > few end if bad() and bad() then return false end",
        "if setmetatable({}, {__lt = at}) > few then return false end",
        "repeat until at() > few",
        "return _G.few",
    ],
)
def test_a_doubtful_use_is_not_proved(body):
    source = f"local few = 3\nlocal function at() return 2 end\nfunction CheckServer() {body} end".encode()
    assert next(each.use for each in literals_of(source).offered if each.name == "few") is Use.FREE


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("return rows[1]", "It is the index of an element."),
        ("if version > 8 then return false end", "It is a version number."),
        ("return server:sub(1) == 'a'", "It is an argument of sub."),
        ("return string.format('%d', 1)", "It is an argument of string.format."),
        ("for i = 1, n do return i end", "It counts the turns of a loop."),
        ("return tonumber(server, 1)", "It is the base of a number."),
        ("print('a' .. 1)", "It becomes part of a text."),
        ("return { [1] = true }", "It is a key of a table."),
        ("print('8.8')", "It is inside a text."),
    ],
)
def test_other_numbers_are_not_offered_and_the_reason_is_known(source, why):
    found = literals_of(f"function CheckServer(domain, server) {source} end".encode())
    assert not found.offered
    assert found.others[0].why == why


def test_values_are_put_into_the_stored_bytes_in_any_encoding():
    text = "-- Größe\r\nlocal groß = 5 -- für alle\r\nlocal few = n - 3\r\n"
    for encoding in ("utf-8", "windows-1252"):
        source = text.encode(encoding)
        literals = [each for each in literals_of(source).offered if each.text in "53"]
        changed = with_values(source, literals, [7.5, -2])
        assert changed.decode(encoding) == text.replace("5 ", "7.5 ").replace("- 3", "- (-2)")


def test_a_text_with_errors_offers_what_is_understood():
    assert literals_of(b"local few = 3\nfunction ( end").offered[0].name == "few"
    assert literals_of(b"").offered == []
    assert literals_of(Path(__file__).read_bytes()).gave_up == ""
