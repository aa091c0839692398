"""Templates in order: one element a line, no decisions, and only icons that exist."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPARED = re.compile(r"\{%\s*(?:el)?if\b[^%]*(?:[=!<>]=|\s[<>]\s|\sin\s|\|length)[^%]*%\}")
COUNTED = re.compile(r"\|add:(?!\s*[\"'])[^}|]*")
TOO_LONG = re.compile(r"^.{141,}$")
BLOCKS = (
    "article|aside|body|details|dialog|div|dl|fieldset|figure|footer|form|head|header|html|main|nav|ol|section|select"
    "|table|tbody|thead|tr|ul"
)
TWO_BLOCKS = re.compile(
    rf"<({BLOCKS}|dd|dt|h[1-6]|legend|li|p|pre|summary|td|th)\b[^<]*(?:<[^<]*)*?<(?:{BLOCKS}|dd|dt|li|p|td|th)\b"
)
"""An element of the page's structure begins on a line, and another one on the same line."""


def found_by(*expressions: re.Pattern[str]) -> list[str]:
    """Return what is found in the lines of all templates, each with its place."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {found[0]}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for expression in expressions
        for found in expression.finditer(line)
    ]


def test_a_template_neither_compares_nor_counts():
    """rules/presentation does, or rules/templatetags/choices.py: what is live or chosen, and the first of many."""
    assert found_by(COMPARED, COUNTED) == []


@pytest.mark.parametrize(
    "source",
    ["{% if a == b %}", "{% elif b in a %}", '{% if a or b != "c" %}', "{% if a|length > 2 %}", "{% if a < b %}"],
)
def test_a_comparison_would_be_found(source: str):
    assert COMPARED.search(source)


def test_a_template_has_one_element_a_line():
    assert found_by(TOO_LONG, TWO_BLOCKS) == []


@pytest.mark.parametrize("source", ["<tr><td>1</td></tr>", "<p>a</p><p>b</p>", "<div class='x'><div>a</div></div>"])
def test_two_elements_in_a_line_would_be_found(source: str):
    assert TWO_BLOCKS.search(source)


@pytest.mark.parametrize("source", ["<p>a <strong>b</strong> <code>c</code></p>", "<li><a href='x'>a</a></li>"])
def test_inline_elements_may_stay_in_their_line(source: str):
    assert not TWO_BLOCKS.search(source)


def test_every_icon_that_is_named_exists():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons.svg").read_text(encoding="utf-8")))
    named = {
        name for path in TEMPLATES for name in re.findall(r'\{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    badges = (ROOT / "rules/presentation/badges.py").read_text(encoding="utf-8")
    named |= set(re.findall(r'icon="([\w-]+)"', badges))
    assert named - drawn == set()


def test_every_template_can_be_compiled():
    """The templates of error pages count, too."""
    for template in TEMPLATES:
        assert get_template(str(template.relative_to(ROOT / "templates"))), template
