"""Lines and columns count from 1, in characters, as an editor shows them."""

import pytest

from rules.analysis.positions import Range
from tests.lint.checking import all_findings


def place(source: str | bytes) -> Range:
    (finding,) = [each for each in all_findings(source) if each.rule == "undefined-name"]
    return finding.range


def on_line(line: int, column: int) -> Range:
    return Range(line=line, column=column, end_line=line, end_column=column + len("unknown"))


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("return unknown", on_line(1, 8)),
        ("\n\nreturn unknown", on_line(3, 8)),
        ("\r\n\rreturn unknown", on_line(3, 8)),
        ("\treturn unknown", on_line(1, 9)),
        ("return 'é', unknown", on_line(1, 13)),
        ("return '😀', unknown", on_line(1, 13)),
        ("return 'é', unknown".encode("latin-1"), on_line(1, 13)),
        ("return '€–', unknown".encode("cp1252"), on_line(1, 14)),
        ("\ufeffreturn unknown", on_line(1, 9)),
    ],
)
def test_columns_are_characters(source, where):
    assert place(source) == where


def test_a_range_may_span_lines():
    (finding,) = [each for each in all_findings("do return end\nprint(1)\nprint(2)\n") if each.rule == "unreachable"]
    assert finding.range == Range(line=2, column=1, end_line=3, end_column=9)


def test_findings_come_in_the_order_of_the_text():
    found = all_findings("local a\nlocal b\nc = d\nlocal e\n")
    assert [each.range for each in found] == sorted(each.range for each in found)
    assert len(found) >= 5
