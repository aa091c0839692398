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
def test_functions_that_the_sandbox_refuses_are_reported(name):
    source = f"local f = {name} return f"
    (finding,) = findings(RULE, source)
    assert (finding.severity, marked(RULE, source)) == ("warning", [name])


@pytest.mark.parametrize("name", ["os.time", "os.date", "os.clock", "os.getenv", "string.format", "load", "print"])
def test_functions_that_it_offers_are_not_reported(name):
    assert marked(RULE, f"return {name}('x')") == []


def test_a_local_with_the_name_of_a_library_is_the_scripts():
    assert marked(RULE, "local io = {} return io.open") == []
