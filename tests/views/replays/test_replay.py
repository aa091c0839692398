"""A trial on history, as a person starts, watches, reads, cancels and downloads it."""

import csv
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from mxadmin.demo import seed
from rules.models import AuditEntry, Draft, Replay, ReplayPart, Revision
from rules.replay.label import Label
from rules.services import publishing, replays
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import script_with

pytestmark = pytest.mark.django_db

NAME = "mxserverrules.lua"
NO_MAIL = b"function CheckServer() return false, 7 end"
LIST = reverse("replay_list", args=[NAME])
FORM = {"tried": "3", "against": "2", "range": "7d", "lag": "0", "version": "8.8"}
SERVER = "mx1.bigmail.example"


@pytest.fixture
def script(db):
    script = script_with(*(seed.source(number) for number in (1, 2, 3)))
    second = script.revisions.get(number=2)
    return publishing.publish(script=script, revision=second, sha256=second.sha256, actor=None)


@pytest.fixture
def start(script, editor):
    def post(**fields):
        return editor.post(LIST, FORM | fields)

    return post


def finished(pk: int | None = None) -> Replay:
    """Work on it as background workers do, until it is over."""
    pk = pk or Replay.objects.latest("pk").pk
    while not Replay.objects.get(pk=pk).over:
        replays.work_on.call(pk)
    return Replay.objects.get(pk=pk)


WORKED: dict[str, list[dict[str, object]]] = {}
"""The rows of the one trial that most tests read: it is worked on once."""


@pytest.fixture
def done(queue, start, script):
    if not WORKED:
        assert start(servers=f"{SERVER}\nmx2.bigmail.example").status_code == 302
        replay = finished()
        WORKED["replay"] = list(Replay.objects.filter(pk=replay.pk).values())
        WORKED["parts"] = list(replay.parts.values())
        return replay
    (values,) = WORKED["replay"]
    owner = User.objects.get(username="editor")
    replay = Replay.objects.create(**values | {"script_id": script.pk, "owner_id": owner.pk})
    ReplayPart.objects.bulk_create(ReplayPart(**part) for part in WORKED["parts"])
    return replay


def test_strangers_sign_in_and_viewers_start_none(script, viewer):
    asks_to_sign_in(LIST)
    names_the_role(viewer, LIST, "editor")
    names_the_role(viewer, LIST, "editor", "post")


def test_the_form_offers_the_latest_beside_what_is_live(script, editor):
    page = editor.get(LIST).text
    assert re.search(r'<option value="2" selected>Revision 2, live: ', page)
    assert re.search(r'<option value="1" selected>', editor.get(f"{LIST}?tried=1").text)


def test_without_a_text_it_says_what_to_do_first(editor, db):
    assert "No text to try yet" in editor.get(LIST).text


def test_the_desk_sends_a_text_that_is_not_saved_and_nothing_starts_yet(script, editor):
    page = editor.post(LIST, {"try": "history", "source": "-- typed\r\n", "parent": "3", "tab": "1"})
    assert page.status_code == 200
    assert "-- typed" in page.text
    assert '<option value="typed" selected>The text in the editor, not saved</option>' in page.text
    assert not Replay.objects.exists()
    assert not Draft.objects.exists()


def test_the_typed_text_is_tried_as_it_would_be_saved(queue, start):
    assert start(tried="typed", source="-- typed\r\n", parent="3").status_code == 302
    replay = Replay.objects.get()
    assert (bytes(replay.source), replay.source_name) == (b"-- typed\n", "the text in the editor")


def test_a_trial_of_an_unsaved_text_is_for_its_maker_and_editors(queue, start, viewer, publisher, editor):
    start(tried="typed", source="-- typed\n", parent="3")
    pk = Replay.objects.get().pk
    for name in ("replay_view", "replay_rows", "replay_csv"):
        address = reverse(name, args=[pk])
        assert [each.get(address).status_code for each in (viewer, editor, publisher)] == [404, 200, 200]


def test_it_is_bound_to_its_texts_and_its_time(queue, start, script):
    before = datetime.now(UTC)
    start()
    replay = Replay.objects.get()
    assert replay.sha256 == script.revisions.get(number=3).sha256
    assert before - timedelta(days=7) <= replay.since < before - timedelta(days=7) + timedelta(minutes=5)
    entry = AuditEntry.objects.get(action="replay_start")
    assert (entry.detail["replay"], entry.detail["sha256"]) == (replay.pk, replay.sha256)


def test_the_result_begins_with_a_sentence_and_its_figures_are_those_of_the_rows(done, viewer, reading):
    with reading():
        page = viewer.get(reverse("replay_view", args=[done.pk])).text
    told = re.search(r"data-sentence>(.*?)</p>", page)[1]
    found = re.fullmatch(
        r"Over 7 days this text would have avoided ([\d,]+) of ([\d,]+) transient failures \(\d+ %\) in ([\d,]+) "
        r"refusal episodes?, and delayed ([\d,]+) accepted messages? by at most (\d+) minutes each; "
        r"live: ([\d,]+) and ([\d,]+)\.",
        told,
    )
    avoided, transient, _, delayed, _, live_avoided, live_delayed = (
        int(each.replace(",", "")) for each in found.groups()
    )
    rows = list(csv.DictReader(downloaded(viewer, done)))
    assert avoided == sum(row["label"] == Label.USEFUL for row in rows) > 0
    assert transient == sum(row["outcome"] == "transient" for row in rows)
    assert delayed == sum(row["label"] == Label.HARMFUL for row in rows) > 0
    assert live_avoided == sum(row["against_label"] == Label.USEFUL for row in rows)
    assert live_delayed == sum(row["against_label"] == Label.HARMFUL for row in rows)
    assert "history as recorded" in page.casefold()


def downloaded(client, replay) -> list[str]:
    answer = client.get(reverse("replay_csv", args=[replay.pk]))
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


def test_the_file_has_every_row_once(done, viewer):
    rows = list(csv.DictReader(downloaded(viewer, done)))
    assert len(rows) == done.result["attempts"] == done.done
    assert list(rows[0]) == [
        *("starttime", "server", "result", "outcome", "verdict", "minutes", "label"),
        *("against_verdict", "against_minutes", "against_label"),
    ]
    assert [row["starttime"] for row in rows] == sorted(row["starttime"] for row in rows)


def test_rows_of_each_label_are_all_reached_page_by_page(done, viewer, reading):
    address = reverse("replay_rows", args=[done.pk])
    wanted = done.result["labels"][Label.MISSED_AVOIDABLE]
    found, number = 0, 1
    while number:
        with reading():
            page = viewer.get(f"{address}?kind={Label.MISSED_AVOIDABLE}&page={number}")
        found += len(page.context["lines"])
        number = page.context["page"].later
    assert found == wanted > 50


def test_the_figures_of_a_label_lead_to_its_rows(done, viewer):
    page = viewer.get(reverse("replay_view", args=[done.pk])).text
    for kind in (Label.USEFUL, Label.HARMFUL):
        address = f"{reverse('replay_rows', args=[done.pk])}?kind={kind}"
        assert address in page
        assert viewer.get(address).context["page"].total == done.result["labels"][kind]


@pytest.mark.parametrize("query", ["?kind=nonsense", "?page=99999", "?page=x", "?kind=useful&page=0"])
def test_an_odd_address_of_rows_shows_rows(done, viewer, query):
    assert viewer.get(reverse("replay_rows", args=[done.pk]) + query).status_code == 200


def test_the_agreement_stands_beside_the_score(done, viewer):
    page = viewer.get(reverse("replay_view", args=[done.pk])).text
    checked = done.result["agreement"]["checked"]
    assert ("cannot be checked" in page) == (checked == 0)


def test_the_rows_that_the_live_text_does_not_allow_are_listed(queue, start, script, viewer):
    nothing = Revision.objects.create(
        script=script, number=4, source=NO_MAIL, sha256=sha256(NO_MAIL).hexdigest(), author_name="ann"
    )
    publishing.publish(script=script, revision=nothing, sha256=nothing.sha256, actor=None)
    start(range="24h", servers=SERVER)
    replay = Replay.objects.latest("pk")
    replay.live_times = [{"revision": nothing.pk, "since": replay.since.isoformat(), "until": None}]
    replay.save()
    done = finished()
    page = viewer.get(reverse("replay_view", args=[done.pk])).text
    address = f"{reverse('replay_rows', args=[done.pk])}?kind=disagreeing%3ARevision%204"
    assert address in page
    assert "Revision 4 was live for 1 day: of " in page
    rows = viewer.get(address).context["page"]
    assert rows.total == done.done > 0
    assert "Revision 4, live then: refused for 7 min" in viewer.get(address).text
    assert f"all {done.done:,}" in " ".join(viewer.get(address).text.split())


def test_the_newest_attempt_is_named_by_its_time_as_everywhere(done, viewer):
    page = viewer.get(reverse("replay_view", args=[done.pk])).text
    assert f'the newest of <time datetime="{done.reached:%Y-%m-%dT%H:%M:%S}' in page


def test_what_was_assumed_is_listed_with_its_switch(done, viewer):
    page = viewer.get(reverse("replay_view", args=[done.pk])).text
    assert done.result["assumed"]
    for each in done.result["assumed"][:3]:
        assert each["switch"].split(" ")[0] in page


def again(client, replay: Replay, name: str, option: str):
    return client.post(reverse("replay_again", args=[replay.pk]), {"name": name, "option": option})


@pytest.mark.parametrize(
    ("name", "option", "changed"),
    [
        ("names", "trailing_dot", {"assumptions": {"names": "trailing_dot"}}),
        ("lag", "2.5", {"lag": 2.5}),
        ("size", "1 MB", {"size": 1024 * 1024}),
        ("domain", "shop.example", {"domain": "shop.example"}),
    ],
)
def test_each_assumption_starts_the_same_trial_with_another_option(done, editor, name, option, changed):
    page = editor.get(reverse("replay_view", args=[done.pk])).text
    assert f'<input type="hidden" name="name" value="{name}">' in page or name in {"size", "domain"}
    response = again(editor, done, name, option)
    started = Replay.objects.latest("pk")
    assert response.url == reverse("replay_view", args=[started.pk])
    same = ("source", "against", "since", "until", "live_times", "source_name")
    assert [getattr(started, field) for field in same] == [getattr(done, field) for field in same]
    assert started.inputs == {**done.inputs, **changed}


def test_an_option_that_cannot_be_read_is_kept_beside_its_sentence(done, editor):
    response = again(editor, done, "lag", "soon")
    assert response.status_code == 422
    assert "Write a number of seconds from 0 to 86400." in response.text
    assert 'value="soon"' in response.text
    assert again(editor, done, "nonsense", "1").status_code == 404
    assert Replay.objects.count() == 1


def test_viewers_switch_nothing(done, viewer):
    names_the_role(viewer, reverse("replay_again", args=[done.pk]), "editor", "post")
    assert "Try this" not in viewer.get(reverse("replay_view", args=[done.pk])).text


def test_the_timeline_has_a_dot_for_each_attempt_and_a_table_that_says_the_same(done, viewer, reading):
    address = reverse("replay_timeline", args=[done.pk, SERVER])
    assert address in viewer.get(reverse("replay_view", args=[done.pk])).text
    with reading():
        page = viewer.get(address)
    rows = page.context["rows"]
    assert {row.server for row in rows} == {SERVER}
    assert page.text.count('<path class="dot ') == len(rows) > 10
    assert page.text.count('class="timeline-band"') == 2
    assert 'class="said-turned_away"' in page.text
    assert len(page.context["lines"]) == len(rows)


def test_the_timeline_goes_from_day_to_day(done, viewer):
    address = reverse("replay_timeline", args=[done.pk, SERVER])
    page = viewer.get(address)
    before = viewer.get(f"{address}?day={page.context['earlier']}")
    assert before.context["later"] == page.context["day"].date()
    assert "No attempt on this day" in viewer.get(f"{address}?day=2020-01-01").text


def test_the_timeline_of_a_server_without_attempts_says_so(done, viewer):
    assert "No attempt at this server" in viewer.get(reverse("replay_timeline", args=[done.pk, "nobody.example"])).text


def test_one_text_alone_has_one_band_and_one_column(queue, start, viewer):
    start(against="none", servers=SERVER, range="24h")
    replay = finished()
    assert replay.result["against_result"] is None
    page = viewer.get(reverse("replay_view", args=[replay.pk])).text
    assert "; live:" not in page
    assert viewer.get(reverse("replay_timeline", args=[replay.pk, SERVER])).text.count('class="timeline-band"') == 1


def test_it_may_be_started_for_all_the_history_there_is(queue, start):
    start(range="all", servers=SERVER)
    replay = Replay.objects.get()
    assert timedelta(days=13) < replay.until - replay.since < timedelta(days=15)


def test_only_the_wanted_providers_are_replayed(queue, start, viewer):
    start(providers="FJORDNET.example.", range="24h")
    replay = finished()
    servers = {row["server"] for row in csv.DictReader(downloaded(viewer, replay))}
    assert servers <= {"mail1.fjordnet.example", "mail2.fjordnet.example"}
    assert servers


def test_a_time_without_attempts_is_a_result(queue, start, viewer):
    start(since="2001-01-01 00:00", until="2001-01-02 00:00")
    replay = finished()
    assert "No attempt was recorded in this time." in viewer.get(reverse("replay_view", args=[replay.pk])).text


def test_cancelled_it_keeps_what_it_found(queue, start, editor):
    start()
    pk = Replay.objects.get().pk
    editor.post(reverse("replay_cancel", args=[pk]))
    replays.work_on.call(pk)
    replay = Replay.objects.get()
    assert (replay.over, replay.finished_at) == (True, None)
    assert "Cancelled" in editor.get(reverse("replay_view", args=[pk])).text
    assert AuditEntry.objects.filter(action="replay_cancel").count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"tried": "9"}, "“9” is not in the list."),
        ({"range": "century"}, "“century” is not in the list."),
        ({"since": "2026-03-02 00:00", "until": "2026-03-01 00:00"}, "The time ends before it begins"),
        ({"since": "2199-01-01 00:00"}, "That is still to come"),
        ({"since": "yesterday"}, "Write date and time like"),
        ({"lag": "-1"}, "Write a number of seconds from 0 to 86400."),
        ({"lag": "nan"}, "Write a number of seconds from 0 to 86400."),
        ({"retries": "-1"}, "Write a whole number from 0"),
        ({"size": "huge"}, "huge"),
        ({"domain": "a..b"}, "a..b"),
        ({"version": "1.0"}, "is not in the list"),
        ({"servers": " ".join(f"mx{number}.example" for number in range(201))}, "at most 200 are read"),
        ({"assume-names": "nonsense"}, "is not in the list"),
        ({"range": "all"}, "No VPOP3 database is connected"),
        ({"tried": "typed", "source": "-- nul \0"}, "NUL"),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_kept(start, settings, fields, sentence):
    settings.VPOP3_DATABASE_URL = ""
    answer = start(providers="kept.example", **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "kept.example" in answer.text
    assert not Replay.objects.exists()


def test_an_unknown_trial_is_not_found(viewer):
    assert viewer.get(reverse("replay_view", args=[7])).status_code == 404


def test_a_text_that_is_live_no_more_is_named(done, script, viewer):
    third = script.revisions.get(number=3)
    publishing.publish(script=script, revision=third, sha256=third.sha256, actor=None)
    assert (
        "Revision 2 was live then. Revision 3 is live now." in viewer.get(reverse("replay_view", args=[done.pk])).text
    )


def test_a_publication_says_what_was_predicted(done, script, viewer):
    third = script.revisions.get(number=3)
    publishing.publish(script=script, revision=third, sha256=third.sha256, actor=None)
    entry = AuditEntry.objects.filter(action="revision_publish").latest("pk")
    page = viewer.get(reverse("publication_view", args=[NAME, entry.pk])).text
    assert reverse("replay_view", args=[done.pk]) in page
    assert "this text would have avoided" in page


def test_revisions_and_the_publish_page_lead_to_it(script, editor, publisher):
    address = f"{LIST}?tried=3"
    assert address in editor.get(reverse("revision_view", args=[NAME, 3])).text
    assert address in publisher.get(reverse("revision_publish", args=[NAME, 3])).text
    assert f'formaction="{LIST}"' in editor.get(reverse("script_edit", args=[NAME])).text


def test_a_row_leads_to_its_dry_run_as_it_was_then(done, viewer):
    page = viewer.get(f"{reverse('replay_rows', args=[done.pk])}?kind={Label.USEFUL}")
    line = page.context["lines"][0]
    found = parse_qs(line.then)
    assert found["domain"] == [line.row.domain]
    assert found["revision"] == ["3"]
    assert datetime.fromisoformat(found["at"][0]) == line.at
    answer = viewer.get(f"{reverse('dry_run', args=[NAME])}?{line.then}")
    assert answer.status_code == 200
    assert line.row.domain in answer.text
