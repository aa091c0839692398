"""Functions that a script's query may name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.outqueue.broker.function_gate import refusal

VOLATILE = frozenset({"nextval", "pg_sleep", "bump", "domain"})


@pytest.mark.parametrize(
    "query",
    [
        "SELECT bump()",
        "SELECT BUMP ()",
        'SELECT "bump" ( 1 )',
        "SELECT public.bump\n(1)",
        "SELECT public . bump(1)",
        "SELECT attempt.bump FROM attempts attempt",
        'SELECT attempt."bump"',
        "SELECT bump/**/(1)",
        "SELECT bump/*/**/*/(1)",
        "SELECT bump -- x\n(1)",
        'SELECT U&"b\\0075mp"(1)',
        "SELECT u& \"!0062ump\" UESCAPE '!' (1)",
        "SELECT 1 + bump(2)",
        "SELECT nextval('x')",
        "SELECT table_to_xml('users', true, true, '')",
    ],
)
def test_a_call_of_a_function_that_may_do_more_than_read_is_refused(query):
    assert refusal(query, VOLATILE)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT domain FROM x",
        "SELECT count(domain), max(starttime) FROM x",
        "SELECT pg_sleep(1), random()",
        "SELECT bumper(), xbump(), bump_1()",
        "SELECT 'nextval' FROM x",
        "SELECT 1 -- about domains",
    ],
)
def test_a_name_alone_harmless_functions_and_similar_names_pass(query):
    assert refusal(query, VOLATILE) is None


gaps = st.lists(st.sampled_from([" ", "\n", "\t", "/* ( */", "/*/*x*/*/", "-- (\n"]), max_size=4).map("".join)
spellings = st.sampled_from(["bump", "BUMP", '"bump"', "Bump", 'public."bump"', "public.bump"])


@given(spellings, gaps, st.text("abc'\"(-/*$ \n", max_size=20))
def test_no_spelling_of_a_call_passes(name, gap, before):
    assert refusal(f"SELECT {before} {name}{gap}(1)", VOLATILE)
