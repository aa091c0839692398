"""A real browser against the real application: pinned DNS, the demo's queue, three people with passwords."""

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright

from mxadmin.demo import seed
from rules import queries
from rules.guard.settings import GuardSettings
from rules.models import Guard, NamedText, Replay, Tuning
from rules.models.roles import Role
from rules.replay.inputs import ReplayInputs
from rules.services import guards, people, publishing, replays, tunings
from rules.services.replays import Wanted
from tests.guard.rule_texts import LATEST
from tests.people import person
from tests.scripts import revision, script_with

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first has no window to draw, which saves a third of a test's work."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ZONE = Path(seed.__file__).with_name("demo.zone")
PASSWORD = "correct-horse-battery-staple"
SCRIPT = "/scripts/mxserverrules.lua/"
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Watch:
    """Everything that a page must never do, collected from every page of a test."""

    problems: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ("Failed to load resource",)
    """How messages begin that are a test's own business: a page that was answered with 4xx, above all."""

    def follow(self, page: Page) -> None:
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        page.on("response", self._response)

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith(self.expected):
            self.problems.append(f"{kind}: {text}")

    def _response(self, response: Response) -> None:
        part_of_page = response.request.resource_type in {"stylesheet", "script", "image", "font"}
        if part_of_page and response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")


def found_chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = found_chromium()
    if found is None:
        pytest.skip(f"No browser: none of {', '.join(CHROMIUM)} is installed (Debian: apt-get install chromium).")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs an event loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(chromium, live_server, settings, demo_queue) -> str:
    """The address of a running mxadmin with the vendor's example live and a better revision after it."""
    settings.ZONE_FILES = (ZONE,)
    settings.DNS_SERVER = "127.0.0.1:1"
    settings.VPOP3_DATABASE_URL = demo_queue
    script = script_with(seed.source(1), seed.source(3))
    first = revision(script, 1)
    publishing.publish(script=script, revision=first, sha256=first.sha256, actor=None)
    return live_server.url


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    assert watch.problems == []


@pytest.fixture
def open_browser(chromium, site, watch) -> Iterator[Callable[..., Page]]:
    """A page of a new browser, signed in with a role; options are those of Playwright's contexts."""
    contexts: list[BrowserContext] = []

    def open_(role: str = "", **options) -> Page:
        context = chromium.new_context(base_url=site, **{"viewport": {"width": 1440, "height": 900}} | options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        if role:
            context.add_cookies([session_cookie(Role(role), site)])
        page = context.new_page()
        watch.follow(page)
        return page

    yield open_
    for context in contexts:
        context.close()


def session_cookie(role: Role, site: str) -> dict[str, str]:
    client = Client()
    client.force_login(User.objects.filter(username=role.value).first() or person(role))
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": site}


def finished_trial(days: int = 2) -> Replay:
    """A trial of the better revision beside the live one, done as a background worker does it."""
    script, now = queries.routing_script(), datetime.now(UTC)
    texts = [NamedText(source=bytes(each.source), name=f"Revision {each.number}") for each in script.revisions.all()]
    replay = replays.start(
        script=script,
        wanted=Wanted(
            tried=texts[0],
            against=texts[1],
            since=now - timedelta(days=days),
            until=now,
            inputs=ReplayInputs(providers=("bigmail.example", "fjordnet.example")),
            live_texts=queries.live_texts(script, now - timedelta(days=days), now),
        ),
        actor=User.objects.first() or person(Role.EDITOR),
    )
    while not Replay.objects.get(pk=replay.pk).over:
        replays.work_on.call(replay.pk)
    return Replay.objects.get(pk=replay.pk)


def finished_guard() -> Guard:
    """A rule that shuts servers for good, looked at as a background worker does it."""
    script, now = queries.routing_script(), datetime.now(UTC)
    found = guards.start(
        script=script,
        wanted=guards.Wanted(
            tried=NamedText(source=LATEST, name="the text in the editor"),
            since=now - timedelta(hours=12),
            until=now,
            settings=GuardSettings(world_servers=1, give_up_days=0.2),
        ),
        actor=User.objects.first() or person(Role.EDITOR),
    )
    guards.work_on.call(found.pk)
    return Guard.objects.get(pk=found.pk)


def finished_tuning() -> Tuning:
    """Two numbers of the live revision, tuned as a background worker does it."""
    script, now = queries.routing_script(), datetime.now(UTC)
    tuning = tunings.start(
        script=script,
        wanted=tunings.Wanted(
            text=NamedText(source=bytes(script.live.source), name="live"),
            parent=script.live.number,
            vary=["6:33=0..8", "7:27=5,10,20"],
            since=now - timedelta(days=1),
            until=now,
            inputs=ReplayInputs(providers=("bigmail.example", "fjordnet.example")),
        ),
        actor=User.objects.first() or person(Role.EDITOR),
    )
    tunings.work_on.call(tuning.pk)
    return Tuning.objects.get(pk=tuning.pk)


@pytest.fixture
def editor_account(db) -> str:
    """The password of the user `editor`."""
    people.create_user(username="editor", password=PASSWORD, role=Role.EDITOR, actor=None)
    return PASSWORD


def compressed(body: bytes, url: str) -> int:
    """Bytes on the wire: static files go out compressed, pages do not (BREACH)."""
    return len(gzip.compress(body)) if "/static/" in url else len(body)
