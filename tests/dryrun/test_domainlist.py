"""Destinations as people paste and upload them."""

import pytest

from rules.resolver.domain_list import joined, read, read_one

EXPORT = """\ufeffdomain,times,changed,decision,reason,servers,hold_minutes,sentence,problem
x.example,2,,send,mx,mx1.other.example,,"Sent to mx1.other.example, then mx2.other.example.",
y.example,1,,hold,all_filtered,,10,"Held for 10 minutes: …",
"""
ATTEMPTS = """started;server;outcome;result;recipient
2026-12-01T00:00:00Z;mx1.other.example;delivered;250 2.0.0 ok;bob@x.example
2026-12-01T00:00:01Z;mx1.other.example;failed;"550 no
such user";eva@y.example
"""


@pytest.mark.parametrize(
    "text",
    [
        "x.example\ny.example",
        "x.example y.example",
        "x.example\ty.example",
        " X.Example. ;; Y.EXAMPLE. , # z.example",
        "# a list\nx.example # and\n\n#bob@z.example\ny.example",
        'Bob Smith <bob@x.example>; "Müller, Eva" <eva@y.example>',
        "Smith, Bob <bob@x.example>, Müller, Eva <eva@y.example>",
        "bob@x.example (Bob, the boss), eva@y.example",
        '"john smith"@x.example, eva@y.example',
        '"Bob \\"X\\" Smith" <bob@x.example>; <eva@y.example>',
        "mailto:bob@x.example?subject=a,b; mailto:eva%40y.example",
        "bob@x.example https://y.example:8443/path?q=1#top",
        "x.example:25\nhttp://y.example/",
        "SMTP:bob@x.example;smtp:eva@y.example",
        "Team: bob@x.example, eva@y.example;",
        "Eva Y. Smith, bob@x.example, y.example",
        "bob@x.example y.example",
        "bob@x.example; Contact of Y; y.example.",
        '"bob@x.example","Bob Smith",3\n"eva@y.example","Müller, Eva",4',
        "bob@x.example,Bob Smith,192.0.2.1,01.12.2026\neva@y.example,Eva,192.0.2.2,02.12.2026",
        '"x.example";"y.example"',
        'Name;E-Mail;Phone\nBob;bob@x.example;1\n"Mül\nler";eva@y.example;2',
        "name\tdomain\nmx1.other.example\tx.example\nmx2.other.example\ty.example",
        "E-Mail\nbob@x.example\neva@y.example",
        'name,email\n"Bob, and Eva","bob@x.example; eva@y.example"',
        EXPORT,
        ATTEMPTS,
    ],
)
def test_every_way_to_write_two_destinations_names_these_two(text):
    found = read(text)
    assert list(found.domains) == ["x.example", "y.example"]
    assert found.unread == ()


@pytest.mark.parametrize(
    ("text", "line", "words", "problem"),
    [
        ("x.example\nBob", 2, "Bob", "“Bob” has no dot: write the whole domain"),
        ("x.example\n\nbad..example # why", 3, "bad..example", "empty part"),
        ("a@x.example\nuser@[192.0.2.1]", 2, "user@[192.0.2.1]", "is an address"),
        ("3.5\nx.example", 1, "3.5", "“3.5” is a number"),
        ("name,email\nBob,b@x.example\nEva,", 3, "Eva,", "The column “email” is empty in this line."),
        ('email,name\n"b@x.example","two\nlines"\nnobody,Eva', 4, "nobody", "has no dot"),
        ("hello.world see a@x.example", 1, "hello.world", "in a line with an address, so it was not taken"),
        ("Please reply. a@x.example, not Node.js today", 1, "Node.js", "Give it a line of its own"),
        ("email\n(nobody)\nb@x.example", 2, "(nobody)", "It names no destination."),
    ],
)
def test_text_without_a_destination_is_reported_with_its_line(text, line, words, problem):
    found = read(text)
    [unread] = found.unread
    assert (unread.line, unread.text) == (line, words)
    assert problem in unread.problem
    assert set(found.domains) <= {"x.example"}


def test_mentions_of_a_destination_are_counted_and_lists_joined():
    assert read("a@x.example b@X.example. y.example").domains == {"x.example": 2, "y.example": 1}
    both = joined([read("x.example\nbad"), read("y.example x.example\nworse")])
    assert both.domains == {"x.example": 2, "y.example": 1}
    assert [(each.line, each.text) for each in both.unread] == [(2, "bad"), (2, "worse")]


@pytest.mark.parametrize(
    "text",
    [
        "x.example",
        "X.example.",
        "bob@x.example",
        "Bob <bob@x.example>",
        '"Müller, Bob" <bob@x.example>',
        "<bob@x.example>;",
        "'bob@x.example'",
        "bob@x.example (Bob)",
        "mailto:bob@x.example?subject=Hi",
        "https://x.example/contact",
        "Bob <bob@x.example>, Eva <eva@X.example>",
    ],
)
def test_one_destination_is_taken_out_of_its_surroundings(text):
    assert read_one(text) == "x.example"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("bob@x.example, eva@y.example", "This names 2 destinations (x.example, y.example): a dry run has one"),
        ("two words.example", "contains a space"),
        ("Bob <>", "contains a space"),
        ("", "Enter a domain"),
        ("user@[192.0.2.1]", "is an address"),
    ],
)
def test_text_that_is_not_one_destination_gets_a_sentence(text, problem):
    with pytest.raises(ValueError, match=r"^.") as refused:
        read_one(text)
    assert problem in str(refused.value)
