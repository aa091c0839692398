"""The inputs of a dry run: DNS as it is chosen, presets, destinations to complete from; and two texts compared."""

import threading

import pytest
from django.urls import reverse

from rules.models import DryRun, Preset
from rules.presentation.command import command
from rules.web import run_line
from rules.wiring.run_queue import Turns
from tests.pages import asks_to_sign_in
from tests.scripts import ALLOW, REFUSE, script_with
from tests.views.dry_runs.test_dry_run import STREAM, URL, frames, make_live

pytestmark = pytest.mark.django_db

COMPARE = reverse("dry_run_compare", args=["mxserverrules.lua"])
PRESETS = reverse("presets", args=["mxserverrules.lua"])
DESTINATIONS = reverse("destinations")
OLDER = "plain.example. MX 5 old.plain.example.\nold.plain.example. A 192.0.2.77"
ASK_CACHE = "function GetCheckCache() return %s end"


def run(client, **inputs):
    sent = {"source": ALLOW.decode(), "domain": "plain.example"} | inputs
    return client.post(URL, sent).context["result"]


@pytest.mark.parametrize(
    ("force", "kind", "reason"),
    [
        ("plain.example SERVFAIL", "defer", "dns_failure"),
        ("plain.example timeout", "defer", "dns_failure"),
        ("plain.example, NXDOMAIN", "fail", "no_records"),
        ("# a comment\nPlain.Example. null MX", "fail", "null_mx"),
        ("other.example SERVFAIL", "send", "mx"),
    ],
)
def test_a_result_is_forced_on_a_name(editor, force, kind, reason):
    decision = run(editor, force=force).decision
    assert (decision.kind, decision.reason) == (kind, reason)


def test_pinned_text_is_the_whole_of_dns(editor):
    result = run(editor, dns="zone", zone=OLDER)
    assert result.sentence == "Sent to old.plain.example."
    assert result.ledger.dns == "pinned (zone text)"


@pytest.mark.parametrize(("answer", "server"), [("true", "old.plain.example"), ("false", "mx1.plain.example")])
def test_a_warm_cache_shows_what_getcheckcache_does(editor, answer, server):
    result = run(editor, source=ASK_CACHE % answer, cache="warm", older=OLDER)
    assert result.decision.servers[0].exchange == server


@pytest.mark.parametrize(
    ("field", "inputs", "sentence"),
    [
        ("zone", {"dns": "zone", "zone": "plain.example. MX 10 mx.\nnonsense here"}, "Pinned zone text, line 2"),
        ("zone", {"dns": "zone"}, "Write at least one record"),
        ("older", {"cache": "warm", "older": "bad"}, "Older answers, line 1"),
        ("force", {"force": "a.example SERVFAIL\nb.example EXPLODE"}, "Line 2: write a name and one of"),
        ("dns_server", {"dns": "server", "dns_server": "dns.example"}, "dns.example"),
        ("cache", {"cache": "lukewarm"}, "“lukewarm” is not in the list"),
    ],
)
def test_bad_dns_is_explained_beside_its_field_with_the_line(editor, field, inputs, sentence):
    page = editor.post(URL, {"domain": "plain.example", "source": ""} | inputs)
    assert page.status_code == 422
    assert any(sentence in error for error in page.context["form"].errors[field])


def test_a_zone_without_origin_is_offered_the_domain_as_one(editor):
    sent = {"domain": "Someone@Plain.example", "source": "", "dns": "zone", "zone": "@ MX 10 mail\nmail A 192.0.2.9"}
    page = editor.post(URL, sent)
    assert page.status_code == 422
    assert "write “$ORIGIN plain.example.” as the first line" in page.context["form"].errors["zone"][0]
    assert "Put $ORIGIN plain.example. above it" in page.content.decode()
    filled = editor.post(URL, sent | {"add_origin": "zone"})
    zone = filled.context["form"]["zone"].value()
    assert zone == "$ORIGIN plain.example.\n" + sent["zone"]
    assert not DryRun.objects.exists()
    assert run(editor, **sent | {"zone": zone}).sentence == "Sent to mail.plain.example."


def test_a_seed_that_was_typed_is_kept_and_one_that_was_drawn_is_in_the_kept_run_alone(editor):
    script_with(ALLOW)
    assert run(editor, seed="7").ledger.seed == 7
    assert editor.get(URL).context["form"]["seed"].value() == "7"
    drawn = {run(editor, seed="").ledger.seed for _ in range(3)}
    assert len(drawn) == 3
    assert editor.get(URL).context["form"]["seed"].value() == ""
    kept = DryRun.objects.first()
    assert int(kept.inputs["seed"]) in drawn
    assert f"--seed={kept.inputs['seed']}" in command(kept)
    assert editor.get(f"{URL}?run={kept.key}").context["form"]["seed"].value() == kept.inputs["seed"]
    assert run(editor, **{name: kept.inputs[name] for name in ("domain", "seed")}).ledger.seed in drawn


@pytest.mark.parametrize("seed", ["-1", "soon", "99999999999"])
def test_an_invalid_seed_is_refused(editor, seed):
    page = editor.post(URL, {"domain": "plain.example", "source": "", "seed": seed})
    assert page.status_code == 422
    assert page.context["form"].errors["seed"]


def test_text_for_another_choice_is_kept_and_not_checked(editor):
    page = editor.post(URL, {"domain": "plain.example", "source": "", "zone": "nonsense here"})
    assert page.status_code == 200
    assert page.context["form"]["zone"].value() == "nonsense here"


@pytest.mark.parametrize("url", [COMPARE, PRESETS])
def test_it_needs_a_sign_in(url):
    asks_to_sign_in(url, "post")


def test_two_texts_are_compared_step_by_step_and_nothing_is_kept(editor):
    script_with(ALLOW, REFUSE)
    make_live(1)
    page = editor.post(COMPARE, {"source": REFUSE.decode(), "domain": "plain.example"})
    assert page.context["comparison"].difference.parts == ("kind", "reason", "servers", "hold_minutes")
    assert [(pair.step, pair.about) for pair in page.context["pairs"] if pair.differs] == [
        ("CheckServer", "mx1.plain.example"),
        ("CheckServer", "mx2.plain.example"),
    ]
    assert "Revision 1, which is live" in page.text
    assert page.context["source"] == REFUSE.decode()
    assert not DryRun.objects.exists()


def test_any_revision_can_be_compared_with_and_is_watched(editor):
    script_with(ALLOW, REFUSE)
    sent = {"source": REFUSE.decode(), "domain": "plain.example", "against": "2"}
    told = list(frames(editor.post(COMPARE, sent, headers=STREAM)))
    assert ("begun", "CheckServer for mx1.plain.example") in told
    kind, html = told[-1]
    assert (kind, html.lstrip()[:18]) == ("result", '<div id="result" c')
    assert "As before: " in html
    assert 'class="differs"' not in html


def test_leaving_a_comparison_ends_both_runs(editor):
    script_with(b"while true do end")
    sent = {"source": "while true do end -- too", "domain": "plain.example", "against": "1"}
    answer = editor.post(COMPARE, sent, headers=STREAM)
    next(iter(answer.streaming_content))
    answer.close()
    for thread in threading.enumerate():
        if thread.name == "dry-run":
            thread.join(4)  # each text alone would take its five seconds
            assert not thread.is_alive()


def test_comparisons_wait_in_the_same_line(editor, monkeypatch):
    script_with(ALLOW)
    make_live(1)
    monkeypatch.setattr(run_line, "LINE", Turns(at_once=1, waiting=0, each=9))
    with run_line.LINE.take("another"):
        page = editor.post(COMPARE, {"domain": "plain.example", "source": "-- typed\n"})
    assert (page.status_code, page.context["source"]) == (503, "-- typed\n")


@pytest.mark.parametrize("against", ["", "99", "9" * 30, "draft"])
def test_a_missing_text_to_compare_with_is_named(editor, against):
    script_with(ALLOW)
    page = editor.post(COMPARE, {"source": "", "domain": "plain.example", "against": against})
    assert page.status_code == 422
    assert "no such revision to compare with" in page.text


def test_a_preset_is_kept_chosen_and_forgotten_and_leaves_the_domain_alone(editor, viewer):
    script_with(ALLOW)
    sent = {"domain": "one.example", "source": "-- typed\n"}
    editor.post(PRESETS, sent | {"preset_name": " Gmail-like,  12 MB ", "size": "12MB", "retries": "4"})
    assert [preset.name for preset in Preset.objects.exclude(name="")] == ["Gmail-like, 12 MB"]
    page = editor.post(PRESETS, {"domain": "two.example", "choose": "Gmail-like, 12 MB"}, headers=STREAM)
    form = page.context["form"]
    assert [form[name].value() for name in ("domain", "size", "retries")] == ["two.example", "12MB", "4"]
    assert "Gmail-like" not in viewer.post(PRESETS, {"choose": "Gmail-like, 12 MB"}, headers=STREAM).text
    page = editor.post(PRESETS, sent | {"forget": "Gmail-like, 12 MB"})
    assert not Preset.objects.exclude(name="").exists()
    assert page.context["source"] == "-- typed\n"


@pytest.mark.parametrize("name", ["", "x" * 61, "a\x07b"])
def test_a_preset_without_a_usable_name_is_not_kept(editor, name):
    page = editor.post(PRESETS, {"domain": "one.example", "preset_name": name}, headers=STREAM)
    assert page.status_code == 422
    assert 'id="preset-problem"' in page.text
    assert not Preset.objects.exists()


def test_destinations_come_from_the_queue_and_from_the_persons_runs(editor, queue, reading):
    script_with(ALLOW)
    run(editor)
    with reading():
        page = editor.get(DESTINATIONS)
    assert page.text.strip().startswith('<option value="plain.example">')
    assert '<option value="bigmail.example">' in page.text


def test_without_a_database_the_persons_runs_remain(editor):
    script_with(ALLOW)
    run(editor)
    assert editor.get(DESTINATIONS).text.strip() == '<option value="plain.example"></option>'


ASKS = """function CheckServer(d, mx)
  local rows = VPOP3.PostgresQuery("SELECT count(*) AS cnt FROM outqueue.sendattempts")
  if rows and tonumber(rows[1].cnt) > 5 then return false, 10 end
end"""


def test_a_decision_without_vpop3s_database_is_not_shown_as_a_safe_one(editor, settings):
    settings.VPOP3_DATABASE_URL = "postgresql://reader:x@127.0.0.1:1/vpop3"
    page = editor.post(URL, {"source": ASKS, "domain": "plain.example"})
    result = page.context["result"]
    assert result.doubts[0].startswith("The rule could not ask VPOP3's database on line 2 (")
    assert result.headline == "Sent to mx1.plain.example, then mx2.plain.example."
    assert result.ledger.sql == "not read"
    text = page.content.decode()
    assert 'class="decision tone-hold"' in text
    assert "SEND, NOT CERTAIN" in text
    assert text.index("could not ask VPOP3") < text.index(result.headline)


def test_an_address_that_is_pasted_with_a_name_is_taken_out(editor):
    assert run(editor, domain='"Smith, Anna" <anna@plain.example>').domain == "plain.example"
    page = editor.post(URL, {"source": "", "domain": "a@plain.example, b@other.example"})
    assert page.status_code == 422
    assert "This names 2 destinations" in page.context["form"].errors["domain"][0]
