"""The DNS Server Map in every form that a script may return."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.lua.protocol.values import Opaque
from rules.vpop3.map_entries import kind
from rules.vpop3.server_map import MAX_SERVERS, parse_server, read_server_map


def read(value, accepted="any"):
    return [(server.exchange, server.preference) for server in read_server_map(value, accepted).servers]


@pytest.mark.parametrize(
    ("value", "servers", "reading"),
    [
        ({"mx.example.com": 10}, [("mx.example.com", 10)], "name_to_preference"),
        ({10: "mx.example.com"}, [("mx.example.com", 10)], "preference_to_name"),
        ({1: "mx1.example", 2: "mx2.example"}, [("mx1.example", 10), ("mx2.example", 10)], "list"),
        ({1: {"server": "mx1.example", "priority": 5}}, [("mx1.example", 5)], "records"),
        ({1: {"server": "mx1.example"}}, [("mx1.example", 10)], "records"),
        ({"MX.Example.COM.": "5"}, [("mx.example.com", 5)], "name_to_preference"),
        ({"bücher.example": 1}, [("xn--bcher-kva.example", 1)], "name_to_preference"),
        ({"192.0.2.7": 1}, [("192.0.2.7", 1)], "name_to_preference"),
    ],
)
def test_each_form_is_read_and_named(value, servers, reading):
    assert read(value) == servers
    assert read_server_map(value).readings == (reading,)


def test_lower_preference_comes_first_and_a_list_keeps_its_order():
    assert read({"b.example": 20, "c.example": 10, "a.example": 20}) == [
        ("c.example", 10),
        ("a.example", 20),
        ("b.example", 20),
    ]
    assert read({1: "z.example", 2: "a.example"}) == [("z.example", 10), ("a.example", 10)]


@pytest.mark.parametrize("value", [None, {}])
def test_nothing_is_no_overrides(value):
    assert read_server_map(value).servers == ()
    assert read_server_map(value).notes == ()


@pytest.mark.parametrize("value", ["mx.example", 10, True, math.nan, Opaque("function")])
def test_a_value_that_is_no_table_is_noted_and_gives_no_overrides(value):
    found = read_server_map(value)
    assert found.servers == ()
    assert "A DNS Server Map is a table" in found.notes[0]


def test_only_one_form_can_be_accepted():
    assert read({10: "mx.example"}, "name_to_preference") == []
    assert read({"mx.example": 10}, "preference_to_name") == []
    assert read({10: "mx.example"}, "preference_to_name") == [("mx.example", 10)]


@pytest.mark.parametrize(
    ("text", "exchange", "port"),
    [
        ("mx.example", "mx.example", 25),
        ("mx.example:587", "mx.example", 587),
        ("user:s3cret@mx.example:587", "mx.example", 587),
        ("user:p@ss@mx.example", "mx.example", 25),
        ("[2001:db8::1]:26", "2001:db8::1", 26),
        ("2001:db8::1", "2001:db8::1", 25),
    ],
)
def test_a_server_may_have_credentials_and_a_port(text, exchange, port):
    server = parse_server(text)
    assert (server.exchange, server.port) == (exchange, port)


@pytest.mark.parametrize("text", ["", "a b", "mx.example:0", "mx.example:99999", "-x.example", "[nonsense]", "a" * 300])
def test_a_text_that_is_no_server_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"is not|does not appear"):
        parse_server(text)


def test_a_password_is_never_in_a_note():
    notes = read_server_map({"user:s3cret@not a host": 10, "user:s3cret@mx.example": "text"}).notes
    assert len(notes) == 2
    assert "s3cret" not in " ".join(notes)


def test_entries_that_cannot_be_read_are_left_out_with_a_note():
    found = read_server_map({"mx.example": 10, "other.example": True, 5: 7, "nan.example": math.nan})
    assert [server.exchange for server in found.servers] == ["mx.example"]
    assert len(found.notes) == 3


def test_odd_preferences_are_kept_and_noted():
    found = read_server_map({"a.example": -1, "b.example": 2.5})
    assert [server.preference for server in found.servers] == [-1, 2]
    assert len(found.notes) == 2


def test_ten_thousand_servers_are_cut_to_the_first_and_said():
    found = read_server_map({f"mx{number}.example": number for number in range(10_000)})
    assert [server.preference for server in found.servers] == list(range(MAX_SERVERS))
    assert "10000 servers" in found.notes[0]


def test_a_thousand_bad_entries_give_a_handful_of_notes():
    assert len(read_server_map({number * 2: {} for number in range(1000)}).notes) <= 6


lua = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.builds(Opaque, st.just("function")),
    lambda values: st.dictionaries(st.text() | st.integers() | st.floats(allow_nan=False), values, max_size=5),
    max_leaves=20,
)


@given(lua)
def test_no_value_at_all_breaks_the_reading(value):
    for server in read_server_map(value).servers:
        assert server.exchange
        assert 0 < server.port <= 65535


def as_list(*items):
    return dict(enumerate(items, 1))


TWO = [("a.example", 10), ("b.example", 20)]


@pytest.mark.parametrize(
    ("value", "servers", "readings"),
    [
        (
            {10: as_list("relay1.example", "relay2.example"), 20: as_list("relay3.example")},
            [("relay1.example", 10), ("relay2.example", 10), ("relay3.example", 20)],
            ("preference_to_names",),
        ),
        ({10: as_list("b.example", "a.example")}, [("b.example", 10), ("a.example", 10)], ("preference_to_names",)),
        (
            as_list(as_list("a.example", "b.example"), as_list("c.example")),
            [("a.example", 1), ("b.example", 1), ("c.example", 2)],
            ("preference_to_names",),
        ),
        ({10: {"a.example": True}, 20: {"b.example": True}}, TWO, ("preference_to_names",)),
        ({10: {"server": "a.example"}, 20: {"Host": "b.example"}}, TWO, ("records",)),
        ({10: as_list({"server": "a.example"}), 20: as_list({"name": "b.example"})}, TWO, ("records",)),
        ({7: {"server": "a.example", "priority": "10"}}, [("a.example", 10)], ("records",)),
        (as_list(as_list("a.example", 10), as_list("b.example", 20)), TWO, ("pairs",)),
        (as_list(as_list("10", "a.example"), as_list(20, "b.example")), TWO, ("pairs",)),
        ({"a.example": {"priority": 10}, "b.example": {"pref": "20"}}, TWO, ("name_to_record",)),
        ({"a.example": as_list(10), "b.example": as_list(20)}, TWO, ("name_to_record",)),
        ({"10": "a.example", "20": "b.example"}, TWO, ("preference_to_name",)),
        ({"10": as_list("a.example"), "20": as_list("b.example")}, TWO, ("preference_to_names",)),
        (as_list({"a.example": 10}, {"b.example": 20}), TWO, ("name_to_preference",)),
        (as_list("10 a.example", "20 b.example."), TWO, ("mx_texts",)),
        ({10: "a.example, c.example", 20: "b.example"}, [TWO[0], ("c.example", 10), TWO[1]], ("preference_to_name",)),
        ({"servers": as_list("a.example", "c.example")}, [("a.example", 10), ("c.example", 10)], ("list",)),
        (as_list({"priority": 5, "servers": as_list("a.example")}), [("a.example", 5)], ("preference_to_names",)),
        ({"server": "a.example", "priority": 10}, [("a.example", 10)], ("records",)),
        (as_list("a.example", 20), [("a.example", 20)], ("pairs",)),
        ({1: "a.example", "b.example": 20}, TWO, ("list", "name_to_preference")),
        ({10: "a.example", 20: as_list("b.example")}, TWO, ("preference_to_name", "preference_to_names")),
    ],
)
def test_nested_tables_are_read_as_they_say(value, servers, readings):
    found = read_server_map(value)
    assert [(server.exchange, server.preference) for server in found.servers] == servers
    assert found.readings == readings
    assert found.unread == ()


def test_ports_and_credentials_are_read_in_every_form():
    found = read_server_map(
        {
            10: as_list("user:s3cret@a.example:587", {"server": "b.example", "port": 26}),
            20: as_list("c.example", 20, 27),
        }
    )
    assert [(server.exchange, server.preference, server.port) for server in found.servers] == [
        ("a.example", 10, 587),
        ("b.example", 10, 26),
        ("c.example", 20, 27),
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({10: as_list("a.example", True)}, "The entry [10][2] was left out: its server is a boolean"),
        ({"b.example": "soon"}, 'The entry ["b.example"] was left out: the preference of b.example is a string'),
        (
            {"b.example": as_list("192.0.2.1", "192.0.2.2")},
            'The entry ["b.example"] was left out: its table does not say',
        ),
        ({10: {}}, "The entry [10] was left out: its table is empty."),
        ({True: "b.example"}, "The entry [true] was left out: its key is a boolean"),
        ({5: 7}, "The entry [5] was left out: its server is a number"),
        ({20: {"server": "b.example", "port": 99_999}}, "The entry [20] was left out: its port 99999"),
        ({"u:s3cret@b.example:0": 5}, 'The entry ["b.example:0"] was left out: 0 is not a port.'),
        ({1: {1: {1: {1: {1: {1: "deep.example"}}}}}}, "is nested too deeply"),
    ],
)
def test_unreadable_entries_are_named_by_their_key(value, told):
    [unread] = read_server_map({**value, "ok.example": 1}).unread
    assert told in unread
    assert "s3cret" not in unread


def test_a_server_that_is_named_twice_has_its_lowest_preference_and_a_note():
    found = read_server_map({10: as_list("a.example"), 20: as_list("a.example")})
    assert [(server.exchange, server.preference) for server in found.servers] == [("a.example", 10)]
    assert found.notes == ("a.example is named more than once: its lowest preference counts.",)


LONGEST = ".".join(["x" * 63] * 3 + ["y" * 61])


@pytest.mark.parametrize(("name", "read"), [(LONGEST, True), (f"{LONGEST}.", True), (f"z{LONGEST}", False)])
def test_a_name_has_253_characters_at_most(name, read):
    assert len(LONGEST) == 253
    assert bool(read_server_map({name: 10}).servers) is read


def test_a_list_of_records_without_numbers_is_a_list():
    """1 and 2 are places there, and no preferences, as they are above lists of names."""
    records = {1: {"name": "a.example", "note": "first"}, 2: {"name": "b.example", "note": "second"}}
    assert [(each.exchange, each.preference) for each in read_server_map(records).servers] == [
        ("a.example", 10), ("b.example", 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "taken", "noted"),
    [
        (0, 0, False),
        (65535, 65535, False),
        (65536, 65535, True),
        (-1, -1, True),
        (-70000, -65535, True),
        (5.5, 5, True),
    ],
)
def test_a_preference_beyond_those_of_dns_is_noted(given, taken, noted):
    found = read_server_map({"mx.example": given})
    assert [server.preference for server in found.servers] == [taken]
    assert bool(found.notes) is noted
    assert all("is not a whole number from 0 to 65535" in note for note in found.notes)


@pytest.mark.parametrize(
    ("value", "what"),
    [({}, "table"), (True, "boolean"), (Opaque("function"), "function"), (7, "number"), ("", "string"), (None, "nil")],
)
def test_lua_types_have_their_lua_names(value, what):
    assert kind(value) == what


def test_a_server_that_is_no_name_is_left_out_with_its_type():
    [note] = read_server_map({1: {"server": True}, 2: {"server": "mx.example"}}).notes
    assert note.endswith("its server is a boolean, not a name.")


def test_a_record_by_place_begins_with_the_lowest_place_even_where_that_is_zero():
    assert read({1: {0: "mx.example", 0.5: 20}}) == [("mx.example", 20)]
