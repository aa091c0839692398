"""The table of hooks and of their parameters, from which linter, completion and trace take what they say."""

import pytest

from rules.analysis.script import PARAMETER_KINDS
from rules.vpop3 import versions
from rules.vpop3.answers import HookReply, read
from rules.vpop3.assumptions import ASSUMPTIONS, Assumptions
from rules.vpop3.hooks import HOOKS, PARAMETERS, HookName


def test_every_hook_has_an_entry():
    assert set(HOOKS) == set(HookName)


@pytest.mark.parametrize("hook", HookName)
def test_the_answer_of_each_hook_can_be_read(hook):
    assert read(hook, HookReply(returned=()), True, versions.CURRENT, Assumptions()).meaning


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=lambda parameter: parameter.name)
def test_a_parameter_says_what_it_is_and_names_an_assumption_that_exists(parameter):
    assert parameter.meaning.endswith(".")
    assert parameter.assumed
    assert parameter.assumption is None or parameter.assumption in ASSUMPTIONS
    assert PARAMETER_KINDS[parameter.name].value == parameter.kind
    assert not parameter.counts or parameter.kind == "number"


def test_a_name_means_the_same_parameter_in_each_hook():
    assert {each for hook in HOOKS.values() for each in hook.parameters} == set(PARAMETERS.values())
