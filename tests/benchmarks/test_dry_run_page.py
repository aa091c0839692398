"""The waiting times of the dry run's page: the first step of a stream, and a long run that was kept."""

import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from rules.dryrun import record
from rules.models import DryRun
from rules.models.roles import Role
from rules.presentation.result import STEPS_A_PAGE
from tests.people import person
from tests.scripts import ALLOW, script_with

EVENTS = 2_000
FIRST_STEP_MS = 200
URL = reverse("dry_run", args=["mxserverrules.lua"])
SCRIPT = b"""function CheckServer(domain, mxserver)
  VPOP3.PostgresQuery("SELECT COUNT(*) AS cnt FROM outqueue.sendattempts WHERE server='" .. mxserver .. "'")
end
"""
ASKED = {"source": SCRIPT.decode(), "domain": "plain.example"}


@pytest.fixture
def editor(db: None, tmp_path, settings) -> Client:
    (tmp_path / "plain.zone").write_text(
        "plain.example. 300 MX 10 mx1.plain.example.\nmx1.plain.example. 300 A 192.0.2.1"
    )
    settings.ZONE_FILES = (tmp_path / "plain.zone",)
    script_with(ALLOW)
    client = Client()
    client.force_login(person(Role.EDITOR))
    return client


@pytest.mark.benchmark(group="dry-run page")
def test_the_first_step_of_a_stream(benchmark: Callable[..., object], editor: Client) -> None:
    streams = []

    def end_the_last() -> None:
        for stream in streams:
            list(stream)
        streams.clear()

    def first_step() -> str:
        streams.append(iter(editor.post(URL, ASKED, headers={"Accept": "text/event-stream"}).streaming_content))
        return next(each.decode() for each in streams[-1] if each.startswith(b"event: step"))

    frame = benchmark.pedantic(first_step, setup=end_the_last, rounds=30, warmup_rounds=2)
    end_the_last()
    assert "step-name" in json.loads(frame.split("data: ", 1)[1])
    assert benchmark.stats.stats.median * 1000 < FIRST_STEP_MS


@pytest.mark.benchmark(group="kept run", timer=time.process_time)
def test_opening_a_kept_run_with_2000_events(benchmark: Callable[..., object], editor: Client) -> None:
    run = DryRun.objects.get(key=editor.post(URL, ASKED).context["result"].kept.key)
    *steps, check, decision = record.load(bytes(run.trace))
    many = [replace(check, args={**check.args, "mxserver": f"mx{number}.plain.example"}) for number in range(EVENTS)]
    events = [*steps, *many[len(steps) + 1 :], decision]
    DryRun.objects.update(trace=record.dump(events))
    page = benchmark.pedantic(lambda: editor.get(reverse("run_view", args=[run.key])), rounds=3, warmup_rounds=1)
    assert len(page.context["result"].events) == EVENTS
    assert page.text.count('class="step-name"') == STEPS_A_PAGE
