"""The words of an alert."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.alerts.events import Event, EventKind
from rules.alerts.letter import LONGEST_SUBJECT, letter

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
BASE = "https://mxadmin.example.com/"


def event(sentence="mx1.example has failed for 30 minutes.", **more):
    path = "/attempts/servers/mx1.example/"
    return Event(kind=EventKind.FAILING, sentence=sentence, since=NOW - timedelta(hours=1), path=path, **more)


def written(*events, zone=UTC):
    return letter(events, base=BASE, now=NOW, zone=zone)


def test_it_says_what_since_when_and_where():
    told = written(event(), zone=ZoneInfo("Europe/Berlin"))
    assert told.subject == "[mxadmin] mx1.example has failed for 30 minutes."
    assert told.text == (
        "mx1.example has failed for 30 minutes.\n"
        "Since 2026-12-01 09:30 CET.\n"
        "https://mxadmin.example.com/attempts/servers/mx1.example/\n\n"
        "Change what you are alerted of: https://mxadmin.example.com/alerts/\n"
    )
    (data,) = told.payload["data"]["events"]
    assert (data["kind"], data["url"]) == ("failing", "https://mxadmin.example.com/attempts/servers/mx1.example/")
    assert (data["since"], data["over"]) == ("2026-12-01T08:30:00+00:00", None)


def test_what_is_over_says_until_when():
    told = written(event(over=NOW, over_sentence="mx1.example has recovered."))
    assert "mx1.example has recovered.\nSince 2026-12-01 08:30 UTC, until 2026-12-01 09:30 UTC." in told.text
    assert told.payload["data"]["events"][0]["over"] == "2026-12-01T09:30:00+00:00"


def test_of_a_storm_the_first_are_told():
    told = written(*(event(f"mx{number} fails.") for number in range(50)))
    assert told.subject == "[mxadmin] mx0 fails. (and 49 more)"
    assert "mx19 fails." in told.text
    assert "mx20 fails." not in told.text
    assert "… and 30 more" in told.text
    assert told.payload["data"]["count"] == 50


def test_a_name_from_elsewhere_breaks_no_line_and_no_subject():
    told = written(event("mx\r\nBcc: all@example.com\x1b[0m fails." + "x" * 500), event())
    assert "\n" not in told.subject
    assert len(told.subject) <= LONGEST_SUBJECT
    assert told.subject.endswith("… (and 1 more)")
    assert "\x1b" not in told.text
    assert "\nBcc" not in told.text
