"""Making a revision live: only what was reviewed, and only what loads."""

import pytest

from rules.models import AuditEntry, Script
from rules.services import publishing
from rules.services.errors import Refused
from tests.people import person
from tests.scripts import ALLOW, BROKEN, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db


def publish(script, number, **other):
    it = revision(script, number)
    return publishing.publish(script=script, revision=it, **{"sha256": it.sha256, "actor": None} | other)


def live():
    script = Script.objects.select_related("live").get(name="mxserverrules.lua")
    return script.live.number if script.live else None


def test_it_is_live_from_now_on_and_one_audit_entry_says_who_did_it():
    script = script_with(ALLOW, REFUSE)
    publish(script, 1)
    published = publish(script, 2, actor=person(None, "anna"), reason="They asked for it.", address="192.0.2.1")
    assert (live(), published.live.number) == (2, 2)
    assert published.live_since is not None
    entry = AuditEntry.objects.filter(action="revision_publish").first()
    assert (entry.actor_name, entry.address) == ("anna", "192.0.2.1")
    assert entry.detail == {
        "replaced": 1,
        "sha256": revision(script, 2).sha256,
        "checks": "not run",
        "reason": "They asked for it.",
    }
    assert AuditEntry.objects.filter(action="revision_publish").count() == 2


def test_a_reason_longer_than_is_kept_is_refused():
    script = script_with(ALLOW)
    with pytest.raises(Refused, match="The reason has 501 characters; at most 500 are kept"):
        publish(script, 1, actor=person(None, "anna"), reason="y" * 501)
    assert live() is None


def test_another_text_than_the_one_reviewed_is_refused():
    with pytest.raises(Refused, match="The text reviewed is not that of revision 1"):
        publish(script_with(ALLOW), 1, sha256="0" * 64)
    assert live() is None


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (BROKEN, r"Revision 1 cannot go live\. It does not load, so it never goes live: line 2: "),
        (b"error('at once')\n", r"does not load.*line 1: at once"),
        (b"local t = {} while true do t[#t + 1] = ('x'):rep(9999) .. #t end\n", "does not load"),
    ],
)
def test_a_text_that_does_not_load_is_refused_with_its_line(source, sentence):
    with pytest.raises(Refused, match=sentence):
        publish(script_with(source), 1)
    assert live() is None


def test_an_empty_text_loads():
    publish(script_with(b"-- nothing yet\n"), 1)
    assert live() == 1


def test_a_revision_of_another_script_is_refused():
    script, other = script_with(ALLOW), script_with(REFUSE, name="other.lua")
    with pytest.raises(Refused, match=r"Revision 1 is one of other\.lua, not of mxserverrules\.lua"):
        publishing.publish(script=script, revision=revision(other, 1), sha256="0" * 64, actor=None)


def test_publishing_the_live_revision_is_refused():
    script = script_with(ALLOW)
    publish(script, 1)
    with pytest.raises(Refused, match="Revision 1 is live already"):
        publish(script, 1)


def test_a_review_against_another_live_revision_is_refused():
    script = script_with(ALLOW, REFUSE)
    publish(script, 1)
    with pytest.raises(Refused, match="Meanwhile revision 1 was made live"):
        publish(script, 2, replaces=None)
    publish(script, 2, replaces=1)
    assert live() == 2
