"""Publications: their list, and for each the time before and after it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from rules.models import AuditEntry
from rules.services import publishing
from tests.pages import asks_to_sign_in
from tests.scripts import ALLOW, REFUSE, script_with

pytestmark = pytest.mark.django_db

NAME = "mxserverrules.lua"


@pytest.fixture
def published(monkeypatch):
    """Call it with the days since each revision went live, oldest first; it returns the keys of the publications."""

    def make(*days: float) -> list[int]:
        script = script_with(ALLOW, REFUSE)
        for number, age in enumerate(days, 1):
            revision = script.revisions.get(number=number)
            moment = datetime.now(UTC) - timedelta(days=age)
            with monkeypatch.context() as patch:
                patch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
                publishing.publish(script=script, revision=revision, sha256=revision.sha256, actor=None)
        return list(AuditEntry.objects.filter(action="revision_publish").order_by("pk").values_list("pk", flat=True))

    return make


def page(client, pk) -> str:
    return client.get(reverse("publication_view", args=[NAME, pk])).text


def test_strangers_sign_in_first():
    asks_to_sign_in(reverse("publication_list", args=[NAME]))
    asks_to_sign_in(reverse("publication_view", args=[NAME, 1]))


def test_nothing_is_published_yet(viewer):
    assert "Nothing was published yet" in viewer.get(reverse("publication_list", args=[NAME])).text


def test_the_list_has_the_newest_first(viewer, published, reading):
    first, second = published(10, 3)
    with reading():
        text = viewer.get(reverse("publication_list", args=[NAME])).text
    assert re.findall(r"/publications/(\d+)/", text) == [str(second), str(first)]


def test_a_rule_that_was_published_made_fewer_failures_of_the_storms(viewer, published, queue, reading):
    """The demo's history was sent without a rule before, and under the live rule after it."""
    first, _ = published(10, 3)
    with reading():
        text = page(viewer, first)
    assert "Fewer: " in text
    (row,) = re.findall(r"<tr>\s*<th[^>]*>\s*bigmail\.example.*?</tr>", text, re.S)
    before, after = (float(each) for each in re.findall(r"<strong>([\d.]+) %</strong>", row))
    assert before > after
    assert "fewer" in row


def test_the_numbers_behind_a_share_lead_to_as_many_attempts(viewer, published, queue):
    first, _ = published(10, 3)
    (row,) = re.findall(r"<tr>\s*<th[^>]*>\s*bigmail\.example.*?</tr>", page(viewer, first), re.S)
    for address, count in re.findall(r'href="([^"]+)">\s*([\d,]+)</a>', row):
        listed = viewer.get(address.replace("&amp;", "&") + "&limit=1")
        assert listed.status_code == 200
        assert int(count.replace(",", "")) > 0


def test_too_few_attempts_tell_nothing(viewer, published, queue):
    _, second = published(10, 0.001)
    text = page(viewer, second)
    assert "too few to tell" in text.casefold() or "nothing to compare" in text


def test_without_a_history_before_it_there_is_nothing_to_compare(viewer, published, queue):
    first, _ = published(40, 30)
    assert "There is nothing to compare" in page(viewer, first)


def test_without_a_database_the_page_says_so(viewer, published, settings):
    settings.VPOP3_DATABASE_URL = ""
    first, _ = published(10, 3)
    text = page(viewer, first)
    assert "Did revision 1 help?" in text
    assert "No VPOP3 database is connected" in text


@pytest.mark.parametrize("pk", [0, 999_999])
def test_an_unknown_publication_is_not_found(viewer, published, pk):
    published(10)
    assert viewer.get(reverse("publication_view", args=[NAME, pk])).status_code == 404


@pytest.mark.parametrize("url", ["/attempts/overview/?range=7d", "/attempts/servers/mx1.bigmail.example/?range=7d"])
def test_charts_of_attempts_mark_each_publication_by_a_link_with_its_name(viewer, published, queue, url):
    _, second = published(10, 3)
    text = viewer.get(url).text
    address = reverse("publication_view", args=[NAME, second])
    assert re.findall(r'<line class="event"', text) == ['<line class="event"']
    assert re.search(rf'<a href="{address}" title="[^"]+">Revision 2 published</a>', text)
