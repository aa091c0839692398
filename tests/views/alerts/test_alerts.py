"""The channels of a person's alerts: added, tested, changed and deleted by that person alone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from rules.alerts.events import NAMES, EventKind
from rules.models import AlertChannel, AlertMessage, AuditEntry
from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

URL = reverse("alerts")
HOOK = "https://hook.example/services/very-secret-token"
FORM = {"kind": "email", "address": "ann@example.com", "name": "Post", "events": ["fuse", "failing"]}


@pytest.fixture
def channel(viewer):
    viewer.post(URL, FORM | {"kind": "webhook", "address": HOOK, "name": "Ticket system"})
    return AlertChannel.objects.get()


def page_of(channel):
    return reverse("alert_channel", args=[channel.pk])


def test_it_needs_a_sign_in_and_a_role(browser_of):
    asks_to_sign_in(URL)
    names_the_role(browser_of(None), URL, "viewer")


def test_without_a_channel_it_says_so(viewer, reading):
    with reading():
        page = viewer.get(URL).text
    assert "No channel yet" in page
    assert all(name.replace("'", "&#x27;") in page for name in NAMES.values())


def test_an_address_for_mail_is_added(viewer):
    assert viewer.post(URL, FORM).status_code == 302
    channel = AlertChannel.objects.get()
    assert (channel.user.username, channel.hint, channel.events) == ("viewer", "ann@example.com", ["fuse", "failing"])
    assert AuditEntry.objects.get().action == "alert_channel_create"
    page = viewer.get(URL).text
    assert "A fuse has blown; A server or provider fails, and has recovered" in page
    assert "not used yet" in page


def test_the_secret_of_a_webhook_is_shown_once_and_its_address_never(viewer):
    first = viewer.post(URL, FORM | {"kind": "webhook", "address": HOOK})
    channel = AlertChannel.objects.get()
    assert channel.secret.startswith("whsec_")
    assert channel.secret in first.text
    assert "no-store" in first["Cache-Control"]
    for url in (URL, page_of(channel)):
        page = viewer.get(url).text
        assert "https://hook.example/…" in page
        assert channel.secret not in page
        assert "very-secret" not in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"address": "ann"}, "Write an e-mail address like ann@example.com."),
        ({"address": "ann@example.com\nBcc: b@example.com"}, "Write an e-mail address"),
        ({"kind": "webhook", "address": "ftp://a.example"}, "Write an address like https://example.com/hook."),
        ({"kind": "webhook", "address": "https://u:p@a.example"}, "Leave out user and password"),
        ({"kind": "apprise", "address": "json://127.0.0.1"}, "Write an address of Apprise"),
        ({"kind": "apprise", "address": "ntfys://h.example/t?verify=no"}, "The option verify is not allowed"),
        ({"kind": "pigeon"}, "is not in the list"),
        ({"address": ""}, "Write something here"),
        ({"name": "x" * 61}, "At most 60 characters"),
        ({"events": ["weather"]}, "is not in the list"),
    ],
)
def test_bad_input_is_a_sentence_and_is_kept(viewer, fields, sentence):
    answer = viewer.post(URL, FORM | fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert not AlertChannel.objects.exists()
    if "address" in fields and fields["address"].isprintable():
        assert f'value="{fields["address"]}"' in answer.text or not fields["address"]


def test_a_chat_service_is_added(viewer):
    address = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
    assert viewer.post(URL, FORM | {"kind": "apprise", "address": address}).status_code == 302
    assert AlertChannel.objects.get().hint == "https://hooks.slack.com/…"


def test_somebody_elses_channel_is_not_there(channel, editor):
    assert "Ticket system" not in editor.get(URL).text
    assert editor.get(page_of(channel)).status_code == 404
    for name in ("alert_test", "alert_try_again", "alert_channel_delete", "alert_channel"):
        assert editor.post(reverse(name, args=[channel.pk])).status_code == 404


def test_a_test_waits_to_be_sent_and_the_page_follows_it(channel, viewer):
    assert viewer.post(reverse("alert_test", args=[channel.pk])).status_code == 302
    message = AlertMessage.objects.get()
    assert message.events.get().kind == EventKind.TRIAL
    page = viewer.get(URL).text
    assert "1 message waiting" in page
    assert "hx-trigger" in page
    assert viewer.get(URL, headers={"hx-request": "true"}).text.count("<html") == 0


def test_what_went_wrong_is_shown_and_tried_again(channel, viewer):
    later = timezone.now() + timedelta(hours=1)
    AlertMessage.objects.create(channel=channel, uid="msg_1", next_try=later, first_tried_at=timezone.now(), tries=3)
    AlertChannel.objects.update(problem="hook.example answered 500.", problem_since=timezone.now())
    page = viewer.get(URL).text
    assert "hook.example answered 500. It has failed since" in page
    assert "1 of your channels for alerts fails" in " ".join(viewer.get(reverse("home")).text.split())
    viewer.post(reverse("alert_try_again", args=[channel.pk]))
    assert AlertMessage.objects.get().next_try <= timezone.now()
    assert AuditEntry.objects.filter(action="alert_try_again").count() == 1


def test_it_is_changed_and_deleted(channel, viewer):
    assert viewer.post(page_of(channel), {"name": "New", "events": []}).status_code == 302
    channel.refresh_from_db()
    assert (channel.name, channel.events, channel.address) == ("New", [], HOOK)
    assert "Nothing: choose events" in viewer.get(URL).text
    assert viewer.post(page_of(channel), {"name": ""}).status_code == 422
    assert viewer.post(reverse("alert_channel_delete", args=[channel.pk])).status_code == 302
    assert not AlertChannel.objects.exists()


def test_the_page_of_a_channel_lists_its_messages(channel, viewer):
    for number, state in enumerate(("sent", "given_up", "waiting")):
        AlertMessage.objects.create(
            channel=channel,
            uid=f"msg_{number}",
            next_try=timezone.now(),
            state=state,
            content={"subject": f"[mxadmin] Storm {number}"} if number < 2 else None,
        )
    page = viewer.get(page_of(channel)).text
    assert [word for word in ("Storm 0", "Storm 1", "Waits for more events", "given up") if word not in page] == []
