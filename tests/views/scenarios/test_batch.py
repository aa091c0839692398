"""Batches, as a person starts, watches, filters, cancels and downloads them."""

import csv

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rules.models import Batch, Draft
from rules.services import batches, publishing, revisions, scripts

HOLDS = b'function CheckServer(domain, server) if server == "mx1.plain.example" then return false, 10 end end'
OTHER = b"function CheckServer() return false, 5 end"
FORM = {
    "retries": "0",
    "size": "20KB",
    "version": "8.8",
    "connection_id": "1",
    "connection_name": "Main",
    "dns": "demo",
    "tried": "2",
    "against": "1",
}


@pytest.fixture
def script(db):
    script = scripts.create_script(name="mxserverrules.lua", actor=None)
    first = revisions.save(script=script, source=HOLDS, message="First", actor=None, parent=None).revision
    revisions.save(script=script, source=OTHER, message="Second", actor=None, parent=1)
    return publishing.publish(script=script, revision=first, sha256=first.sha256, actor=None)


@pytest.fixture
def start(script, editor):
    def post(domains="plain.example\nnowhere.example", **fields):
        return editor.post(reverse("batch_list", args=[script.name]), FORM | {"domains": domains} | fields)

    return post


def done(batch):
    while not Batch.objects.get(pk=batch.pk).over:
        batches.work_on.call(batch.pk)
    return Batch.objects.get(pk=batch.pk)


def test_the_form_offers_the_latest_beside_what_is_live(script, editor):
    page = editor.get(reverse("batch_list", args=[script.name])).content.decode()
    assert '<option value="2">Revision 2: Second</option>' in page
    assert '<option value="1" selected>Revision 1, live: First</option>' in page


def test_without_a_text_it_says_what_to_do_first(editor, db):
    assert "No text to try yet" in editor.get(reverse("batch_list", args=["mxserverrules.lua"])).content.decode()


def test_changed_decisions_come_first(start, editor):
    response = start("nowhere.example plain.example plain.example")
    batch = done(Batch.objects.get())
    assert response.url == reverse("batch_view", args=[batch.pk])
    page = editor.get(response.url).content.decode()
    assert page.index("plain.example</a>") < page.index("nowhere.example</a>")
    assert "2 of 2" in page
    assert "1 would change" in page
    assert "2 times" in page
    assert "every 1s" not in page, "a finished batch is not asked for again and again"
    only = editor.get(response.url, {"show": "same"}).content.decode()
    assert "nowhere.example" in only
    assert "plain.example</a>" not in only
    assert "Nothing matches" in editor.get(response.url, {"q": "zzz"}).content.decode()


def test_while_it_runs_the_page_asks_for_the_part_that_changes(start, viewer):
    start()
    address = reverse("batch_view", args=[Batch.objects.get().pk])
    assert "every 1s" in viewer.get(address).content.decode()
    part = viewer.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="state"')
    assert "<html" not in part
    assert "Cancel" not in part, "a viewer only looks"


def test_cancel(start, editor):
    start()
    batch = Batch.objects.get()
    assert editor.post(reverse("batch_cancel", args=[batch.pk])).status_code == 302
    assert "cancelled" in editor.get(reverse("batch_view", args=[batch.pk])).content.decode()


def test_the_file_holds_every_decision_and_no_formula(start, editor):
    start("plain.example\nnowhere.example")
    batch = done(Batch.objects.get())
    batch.items.filter(position=2).update(domain="=cmd()")
    lines = (
        b"".join(editor.get(reverse("batch_csv", args=[batch.pk])).streaming_content).decode("utf-8-sig").splitlines()
    )
    head, plain, formula = csv.reader(lines)
    assert head[:5] == ["domain", "times", "changed", "decision", "reason"]
    assert plain[:4] == ["plain.example", "1", "Held for 5 minutes instead of sent to mx2.plain.example.", "hold"]
    assert formula[:5] == ["'=cmd()", "1", "", "fail", "no_records"]


def test_a_list_is_uploaded_and_each_bad_entry_is_named(start, editor):
    upload = SimpleUploadedFile("list.txt", "\ufeffplain.example\nbad..example # why\n".encode())
    response = start("", upload=upload)
    page = editor.get(response.url).content.decode()
    assert "1 entry names no destination" in " ".join(page.split())
    assert "Line 2, <code>bad..example</code>" in page


def test_each_of_five_thousand_lines_of_garbage_is_named(start, editor):
    garbage = [f"a..{n}" for n in range(5000)]
    refused = start("\n".join(garbage)).text
    assert "5000 entries name no destination." in " ".join(refused.split())
    assert "Line 5000, <code>a..4999</code>" in refused
    page = editor.get(start("\n".join([*garbage, "plain.example", "b..a b..b"])).url).text
    assert "1 destination, started by" in page
    assert "Line 5000, <code>a..4999</code>" in page
    assert "Line 5002, <code>…</code>: 2 more from here on name no destination either." in page


def test_the_persons_draft_can_be_run(script, start, editor):
    Draft.objects.create(user_id=editor.session["_auth_user_id"], script=script, text=OTHER, version="1")
    start("plain.example", tried="draft")
    batch = done(Batch.objects.get())
    assert batch.source_name == "draft"
    assert batch.items.get().change == "Held for 5 minutes instead of sent to mx2.plain.example."


def test_a_batch_with_a_live_revision_says_when_it_is_no_longer_live(start, editor, script):
    start()
    url = reverse("batch_view", args=[Batch.objects.get().pk])
    assert "was live then" not in editor.get(url).text
    second = script.revisions.get(number=2)
    publishing.publish(script=script, revision=second, sha256=second.sha256, replaces=1, actor=None)
    assert "Revision 1 was live then. Revision 2 is live now." in editor.get(url).text


def test_the_busiest_of_the_queue_are_taken(queue, start):
    start("", busiest="7")
    assert Batch.objects.get().total == 7


def test_the_text_of_a_file_stays_when_another_field_is_wrong(start):
    file = SimpleUploadedFile("list.txt", b"kept.example\n")
    page = start("", upload=file, retries="-1")
    assert page.status_code == 422
    assert page.context["form"]["domains"].value() == "kept.example\n"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"busiest": "5"}, "No VPOP3 database is connected"),
        ({"busiest": "5001"}, "whole number from 1 to 5000"),
        ({"domains": ""}, "The list names no destination that could be tried."),
        ({"domains": "\n".join(f"a..{n}" for n in range(5000))}, "The list names no destination that could be tried."),
        ({"domains": "\n".join(f"d{n}.example" for n in range(5001))}, "at most 5,000 are tried at once"),
        ({"tried": "9"}, "“9” is not in the list."),
        ({"size": "huge"}, "huge"),
        ({"retries": "-1"}, "whole number from 0"),
        ({"upload": SimpleUploadedFile("l.txt", b"caf\xe9.example")}, "The file is not UTF-8 text (byte 3)."),
    ],
)
def test_bad_input_is_answered_beside_the_field_and_kept(start, fields, sentence):
    response = start(**{"domains": "kept.example", **fields})
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert fields.get("domains", "kept.example")[:12] in page
    assert not Batch.objects.exists()


def test_a_viewer_starts_no_batch(script, viewer):
    assert viewer.get(reverse("batch_list", args=[script.name])).status_code == 403


def test_an_unknown_batch_is_not_found(viewer):
    assert viewer.get(reverse("batch_view", args=[7])).status_code == 404


def test_each_batch_draws_a_seed_and_keeps_it(start, editor):
    pages = [editor.get(start("plain.example").url).content.decode() for _ in range(2)]
    seeds = [batch.inputs["seed"] for batch in Batch.objects.order_by("pk")]
    assert len(set(seeds)) == 2
    assert all(f"seed {seed}" in page for seed, page in zip(seeds, pages, strict=True))


def test_an_export_and_pasted_addresses_are_read(start):
    table = '\ufeffdomain,times,sentence\nplain.example,2,"Sent to a.example, then b.example."\n'
    start(
        'Bob Smith <bob@one.example>; "Müller, Eva" <eva@two.example>',
        upload=SimpleUploadedFile("b.csv", table.encode()),
    )
    assert [item.domain for item in Batch.objects.get().items.all()] == ["one.example", "two.example", "plain.example"]


def test_each_filter_says_how_many_it_shows(start, editor):
    start("nowhere.example plain.example third.example")
    done(Batch.objects.get())
    page = editor.get(reverse("batch_view", args=[Batch.objects.get().pk]))
    assert [(each.value, each.count) for each in page.context["shows"]] == [
        ("all", 3),
        ("changed", 1),
        ("problem", 0),
        ("same", 2),
    ]
    some = editor.get(page.request["PATH_INFO"], {"q": "nowhere"}).context["shows"]
    assert [each.count for each in some] == [1, 0, 0, 1]


def test_the_text_of_the_editor_is_tried_without_being_saved(script, editor):
    url = reverse("batch_list", args=[script.name])
    page = editor.post(url, {"try": "typed", "source": OTHER.decode(), "parent": "2", "domain": "ignored.example"})
    assert page.status_code == 200
    assert page.context["form"]["tried"].value() == "typed"
    assert not Batch.objects.exists()
    editor.post(url, FORM | {"domains": "plain.example", "tried": "typed", "source": "-- typed\n", "parent": "2"})
    batch = Batch.objects.get()
    assert (bytes(batch.source), batch.source_name) == (b"-- typed\n", "the text in the editor")
    wrong = editor.post(url, FORM | {"domains": "", "tried": "typed", "source": "a\0b", "parent": ""})
    assert wrong.status_code == 422
    assert "NUL character" in wrong.text
