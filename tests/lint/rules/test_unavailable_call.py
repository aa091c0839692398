import pytest

from tests.lint.checking import findings, marked

RULE = "unavailable-call"


@pytest.mark.parametrize(
    "name",
    [
        "io.open",
        "io",
        "os.execute",
        "os.remove",
        "os.exit",
        "require",
        "dofile",
        "loadfile",
        "package.path",
        "debug.sethook",
        "string.dump",
    ],
)
def test_what_the_sandbox_keeps_from_scripts_is_reported(name):
    source = f"local f = {name} return f"
    (finding,) = findings(RULE, source)
    assert (finding.severity, marked(RULE, source)) == ("warning", [name])


@pytest.mark.parametrize("name", ["os.time", "os.date", "os.clock", "os.getenv", "string.format", "load", "print"])
def test_what_it_offers_is_not(name):
    assert marked(RULE, f"return {name}('x')") == []


def test_locals_of_the_same_name_are_ones_own():
    assert marked(RULE, "local io = {} return io.open") == []
