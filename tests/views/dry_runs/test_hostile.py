"""Every hostile script through the form: explained there, and the next run is right. Tests of the sandbox run each by
both ways of isolation; here they take turns, for each page takes its time."""

from dataclasses import replace
from functools import partial
from html import unescape
from itertools import cycle

import pytest
from django.urls import reverse

from rules.dryrun.engine import World
from rules.lua.sandbox import Isolation, Sandbox
from rules.views.dry_runs.run_request import Order
from rules.wiring import connections
from tests.hostile_scripts import HOSTILE, ROOMY
from tests.scripts import REFUSE
from tests.views.dry_runs.test_dry_run import STREAM, frames

URL = reverse("dry_run", args=["mxserverrules.lua"])
CALLED_BY_VPOP3 = b"\nGetCheckCache = attack\n"


@pytest.fixture(scope="module")
def sandboxes():
    with Sandbox(isolation=Isolation.FORK) as fork, Sandbox(isolation=Isolation.POOL) as pool:
        yield {Isolation.FORK: fork, Isolation.POOL: pool}


@pytest.fixture
def run(editor, monkeypatch, sandboxes):
    """Post a text as the editor does, and return the part of the page that shows the result, and the result."""
    results = []

    def finish(order, events):
        results.append(finished(order, events))
        return results[-1]

    finished = Order.finished
    monkeypatch.setattr(Order, "finished", finish)

    def post(source, limits, isolation):
        monkeypatch.setattr(connections, "sandbox", lambda: sandboxes[isolation])
        monkeypatch.setattr(connections, "World", partial(World, limits=limits))
        sent = {"source": source.decode("latin-1"), "domain": "plain.example", "dns": "demo"}
        answer = editor.post(URL, sent, headers=STREAM)
        assert answer.status_code == 200
        (shown,) = [data for kind, data in frames(answer) if kind == "result"]
        return unescape(shown), results.pop()

    return post


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("script", "isolation"), list(zip(HOSTILE, cycle(Isolation))), ids=[script.name for script in HOSTILE]
)
def test_a_hostile_script_is_explained_and_the_next_dry_run_is_right(run, script, isolation):
    page, result = run(script.source + CALLED_BY_VPOP3, script.limits, isolation)
    assert all(sentence in page for sentence in (*result.doubts, result.headline))
    errors = {replace(step.error, source_line=None) for step in result.errors}
    assert all(error.message in page for error in errors)
    if not script.expected.startswith("returned: "):
        (error,) = errors
        assert script.happened(error), error

    if script.expected.startswith("limit: "):  # it cost its process; after the others, tests/lua/test_hostile.py looks
        page, result = run(REFUSE, ROOMY, isolation)
        assert (result.decision.kind, result.decision.hold_minutes, result.errors) == ("hold", 10, ())
