import pytest

from tests.lint.checking import CHECK_SERVER, check_server, findings, marked

RULE = "nested-hook"


def test_a_hook_inside_another_function_is_an_error():
    source = f"function GetCheckCache(domain, numRetries, messageSize)\n{CHECK_SERVER} return true end return true end"
    (finding,) = findings(RULE, source)
    assert (finding.severity, marked(RULE, source)) == ("error", ["CheckServer"])
    assert "inside GetCheckCache" in finding.message


@pytest.mark.parametrize(
    "source",
    [
        check_server("return true"),
        "if ConnectionId then CheckServer = function() return true end end",
        "local function helper() local function inner() end return inner end return helper",
    ],
)
def test_a_hook_at_the_top_is_fine(source):
    assert marked(RULE, source) == []
