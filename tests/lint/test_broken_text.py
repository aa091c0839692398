"""Whatever the bytes are, linting ends soon, says something sensible and raises nothing."""

import random
from pathlib import Path
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.lint.catalogue import Catalogue
from rules.lint.finding import Finding
from rules.lint.text import Text
from tests.lint.checking import all_findings
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
MILLION = 1_000_000
SECONDS = 10
"""For a million bytes on a busy machine of two cores; what they take is a second or two."""


def check(source: bytes) -> tuple[Finding, ...]:
    """Every finding lies inside the text, as an editor has to show it."""
    found = all_findings(source, catalogue=CATALOGUE)
    lines = Text(source).decode(0, len(source)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in found:
        for where in (finding.range, *(edit.range for edit in (finding.fix.edits if finding.fix else ()))):
            assert (where.line, where.column) <= (where.end_line, where.end_column)
            assert 1 <= where.line <= where.end_line <= len(lines)
            assert 1 <= where.column <= len(lines[where.line - 1]) + 1
            assert 1 <= where.end_column <= len(lines[where.end_line - 1]) + 1
    return found


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbfreturn 1")
@example(b"\xff\xfe")
@example(b"return '\xe9' .. x")
def test_random_bytes(source):
    check(source)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=80).map("".join))
def test_random_words_of_lua(source):
    check(source.encode())


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_scripts_with_a_part_cut_out_moved_or_put_in(data):
    source = data.draw(st.sampled_from(SCRIPTS))
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, min(len(source), start + 200)))
    source = source[:start] + data.draw(st.lists(WORDS, max_size=6).map("".join)) + source[end:]
    check(source.encode())


def test_every_beginning_of_a_script_as_it_is_typed():
    for end in range(0, len(SCRIPTS[1]), 7):
        found = check(SCRIPTS[1][:end].encode())
        assert {each.rule for each in found if each.severity == "error"} <= {"syntax", "undefined-name"}


_CHANCE = random.Random(1)
_TOKENS = ["if", "then", "end", "function", "x", "=", "(", ")", "{", "}", "local", "do", "return", '"', "..", "[["]
_ROWS = b"local function f() local r = VPOP3.PostgresQuery('x')\n"
GARBAGE = {
    "bytes": lambda: _CHANCE.randbytes(MILLION),
    "tokens": lambda: " ".join(_CHANCE.choices(_TOKENS, k=MILLION // 4)).encode(),
    "open brackets": lambda: b"(" * MILLION,
    "many unknown names": lambda: "\n".join(f"unknown{number}()" for number in range(20_000)).encode(),
    "many checks": lambda: _ROWS + b"if r then print(r[1].x) end\n" * 9_000 + b"end return f",
    "one long condition": lambda: _ROWS + b"return " + b"r[1].x == 1 or " * 12_000 + b"r end return f",
}
"""What is worst for the parser, for guesses at names, and for looking back at what was checked before."""


@pytest.mark.parametrize("name", GARBAGE)
def test_up_to_a_million_bytes_of_garbage_take_seconds_at_most(name):
    source = GARBAGE[name]()[:MILLION]
    started = process_time()
    all_findings(source)
    assert process_time() - started < SECONDS
