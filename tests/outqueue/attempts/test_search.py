"""The terms of a search, as the database chooses their rows."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.search.language import parse

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EVERY = AttemptFilter(time=TimeRange())
MESSAGES = (
    (
        "1@home.example",
        "ann@big.example",
        "big.example",
        "mx1.big.example",
        "192.0.2.1",
        "250 2.0.0 Ok",
        "boss@home.example",
    ),
    (
        "2",
        "bob@big.example",
        "big.example",
        "MX2.Big.example.",
        "192.0.2.2",
        "421 4.7.28 Too many",
        "news@home.example",
    ),
    ("3", "cy@other.example", "other.example", "mx.hoster.example", "2001:db8::1", "450 4.7.1 Greylisted", None),
    ("4", "di@other.example", "other.example", "", None, "", "boss@home.example"),
    ("5", "ed@other.example", "other.example", "[192.0.2.9]", None, "550 5.1.1 <ed@other.example>: no 100% user", None),
    ("6", "flo@third.example", "third.example", "mx1.big.example", "192.0.2.1", "4210 odd, see big.example", None),
)
COLUMNS = "messageid, recipient, domain, server, ipaddress, result, sender"


@pytest.fixture(scope="module")
def _rows():
    return [(*row, NOON - timedelta(minutes=number)) for number, row in enumerate(MESSAGES)]


@pytest.fixture
def find(make_vpop3, read, _rows):
    vpop3 = make_vpop3(
        """CREATE TABLE outqueue.sendattempts (messageid text, recipient text, domain text, server text,
        ipaddress inet, result text, sender text, starttime timestamptz)"""
    )
    with vpop3.owner.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO outqueue.sendattempts ({COLUMNS}, starttime) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", _rows
        )
    attempts = read(vpop3)
    return lambda text: "".join(
        (attempt.message_id or "")[:1] for attempt in attempts.page(EVERY.narrowed(parse(text))).attempts
    )


def test_each_term_finds_its_rows_and_a_minus_all_others(find):
    found = {
        "": "123456",
        "big.example": "126",
        "mx1.big.example": "16",
        "*.big.example": "126",
        "provider:big.example provider:mx1.big.example": "16",
        "other.example": "345",
        "@big.example": "12",
        "boss@home.example": "14",
        "<1@home.example>": "1",
        "message:1@home.example": "1",
        "from:news": "2",
        "from:home.example": "124",
        "to:other": "345",
        "domain:BIG.example": "12",
        "domain:big.example domain:other.example": "",
        "server:mx2.big.example": "2",
        "server:none": "4",
        "192.0.2.1": "16",
        "192.0.2.9": "5",
        "2001:db8:0:0::1": "3",
        "4xx": "23",
        "42x": "2",
        "code:421": "2",
        "code:none": "46",
        "4.7.*": "23",
        "4.*": "23",
        "4.7.1": "3",
        "status:5": "5",
        "outcome:failed": "23456",
        "outcome:none": "4",
        "outcome:transient": "236",
        "too MANY": "2",
        '"too many"': "2",
        '"many too"': "",
        "100%": "5",
        "boss": "14",
        "reply:big.example": "6",
        "hoster": "3",
        "message:3": "3",
    }
    for text, expected in found.items():
        assert find(text) == expected, text
        if text and " " not in text:
            assert find(f"-{text}") == "".join(each for each in "123456" if each not in expected), f"-{text}"
    assert find("outcome:failed -4xx -server:none") == "56"
    assert find("code:421 code:450") == ""


def test_any_text_is_data(find):
    for text in ("100%", "%", "_", "\\", "o'hara", "'; DROP TABLE x; --", "$1", "{}", "%s", "\u202e"):
        for key in ("", "from:", "to:", "server:", "provider:", "domain:", "reply:", "message:"):
            assert find(f'{key}"{text}"') == ("5" if text in "100%" and key in {"", "reply:"} else "")
    assert find('-"100%" -"%"') == "12346"


def test_three_columns_are_enough_for_what_they_hold(make_vpop3, read):
    vpop3 = make_vpop3("documented")
    for number, row in enumerate(MESSAGES):
        vpop3.add(row[3], NOON - timedelta(minutes=number), row[5])
    attempts = read(vpop3)

    def count(text):
        return len(attempts.page(EVERY.narrowed(parse(text))).attempts)

    typed = ("big.example", "-big.example", "many", "192.0.2.9", "4xx", "hoster")
    assert [count(text) for text in typed] == [3, 3, 1, 1, 2, 1]
    for text, told in {
        "ann@big.example": "For replies that name it, write reply:ann@big.example",
        "from:ann": "no column here for the sender's address",
        "to:ann": "no column here for the recipient",
        "-domain:big.example": "no column here for the destination",
        "-message:1": "no column here for the message id",
    }.items():
        with pytest.raises(ValueError, match=told):
            count(text)


def test_a_term_that_a_menu_can_express_is_the_menus():
    wanted = AttemptFilter(code="250").narrowed(parse("server:mx -server:mx2 server:mx3 code:421 4xx 4.7.1 later"))
    assert (wanted.server, wanted.code, wanted.enhanced) == ("mx", "250", "4.7.1")
    assert [term.value for term in wanted.terms] == ["mx2", "mx3", "421", "4xx", "later"]
    assert wanted.fingerprint != AttemptFilter(code="250", server="mx", enhanced="4.7.1").fingerprint
