"""The inputs of a dry run in a few words."""

import pytest

from rules.dryrun.run_inputs import RunInputs
from rules.presentation.inputs_summary import inputs_summary


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        (
            {"domain": "bank.example", "retries": "0", "size": "20KB", "version": "8.8"},
            "bank.example, first try, 20KB, VPOP3 8.8",
        ),
        ({"domain": "bank.example", "retries": " 1 ", "size": ""}, "bank.example, after 1 retry"),
        ({"domain": "bank.example", "retries": "3", "size": "12 MB"}, "bank.example, after 3 retries, 12 MB"),
        ({"domain": "bank.example"}, "bank.example"),
        ({"domain": "x" * 300}, "x" * 80),
    ],
)
def test_the_inputs_are_named_as_they_were_typed(inputs, words):
    assert inputs_summary(RunInputs.from_dict(inputs)) == words
