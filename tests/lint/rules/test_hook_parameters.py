import pytest

from tests.lint.checking import CHECK_SERVER, corrected, findings, messages

RULE = "hook-parameters"


def test_another_order_is_an_error_that_can_be_put_right():
    source = "function CheckServer(mxserver, domain, numRetries, messageSize, defaultResult) end"
    (finding,) = findings(RULE, source)
    assert finding.severity == "error"
    assert "mxserver is the second, not first." in finding.message
    assert corrected(RULE, source) == f"{CHECK_SERVER} end"


def test_case_does_not_hide_a_wrong_order():
    assert findings(RULE, "function GetOverrides(NumRetries, Domain, messagesize) end")


def test_too_few_can_be_completed():
    source = "function GetCheckCache(domain) return domain == 'x' end"
    assert corrected(RULE, source) == "function GetCheckCache(domain, numRetries, messageSize) return domain == 'x' end"


def test_too_many_cannot():
    (finding,) = findings(RULE, "function GetCheckCache(domain, numRetries, messageSize, more) end")
    assert (finding.severity, finding.fix) == ("warning", None)
    assert "takes 4, and the rest is nil" in finding.message


def test_other_names_at_their_place_are_fine_and_are_kept():
    assert messages(RULE, "function CheckServer(d, mx, n, size, default) end") == []
    (finding,) = findings(RULE, "function CheckServer(d, mx) end")
    assert finding.fix is None


def test_assumptions_about_a_hook_are_information():
    (finding,) = findings(RULE, "function FinalOverrides(domain) end")
    assert (finding.severity, "assumed" in finding.message) == ("information", True)


@pytest.mark.parametrize("parameters", ["...", "domain, ..."])
def test_any_number_can_be_taken(parameters):
    assert messages(RULE, f"function CheckServer({parameters}) end") == []
