"""Templates in order: they decide nothing, and name only icons that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
COMPARED_WITH_A_TEXT = re.compile(
    r"""\{%\s*(?:el)?if\b[^%]*(?:[=!<>]=?|\bin)\s*["'][^%]*%\}|\{%\s*(?:el)?if\s+["'][^%]*%\}"""
)
COUNTED = re.compile(r"\|add:(?!\s*[\"'])[^}|]*")


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("template", TEMPLATES, ids=where)
def test_a_template_neither_compares_with_a_text_nor_counts(template: Path):
    """What a state means is said once, in rules/presentation: see badges.py."""
    source = template.read_text(encoding="utf-8")
    assert [found[0] for found in COMPARED_WITH_A_TEXT.finditer(source)] == []
    assert COUNTED.findall(source) == []


@pytest.mark.parametrize("source", ['{% if a == "b" %}', "{% elif 'b' in a %}", '{% if a or b != "c" %}'])
def test_a_comparison_with_a_text_would_be_found(source: str):
    assert COMPARED_WITH_A_TEXT.search(source)


def test_every_icon_that_is_named_exists():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons.svg").read_text(encoding="utf-8")))
    named = {
        name for path in TEMPLATES for name in re.findall(r'\{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    badges = (ROOT / "rules/presentation/badges.py").read_text(encoding="utf-8")
    named |= set(re.findall(r'icon="([\w-]+)"', badges))
    assert named - drawn == set()
