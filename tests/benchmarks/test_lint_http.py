"""What the editor waits for after a pause in typing: 1,000 lines linted over HTTP, answer included."""

from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client

from rules.roles import Role
from tests.benchmarks.test_lint import long_script
from tests.people import person
from tests.scripts import ALLOW, script_with

PAUSE_MS = 120  # static/js/findings.js
BUDGET_MS = 300 - PAUSE_MS


@pytest.mark.django_db(transaction=True)
@pytest.mark.benchmark(group="lint")
def test_a_thousand_lines_are_linted_over_http(benchmark: Callable[..., object], live_server, settings, demo_queue):
    settings.VPOP3_DATABASE_URL = demo_queue
    script_with(ALLOW)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(Role.EDITOR))
    client.get("/scripts/mxserverrules.lua/")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies[django_settings.CSRF_COOKIE_NAME],
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({"source": long_script().decode(), "parent": "1", "version": "8.8"})
    connection = HTTPConnection(urlsplit(live_server.url).netloc)

    def ask() -> int:
        connection.request("POST", "/scripts/mxserverrules.lua/lint/", body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    assert benchmark(ask) == 200
    connection.close()
    assert benchmark.stats.stats.median * 1000 < BUDGET_MS
