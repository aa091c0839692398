"""The words that the editor completes and explains."""

import pytest
from django.urls import reverse

from rules.vpop3.hooks import HOOKS, HookName
from tests.pages import asks_to_sign_in, names_the_role

pytestmark = pytest.mark.django_db

URL = reverse("words")


def test_it_is_for_people_who_may_see_scripts(browser_of):
    asks_to_sign_in(URL)
    names_the_role(browser_of(None), URL, "viewer")


def test_each_word_has_signature_meaning_version_and_basis(viewer, reading, settings):
    settings.VPOP3_DATABASE_URL = ""
    with reading():
        answer = viewer.get(URL)
    told = answer.json()
    known = {word["name"]: word for word in told["words"]}
    assert {"VPOP3.PostgresQuery", "VPOP3.HMAC", "ConnectionId", "string.find", "ipairs", *HookName} <= known.keys()
    assert known["CheckServer"]["signature"].startswith("CheckServer(domain, mxserver, ")
    assert (known["CheckServer"]["since"], known["CheckServer"]["basis"]) == ("since VPOP3 7.10", "documented")
    assert known["FinalOverrides"]["basis"] == "assumed"
    assert all(len(known[name]["parameters"]) == len(HOOKS[name].parameters) for name in HookName)
    assert known["GetOverrides"]["since"] == "in every VPOP3 version"
    assert "assumed" in known["VPOP3.PostgresQuery"]["basis"]
    assert all(word["signature"] and word["meaning"] for word in told["words"])
    assert told["tables"] == {}


def test_a_browser_keeps_it_for_a_minute_to_itself(viewer):
    assert viewer.get(URL)["Cache-Control"] == "private, max-age=60"


def test_it_names_the_tables_of_the_connected_database_but_not_postgresqls_own(viewer, queue):
    told = viewer.get(URL).json()
    assert {"server", "starttime", "result"} <= set(told["tables"]["outqueue.sendattempts"])
    assert not any(name.startswith(("pg_catalog.", "information_schema.")) for name in told["tables"])
    assert told["search_path"] == ["public"]
