"""Differences that no line shows."""

import pytest

from rules.text.diff import diff
from rules.text.invisible_changes import invisible_changes


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"a\nb\n", b"a\nb\n", []),
        (b"", b"a\r\n", []),
        (b"a\r\nb\r\n", b"a\nb\n", ["Line ends are LF now; they were CRLF."]),
        (b"a\nb\n", b"a\r\nb\n", ["Line ends are CRLF and LF now; they were LF."]),
        (b"a\nb\r\n", b"a\r\nb\n", ["Some lines end otherwise than before (CRLF, LF)."]),
        (b"a\n", b"a", ["The last line has no line end any more."]),
        (b"a\r", b"a\n", ["Line ends are LF now; they were CR."]),
        (b"a", b"a\n", ["The last line ends with a line end now."]),
        (b"caf\xe9\n", "café\n".encode(), ["The text is stored as UTF-8 now; it was Windows-1252."]),
        (b"\xef\xbb\xbfa\n", b"a\n", ["A byte order mark is gone."]),
        (b"a\n", b"\xef\xbb\xbfa\n", ["A byte order mark is at the beginning now."]),
    ],
)
def test_differences_that_no_line_shows_are_named(old, new, said):
    assert invisible_changes(old, new) == said
    if old:
        assert diff(old, new) == []


def test_it_is_said_beside_lines_that_differ_as_well():
    assert invisible_changes(b"a\r\nb\r\n", b"a\nc") == [
        "The last line has no line end any more.",
        "Line ends are LF now; they were CRLF.",
    ]
