"""Each kind of event in a trace is kept, shown and documented."""

from pathlib import Path
from typing import get_args

import pytest

import rules
from rules.dryrun import trace
from rules.dryrun.trace import DecisionEvent, Event, ScriptEvent, Step
from rules.templatetags.steps import TEMPLATES

ROOT = Path(rules.__file__).parent
STEPS = [kind for kind in get_args(Event) if kind is not DecisionEvent]


def test_the_closed_union_holds_every_step_that_the_module_defines():
    defined = {each for each in vars(trace).values() if isinstance(each, type) and issubclass(each, Step)}
    assert set(get_args(Event)) == defined - {Step, ScriptEvent}


def test_the_page_has_a_template_for_each_step():
    assert set(TEMPLATES) == set(STEPS)
    assert [name for name in TEMPLATES.values() if not (ROOT.parent / "templates" / name).exists()] == []


@pytest.mark.parametrize("kind", STEPS)
def test_the_document_of_the_json_format_has_a_row_for_each_step(kind):
    name = kind.__name__.removesuffix("Event").lower()
    row = "| a hook |" if name == "hook" else f"| `{name}` |"
    assert row in (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
