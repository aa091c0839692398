"""Broken text: linting ends, says something sensible and raises nothing, whatever the bytes are."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.analysis.positions import SourceText
from rules.analysis.sql.catalogue import Catalogue
from rules.lint.finding import Finding
from tests.lint.checking import all_findings
from tests.lint.garbage import garbage
from tests.lint.test_vendor_example import EXAMPLE

SCRIPTS = [EXAMPLE, *(Path(f"mxadmin/demo/scripts/{number}.lua").read_text() for number in (2, 3))]
CATALOGUE = Catalogue(tables={("outqueue", "sendattempts"): ("server", "starttime", "result")})
WORDS = st.sampled_from(
    [
        *" \n\t()[]{}'\"=.,;:#+-*/%^<>~0123456789xyz",
        *(
            "if ",
            "then ",
            "end ",
            "function ",
            "local ",
            "return ",
            "while ",
            "do ",
            "repeat ",
            "until ",
            "for ",
            "in ",
        ),
        *("and ", "or ", "not ", "..", "...", "==", "~=", "--", "--[[", "[[", "]]", "::", "goto ", "break ", "else "),
        *("CheckServer", "VPOP3.PostgresQuery(", "mxserver", "defaultResult", "SELECT ", "é", "😀", "\r\n", "\0"),
    ]
)


def check(source: bytes) -> tuple[Finding, ...]:
    """Every finding lies inside the text, as an editor has to show it."""
    found = all_findings(source, catalogue=CATALOGUE)
    text = SourceText(source)
    lines = text.decode(0, len(text.source)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in found:
        for where in (finding.range, *(edit.range for edit in (finding.fix.edits if finding.fix else ()))):
            assert (where.line, where.column) <= (where.end_line, where.end_column)
            assert 1 <= where.line <= where.end_line <= len(lines)
            assert 1 <= where.column <= len(lines[where.line - 1]) + 1
            assert 1 <= where.end_column <= len(lines[where.end_line - 1]) + 1
    return found


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbfreturn 1")
@example(b"\xff\xfe")
@example(b"return '\xe9' .. x")
def test_random_bytes(source):
    check(source)


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, max_size=80).map("".join))
def test_random_words_of_lua(source):
    check(source.encode())


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_scripts_with_a_part_cut_out_moved_or_put_in(data):
    source = data.draw(st.sampled_from(SCRIPTS))
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(len(source), start + 200)))
    source = source[:start] + data.draw(st.lists(WORDS, max_size=6).map("".join)) + source[end:]
    check(source.encode())


def test_every_beginning_of_a_script_as_it_is_typed():
    for end in range(0, len(SCRIPTS[1]), 11):
        found = check(SCRIPTS[1][:end].encode())
        assert {each.rule for each in found if each.severity == "error"} <= {"syntax", "unclosed", "other-language"}


@pytest.mark.parametrize(
    ("name", "size", "rules"),
    [
        ("bytes", 400_000, {"syntax", "too-large"}),
        ("tokens", 400_000, {"syntax", "too-large"}),
        ("open brackets", 400_000, {"syntax", "too-large"}),
        ("many unknown names", 80_000, {"undefined-name"}),
        ("many checks", 80_000, {"unchecked-rows"}),
        ("one long condition", 80_000, {"unchecked-rows", "text-and-number", "duplicate-condition"}),
    ],
)
def test_garbage_gets_the_findings_that_are_possible(name, size, rules):
    """The benchmark measures the time, and for a million bytes."""
    assert {finding.rule for finding in check(garbage(name, size))} == rules
