"""The rows of each filter, as the database chooses them and as our own code would."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from rules.outqueue.attempts.filters import AttemptFilter, TimeRange
from rules.outqueue.attempts.reader import SendAttempts
from rules.smtp.reply import Reply
from rules.wiring.link_signer import LinkSigner

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ANY = TimeRange()

REPLIES = (
    "250 2.0.0 Ok: queued",
    "421 4.7.28 Too many connections, 100% sure",
    "421-4.7.28 Too many\r\n421 4.7.28 connections",
    "4210 is no code",
    "421",
    "421x",
    " 421 comes too late",
    "450 4.7.1 Greylisted_here",
    "450-4.7.10 other",
    "4.7.1 without a code",
    "550 said 4.7.1 in the middle",
    '550 5.1.1 <o\'hara@x.example>: \\ unknown "user" Ümlaut',
    "199 odd",
    "",
    "Connection refused",
)


@pytest.fixture
def replies(make_vpop3, read) -> SendAttempts:
    vpop3 = make_vpop3("documented")
    for number, reply in enumerate(REPLIES):
        vpop3.add("mx", NOON - timedelta(seconds=number), reply)
    return read(vpop3)


def results(attempts, **wanted):
    return [attempt.result for attempt in attempts.page(AttemptFilter(time=ANY, **wanted)).attempts]


def test_the_filter_by_code_finds_the_codes_that_a_reply_shows(replies):
    for code in ("250", "421", "450", "550", "354"):
        assert results(replies, code=code) == [reply for reply in REPLIES if Reply.parse(reply).code == code]
    for enhanced in ("2.0.0", "4.7.28", "4.7.1", "5.1.1", "4.4.1"):
        expected = [reply for reply in REPLIES if Reply.parse(reply).enhanced == enhanced]
        assert results(replies, enhanced=enhanced) == expected


@pytest.mark.parametrize(
    "words", [("MANY", "too"), ("100%",), ("%",), ("_",), ("o'hara",), ("\\",), ('"user"',), ("Ümlaut",), ("nowhere",)]
)
def test_all_words_are_found_as_they_are_written(replies, words):
    expected = [reply for reply in REPLIES if all(word.lower() in reply.lower() for word in words)]
    assert results(replies, words=words) == expected


@pytest.mark.parametrize("word", ["\0", "\u202e", "x" * 10_000, "'; DROP TABLE outqueue.sendattempts; --", "$1 %s {}"])
def test_any_word_is_data(replies, word):
    assert results(replies, words=(word,)) == []
    assert len(results(replies)) == len(REPLIES)


def test_filters_narrow_together(replies):
    assert results(replies, code="421", words=("100%",)) == [REPLIES[1]]
    assert results(replies, code="421", words=("100%",), server="other") == []


def test_a_provider_is_its_domain_and_all_below_it_however_written(vpop3, attempts):
    names = [
        "mx1.big.example",
        "MX2.BIG.EXAMPLE.",
        "big.example",
        "notbig.example",
        "big.example.org",
        "mx1_big.example",
    ]
    for number, name in enumerate(names):
        vpop3.add(name, NOON - timedelta(seconds=number), 250)
    for provider in ("big.example", "BIG.example."):
        page = attempts.page(AttemptFilter(time=ANY, provider=provider))
        assert [attempt.server for attempt in page.attempts] == names[:3]


def add_message(vpop3, number, recipient, domain):
    columns = "messageid, recipient, domain, server, starttime"
    vpop3.owner.execute(
        f"INSERT INTO outqueue.sendattempts ({columns}) VALUES (%s, %s, %s, 'mx', %s)",
        (number, recipient, domain, NOON - timedelta(seconds=number)),
    )


def test_domain_recipient_and_message_are_found_in_their_columns(make_vpop3, read):
    vpop3 = make_vpop3("demo")
    for number, name in enumerate(["ann@x.example", "Bob_1@X.example", "cy@y.example"], start=1):
        add_message(vpop3, number, name, name.partition("@")[2])
    attempts = read(vpop3)

    def found(**wanted):
        return [attempt.message_id for attempt in attempts.page(AttemptFilter(time=ANY, **wanted)).attempts]

    assert found(domain="x.EXAMPLE") == ["1", "2"]
    assert found(recipient="bob_1@x.example") == ["2"]
    assert found(recipient="_") == ["2"]
    assert found(recipient="@x.") == ["1", "2"]
    assert found(message="3") == ["3"]
    for no_number in ("x", "3 ", "-3", "9" * 30, ""):
        assert found(message=no_number) == []


def test_a_domain_column_counts_and_not_the_recipients_address(make_vpop3, read):
    vpop3 = make_vpop3("demo")
    rows = [("ann@x.example", "y.example"), ("bob@y.example", "x.example"), ("cy@y.example", "Y.Example.")]
    for number, (recipient, domain) in enumerate(rows, start=1):
        add_message(vpop3, number, recipient, domain)
    page = read(vpop3).page(AttemptFilter(time=ANY, domain="y.example"))
    assert [attempt.message_id for attempt in page.attempts] == ["1", "3"]


def test_a_domain_is_taken_from_the_recipient_where_it_has_no_column(make_vpop3, read):
    vpop3 = make_vpop3(
        "CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text, rcptto text)"
    )
    vpop3.owner.execute("""INSERT INTO outqueue.sendattempts VALUES
        ('a', '2026-11-23', '', 'ann@X.example'), ('b', '2026-11-22', '', '<bob@x.example>'),
        ('c', '2026-11-21', '', 'cy@notx.example')""")
    page = read(vpop3).page(AttemptFilter(time=ANY, domain="x.example"))
    assert [attempt.server for attempt in page.attempts] == ["a", "b"]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [({"domain": "x"}, "domain"), ({"recipient": "x"}, "recipient"), ({"message": "x"}, "message id")],
)
def test_a_filter_without_its_column_is_a_sentence(replies, wanted, told):
    with pytest.raises(ValueError, match=f"has no column for the {told} here"):
        results(replies, **wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        {"code": "42"},
        {"code": "4210"},
        {"code": "999"},
        {"enhanced": "4.7"},
        {"enhanced": "4.7.1)|(."},
        {"words": ("x",) * 21},
    ],
)
def test_an_invalid_code_is_a_sentence(wanted):
    with pytest.raises(ValueError, match=r"three digits|written like|words"):
        AttemptFilter(**wanted)


def test_replies_that_are_no_text_are_searched_as_well(postgres, connect):
    with psycopg.connect(postgres.url(), autocommit=True) as server:
        server.execute("CREATE DATABASE raw_filters ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'")
    try:
        url = postgres.url("raw_filters")
        with psycopg.connect(url, autocommit=True, client_encoding="SQL_ASCII") as owner:
            owner.execute("CREATE SCHEMA outqueue")
            owner.execute("CREATE TABLE outqueue.sendattempts (server text, starttime timestamp, result text)")
            owner.execute(b"INSERT INTO outqueue.sendattempts VALUES ('m\xe4x', now(), '550 5.1.1 Empf\xe4nger\x81')")
        database = connect(url)
        attempts = SendAttempts(database, signer=LinkSigner())
        for wanted in ({"code": "550"}, {"enhanced": "5.1.1"}, {"words": ("EMPF",)}, {}):
            assert results(attempts, **wanted) == ["550 5.1.1 Empf\xe4nger\x81"]
        [found] = attempts.page(AttemptFilter(time=ANY)).attempts
        assert attempts.find(found.handle).server == "m\xe4x"
        assert results(attempts, provider="x", words=("ü",)) == []
        database.close()
    finally:
        postgres.drop_database("raw_filters")
