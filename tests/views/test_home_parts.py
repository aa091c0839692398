"""The parts of Home that come later: what is wrong now, the last 24 hours, what is on its way."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from rules import queries
from rules.models import NamedText
from rules.models.roles import Role
from rules.services import replays
from rules.services.replays import Wanted
from rules.wiring import last_day, live_answers
from tests.pages import asks_to_sign_in, names_the_role
from tests.people import person
from tests.scripts import ALLOW, REFUSE, make_live, script_with

pytestmark = pytest.mark.django_db

TROUBLE, DAY, MOVING = reverse("home_trouble"), reverse("home_day"), reverse("home_moving")
ASKED = f"{TROUBLE}?asked=1"
DEMO = Path("mxadmin/demo")
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _nothing_remembered(settings):
    settings.ZONE_FILES = (DEMO / "demo.zone",)
    live_answers._known.clear()
    last_day._last_day.cache.clear()
    last_day._day_before.cache.clear()


@pytest.mark.parametrize("url", [TROUBLE, DAY, MOVING])
def test_it_needs_a_viewer(url, browser_of):
    asks_to_sign_in(url)
    names_the_role(browser_of(None), url, "viewer")


@pytest.mark.parametrize("url", [TROUBLE, DAY])
def test_without_a_database_it_says_how_to_connect_one(url, viewer, settings):
    settings.VPOP3_DATABASE_URL = ""
    assert "Connect VPOP3" in viewer.get(url).text


@pytest.mark.parametrize("url", [TROUBLE, DAY, MOVING])
def test_htmx_gets_the_card_alone(url, viewer, queue, reading):
    with reading():
        assert viewer.get(url, headers=HTMX).text.lstrip().startswith("<section")
    assert "<html" in viewer.get(url).text


def test_servers_that_fail_are_listed_worst_first_with_the_last_reply(viewer, queue):
    """The demo has a storm at this moment."""
    page = viewer.get(TROUBLE)
    found = page.context["troubles"]
    assert found
    assert all(each.spell and each.spell.until is None and each.spell.attempts >= 3 for each in found)
    assert all(each.last and each.words.endswith(".") for each in found)
    assert all(each.rule is None for each in found)
    assert 'hx-get="/home/trouble/?asked=1"' in page.text
    assert all(f"{reverse('waiting')}?q={each.asked}" in page.text for each in found)


def test_the_live_script_says_what_becomes_of_their_mail(viewer, queue):
    script = script_with(ALLOW, REFUSE)
    make_live(script, 1)
    allowed = viewer.get(ASKED).context["troubles"]
    assert {each.rule.word for each in allowed if each.rule} == {"the rule lets it pass"}
    make_live(script, 2)
    refused = viewer.get(ASKED).context["troubles"]
    assert {each.rule.word for each in refused if each.rule} == {"held, never passes by itself"}
    assert any(each.spell is None for each in refused), "the busiest servers are turned away too"
    assert [each.spell is None for each in refused] == sorted(each.spell is None for each in refused)


def test_held_mail_says_when_it_passes(viewer, queue):
    make_live(script_with((DEMO / "scripts" / "2.lua").read_bytes()))
    page = viewer.get(ASKED)
    (held, *_) = [each.rule for each in page.context["troubles"] if each.rule and each.rule.tone == "hold"]
    assert datetime.now(UTC) < held.passes_at < datetime.now(UTC) + timedelta(hours=1)
    assert "Held mail passes" in page.text


def test_a_live_script_that_fails_is_the_first_thing_that_is_wrong(viewer, queue):
    make_live(script_with(b"function CheckServer()\n    error('out of order')\nend\n"))
    assert any("out of order" in error for error in viewer.get(ASKED).context["script_errors"])


def test_nothing_wrong_is_told_calmly(viewer, fresh_database, settings):
    settings.VPOP3_DATABASE_URL = fresh_database()
    assert "Nothing is wrong right now" in viewer.get(ASKED).text


def test_the_last_day_has_its_totals_a_chart_and_what_differs(viewer, queue):
    make_live(script_with(ALLOW))
    page = viewer.get(DAY)
    assert page.context["total"] == sum(bar.total for bar in page.context["chart"].bars) > 0
    assert [event.label for event in page.context["chart"].events] == ["Revision 1 published"]
    assert page.context["differences"] is not None


def test_what_is_on_its_way_is_told_while_it_moves(publisher, viewer):
    script = script_with(ALLOW)
    assert viewer.get(MOVING).context["moving"] == []
    make_live(script)
    (published,) = viewer.get(MOVING).context["moving"]
    assert published.text == "Revision 1 is live"
    assert not published.moves
    now = datetime.now(UTC)
    replays.start(
        script=script,
        wanted=Wanted(tried=NamedText(source=ALLOW, name="Revision 1"), since=now - timedelta(days=1), until=now),
        actor=person(Role.VIEWER, "other"),
    )
    page = publisher.get(MOVING)
    assert [line.text for line in page.context["moving"]] == ["Revision 1 is live", "Revision 1 is tried on history"]
    assert 'hx-trigger="every 2s"' in page.text
    assert queries.replays_of(script).count() == 1
