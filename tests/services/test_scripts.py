"""Adding a script."""

import pytest

from rules.models import AuditEntry, Script
from rules.services import scripts
from rules.services.errors import Refused

pytestmark = pytest.mark.django_db


def test_a_new_script_has_no_revisions_and_nothing_live():
    script = scripts.create_script(name="mxserverrules.lua", actor=None)
    assert (script.revisions.count(), script.live) == (0, None)
    assert AuditEntry.objects.get().action == "script_create"


def test_a_name_is_given_once():
    scripts.create_script(name="one.lua", actor=None)
    for name in ("one.lua", "One.LUA"):
        with pytest.raises(Refused, match=r"There is a script one\.lua already"):
            scripts.create_script(name=name, actor=None)
    assert AuditEntry.objects.count() == 1
    scripts.rename(script=Script.objects.get(), name="One.lua", actor=None)
    assert Script.objects.get().name == "One.lua"


def test_a_name_that_only_begins_like_a_device_is_one():
    assert scripts.create_script(name="console.lua", actor=None).name == "console.lua"


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "..",
        "a/b",
        "a\\b",
        "a..b",
        "tab\t.lua",
        "nul\0.lua",
        "x" * 101,
        ".lua",
        "a:b",
        "CON",
        "nul.lua",
        "Com1 .x",
    ],
)
def test_a_name_must_work_in_an_address_and_as_a_file_name(name):
    with pytest.raises(Refused, match="script's name"):
        scripts.create_script(name=name, actor=None)
    assert not Script.objects.exists()
