"""The page that says why mail waits: one field, one card."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.urls import reverse

from mxadmin.demo import seed
from rules.wiring import connections
from tests.pages import asks_to_sign_in, names_the_role
from tests.scripts import ALLOW
from tests.views.attempts.test_overview import TABLE, own_queue  # noqa: F401
from tests.views.attempts.test_server import go_live

pytestmark = pytest.mark.django_db

URL = reverse("waiting")
MX = "mx1.plain.example"


def test_it_needs_a_sign_in():
    asks_to_sign_in(URL)


def test_it_needs_a_role(browser_of):
    names_the_role(browser_of(None), URL, "viewer")


def test_it_is_not_for_post(viewer):
    assert viewer.post(URL).status_code == 405


def test_an_empty_page_asks_which_mail(viewer, reading):
    with reading():
        page = viewer.get(URL)
    assert page.status_code == 200
    assert "Which mail?" in page.text


@pytest.mark.parametrize("typed", ["", " ", "a..b", "no domain", "@", "x" * 1001, "\x00"])
def test_an_invalid_destination_is_named_and_kept(viewer, typed):
    page = viewer.get(URL, {"q": typed})
    assert page.status_code == 422
    assert page.context["form"]["q"].errors


def test_the_card_has_the_last_answers_the_decision_and_when_it_ends(owner_of_storm, viewer, reading):
    go_live(seed.source(1))
    with reading():
        page = viewer.get(URL, {"q": "plain.example"})
    live = page.context["live"]
    assert (live.kind, live.result.decision.hold_minutes, live.result.decision.origin.line) == ("hold", 10, 7)
    (first, second) = live.leaving
    assert (first.server, first.line, first.failures) == (MX, 3, 7)
    newest = datetime.now(UTC) - timedelta(minutes=1)
    assert abs(first.at - (newest + timedelta(minutes=15))) < timedelta(seconds=20)
    assert second.server == "mx2.plain.example"
    assert "VPOP3 notes no domain here" in page.context["found"].note
    assert [each.reply.code for each in page.context["found"].attempts] == ["421"] * 5
    listed = viewer.get(reverse("attempts") + "?" + page.context["found"].query).context["rows"]
    assert {each.attempt.server for each in listed} == {MX, "mx2.plain.example"}
    assert "counted 7 answers beginning with 4 in the last 15 minutes (limit 5)" in page.text
    assert page.context["steps"][0].title == "Wait, or change the rule"


def steps(viewer, wanted="plain.example"):
    return {step.title: step.text for step in viewer.get(URL, {"q": wanted}).context["steps"]}


def test_a_step_that_the_live_rule_takes_is_not_advised(owner_of_storm, viewer):
    go_live(seed.source(1))
    told = steps(viewer)
    assert list(told) == ["Wait, or change the rule", "Give it time: the rule already turns this server away"]
    assert "already refuses this server" in told["Give it time: the rule already turns this server away"]
    assert "return false" not in " ".join(told.values())


def test_where_no_rule_holds_it_one_is_advised(owner_of_storm, viewer):
    go_live(ALLOW)
    told = steps(viewer)
    assert list(told) == ["Give it time, or hold it by a rule"]
    assert "return false, 10" in told["Give it time, or hold it by a rule"]


@pytest.mark.parametrize(
    ("reply", "title"),
    [
        ("450 4.7.1 Greylisted, come back in 5 minutes", "Give it time"),
        ("451 4.3.0 Temporary local problem", "Give it time"),
        ("421-4.7.27 rate limited because SPF authentication didn't pass", "Put right what the other side refuses"),
        ("554 5.7.1 blocked using zen.spamhaus.org", "Put right what the other side refuses"),
        ("550 5.1.1 User unknown", "Tell the sender what the other side said"),
        ("Connection timed out (10060)", "Check the way to the server"),
        ("250 2.0.0 Ok", "Look for another message"),
    ],
)
def test_the_advice_fits_the_last_reply(viewer, own_queue, reply, title):  # noqa: F811
    own_queue((MX, 5, reply))
    go_live(ALLOW)
    assert list(steps(viewer)) == [title]


def test_a_server_that_is_left_out_does_not_hold_the_mail(viewer, own_queue):  # noqa: F811
    own_queue((MX, 5, "421 slow down"))
    go_live(b"function CheckServer(domain, server) if server == 'mx1.plain.example' then return false, 5 end end")
    told = steps(viewer)
    assert list(told) == ["See which servers are left", "Give it time: the rule already turns this server away"]
    assert "turns mx1.plain.example away" in told["See which servers are left"]


def test_mail_that_a_rule_lets_fail_is_not_advised_to_wait(viewer, own_queue):  # noqa: F811
    own_queue((MX, 5, "250 ok"))
    go_live(b"function GetOverrides() return {}, false end")
    assert list(steps(viewer, MX)) == ["Change the rule", "Look for another message"]


@pytest.fixture
def owner_of_storm(own_queue):  # noqa: F811
    own_queue(*[(host, n, "421 slow down") for n in range(1, 8) for host in (MX, "mx2.plain.example")])


@pytest.mark.parametrize("revision", [2, 3])
def test_the_demos_own_rules_say_when_they_end_too(owner_of_storm, viewer, revision):
    go_live(seed.source(revision))
    leaving = viewer.get(URL, {"q": "anna@plain.example"}).context["live"].leaving
    assert [each.failures for each in leaving] == ([7, 7] if revision == 2 else [14, 14])
    assert all(each.at for each in leaving)


@pytest.mark.parametrize("never", ["infinity", "-infinity", "200000-01-01", "9999-12-31 23:59", "0044-03-15 BC"])
def test_an_attempt_at_no_moment_is_left_out(owner_of_storm, viewer, settings, postgres, never):
    go_live(seed.source(1))
    with psycopg.connect(postgres.url(settings.VPOP3_DATABASE_URL.rpartition("/")[2]), autocommit=True) as owner:
        owner.execute("INSERT INTO outqueue.sendattempts VALUES (%s, %s, '421 slow down')", (MX, never))
    page = viewer.get(URL, {"q": "plain.example"})
    assert [each.failures for each in page.context["live"].leaving] == [7, 7]
    assert all(each.at for each in page.context["live"].leaving)
    for other in ("attempts", "overview", "new_replies", "attempt_newest", "home"):
        assert viewer.get(reverse(other), {"range": "all"} if other == "attempts" else {}).status_code == 200
    assert viewer.get(reverse("server", args=[MX])).context["total"] == 7


def test_a_query_that_does_not_show_its_time_is_said_to(owner_of_storm, viewer):
    go_live(
        b"function CheckServer()\n VPOP3.PostgresQuery('SELECT max(starttime) FROM outqueue.sendattempts')\n"
        b" return false, 5\nend\n"
    )
    page = viewer.get(URL, {"q": "plain.example"})
    assert [each.at for each in page.context["live"].leaving] == [None, None]
    assert "does not show over which time it counts" in " ".join(page.text.split())


def test_a_server_is_known_by_its_attempts(owner_of_storm, viewer):
    go_live(ALLOW)
    page = viewer.get(URL, {"q": MX})
    assert page.context["found"].server == MX
    assert (page.context["domain"], page.context["live"].kind) == ("plain.example", "send")
    assert reverse("server", args=[MX]) in page.text


@pytest.mark.parametrize("name", ["MX9.BIG.EXAMPLE.", "192.0.2.7"])
def test_a_server_is_found_as_vpop3_wrote_it(viewer, own_queue, name):  # noqa: F811
    own_queue((name, 5, "421 later"))
    page = viewer.get(URL, {"q": name})
    assert [each.server for each in page.context["found"].attempts] == [name]
    assert reverse("server", args=[name.lower().rstrip(".")]) in page.text


@pytest.fixture
def indexed(fresh_database, settings):
    """One attempt at a server in capitals."""
    settings.VPOP3_DATABASE_URL = fresh_database()
    with psycopg.connect(settings.VPOP3_DATABASE_URL, autocommit=True) as owner:
        owner.execute(TABLE)
        owner.execute("CREATE INDEX ON outqueue.sendattempts (server, starttime)")
        owner.execute("INSERT INTO outqueue.sendattempts VALUES (%s, now(), '421 later')", (MX.upper(),))
    yield
    connections.vpop3().close()


def test_names_in_capitals_as_many_zones_have_them_are_found_by_server_and_by_domain(viewer, indexed):
    go_live(ALLOW)
    for typed in (MX, "plain.example", "anna@plain.example"):
        found = viewer.get(URL, {"q": typed}).context["found"]
        assert [each.server for each in found.attempts] == [MX.upper()]
        assert viewer.get(reverse("attempts") + "?" + found.query).context["rows"]


def test_a_recipient_is_looked_up_where_vpop3_notes_one_and_else_the_others_of_the_domain(viewer, queue):
    [known, *_] = viewer.get(URL, {"q": "bigmail.example"}).context["found"].attempts
    found = viewer.get(URL, {"q": known.recipient}).context["found"]
    assert (found.attempts[0].recipient, found.note) == (known.recipient, "")
    page = viewer.get(URL, {"q": "nobody.at.all@bigmail.example"})
    found = page.context["found"]
    assert {each.domain for each in found.attempts} == {"bigmail.example"}
    assert "no attempt for nobody.at.all@bigmail.example in the last 7 days. These were for others" in found.note
    assert "Look into VPOP3&#x27;s queue" in page.text
    assert viewer.get(reverse("attempts") + "?" + found.query).context["rows"]
    page = viewer.get(URL, {"q": "anna@nowhere.example"})
    assert "no attempt in the last 7 days for anna@nowhere.example." in page.text


def test_an_address_has_no_mx(viewer, queue):
    go_live(ALLOW)
    page = viewer.get(URL, {"q": "192.0.2.1"})
    assert page.context["live"] is None
    assert "Mail goes to domains" in page.text


def test_without_a_database_live_still_answers(viewer):
    go_live(ALLOW)
    page = viewer.get(URL, {"q": "plain.example"})
    assert page.context["live"].kind == "send"
    assert "No VPOP3 database is connected" in page.text
    assert [step.title for step in page.context["steps"]] == ["Connect VPOP3's database"]


def test_without_a_live_script_the_attempts_are_still_shown(owner_of_storm, viewer):
    page = viewer.get(URL, {"q": MX})
    assert "Nothing is live yet" in page.text
    assert page.context["found"].attempts


def test_attempts_that_were_not_looked_for_are_not_called_absent(owner_of_storm, viewer):
    page = viewer.get(URL, {"q": "anna@plain.example"})
    assert "no server of plain.example is known: name the server" in page.text
    assert page.context["steps"][0].title == "Make a revision live"
    assert "Look into VPOP3" not in page.text


def test_home_asks_the_same_question_first(viewer):
    assert f'action="{URL}"' in viewer.get(reverse("home")).text
