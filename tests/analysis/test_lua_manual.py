"""The editor explains all of Lua that a script may use, and nothing that it may not."""

from rules.analysis.lua_manual import MANUAL
from rules.analysis.lua_standard import BASIC, LIBRARIES, is_refused


def test_each_name_that_the_sandbox_offers_has_its_line():
    names = (BASIC - {"_ENV"}) | {f"{library}.{name}" for library, every in LIBRARIES.items() for name in every}
    assert MANUAL.keys() == {name for name in names if not is_refused(name)}


def test_each_has_a_signature_of_its_own_name_and_a_meaning():
    for name, (signature, meaning) in MANUAL.items():
        assert signature in (name, f"{name}()") or signature.startswith(f"{name}(")
        assert meaning
