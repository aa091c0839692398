"""The grammar agrees with Lua's compiler, which stays the judge."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.analysis.broken.diagnosis import MOST_CHARACTERS, diagnose
from rules.analysis.broken.lexer import lex
from rules.analysis.broken.recogniser import recognise
from rules.wiring.linting import syntax_problem

FOLDERS = ("tests/hostile", "tests/lua/suite", "mxadmin/demo/scripts")
SCRIPTS = [path.read_text() for folder in FOLDERS for path in sorted(Path(folder).glob("*.lua"))]
SIGNS = [*"\n ()[]{}'\"=.,;:#+-*/%^<>~&|!?", "::", "..", "...", "--[["]
PIECES = st.sampled_from([*SIGNS, "then ", "end ", "do ", "else ", "if ", "x ", "1 "])


def test_the_grammar_accepts_everything_that_the_compiler_loads():
    assert len(SCRIPTS) > 60
    refused = [text for text in SCRIPTS if recognise(lex(text)) and syntax_problem(text.encode()) is None]
    assert refused == []


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SCRIPTS), st.data())
def test_it_refuses_no_broken_script_that_the_compiler_loads(script, data):
    at = data.draw(st.integers(0, len(script)))
    text = script[:at] + data.draw(PIECES) + script[at + data.draw(st.integers(0, 8)) :]
    stop = recognise(lex(text))
    assert stop is None or syntax_problem(text.encode()) is not None


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SCRIPTS), st.data())
def test_every_fault_and_its_edits_are_inside_of_the_text(script, data):
    for _ in range(3):
        at = data.draw(st.integers(0, len(script)))
        script = script[:at] + data.draw(PIECES) + script[at + data.draw(st.integers(0, 8)) :]
    for fault in diagnose(script):
        assert 0 <= fault.start <= fault.end <= len(script)
        assert all(0 <= edit.start <= edit.end <= len(script) for edit in fault.edits)
        assert fault.message


def test_a_text_that_is_long_or_deep_is_left_to_the_compiler():
    assert diagnose("x && y\n" * MOST_CHARACTERS) == ()
    assert diagnose(f"local a = {'(' * 5000}") == ()
