import pytest

from tests.lint.checking import CHECK_SERVER, check_server, marked, messages

RULE = "default-result"


@pytest.mark.parametrize("answer", ["true", "mxserver ~= 'mx.example.com'", "numRetries < 3, 5", "1"])
def test_an_answer_that_never_looks_at_it_is_reported(answer):
    assert marked(RULE, f"{CHECK_SERVER} return {answer} end") == ["defaultResult"]


def test_it_is_known_by_its_place():
    assert messages(RULE, "function CheckServer(d, m, n, s, usable) return true end")[0].startswith("usable is never")


def test_not_even_naming_it_is_the_same():
    assert marked(RULE, "function CheckServer(domain, mxserver) return true end") == ["CheckServer"]


@pytest.mark.parametrize(
    "source",
    [
        check_server("return true"),
        f"{CHECK_SERVER} return defaultResult end",
        f"{CHECK_SERVER} if mxserver == 'x' then return false end end",
        f"{CHECK_SERVER} return end",
        f"{CHECK_SERVER} return (function() return defaultResult end)() end",
        "function CheckServer(...) return select(5, ...) end",
    ],
)
def test_using_the_default_or_only_refusing_is_fine(source):
    assert marked(RULE, source) == []
