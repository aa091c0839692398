import pytest

from tests.lint.checking import corrected, findings, marked

RULE = "hook-name"


@pytest.mark.parametrize(
    ("name", "hook"),
    [
        ("Checkserver", "CheckServer"),
        ("checkServer", "CheckServer"),
        ("check_server", "CheckServer"),
        ("GETOVERRIDES", "GetOverrides"),
        ("getCheckCache", "GetCheckCache"),
        ("Finaloverrides", "FinalOverrides"),
    ],
)
def test_a_hook_in_the_wrong_case_is_an_error(name, hook):
    source = f"function {name}(domain) return true end"
    (finding,) = findings(RULE, source)
    assert finding.severity == "error"
    assert corrected(RULE, source) == source.replace(name, hook)


def test_the_fix_renames_every_use():
    source = "function Checkserver() end function GetCheckCache() return Checkserver() end"
    assert corrected(RULE, source) == source.replace("Checkserver", "CheckServer")


@pytest.mark.parametrize("name", ["CheckServers", "ChekServer", "GetOverride", "FinalOverides", "GetCheckCahe"])
def test_a_misspelt_hook_is_a_warning(name):
    (finding,) = findings(RULE, f"{name} = function(domain) return true end")
    assert finding.severity == "warning"


def test_a_local_hook_is_never_called():
    source = "local function CheckServer() return true end"
    assert corrected(RULE, source) == "function CheckServer() return true end"
    assert marked(RULE, "local CheckServer = function() end") == ["CheckServer"]


@pytest.mark.parametrize(
    "source",
    [
        "function CheckServer() end",
        "function CheckServers() end function CheckServer() return CheckServers() end",
        "function check() end function server() end function overrides() end",
        "local checkserver = 1 return checkserver",
        "local rules = {} function rules.Checkserver() end",
    ],
)
def test_hooks_helpers_and_other_names_are_not_reported(source):
    assert marked(RULE, source) == []
