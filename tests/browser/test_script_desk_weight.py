"""The desk as `mxadmin serve` sends it: collected, compressed, by hashed names, to a browser that has nothing yet."""

import secrets
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PASSWORD, SCRIPT
from tests.demo.running import free_port
from tests.terminal import COMMAND, environment, mxadmin

BUDGET_BYTES = 350_000
BUDGET_SECONDS = 1.0


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("served")
    (folder / "password").write_text(PASSWORD)
    assert mxadmin("migrate", "-v0", folder=folder).returncode == 0
    made = mxadmin("create-user", "editor", "--role", "editor", "--password-file", f"{folder}/password", folder=folder)
    assert made.returncode == 0
    port = free_port()
    command = (*COMMAND, "serve", "--port", str(port), "--workers", "1")
    settings = environment(folder, SECRET_KEY=secrets.token_urlsafe(50))
    settings.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # of the fixture `chromium`
    server = subprocess.Popen(
        command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert "listens" in server.stdout.readline()
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    assert "panic" not in server.communicate(timeout=20)[1], "its threads ended in order, also after real pages"


@pytest.fixture
def page(chromium: Browser, served: str, watch) -> Iterator[Page]:
    """Signed in, with a cache that keeps nothing."""
    with chromium.new_context(base_url=served, viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        watch.follow(page)
        page.goto("/sign-in/")
        page.get_by_label("Username").fill("editor")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Live rules")).to_be_visible()
        yield page


def open_desk(page: Page) -> None:
    page.goto(SCRIPT, wait_until="load")
    page.locator(".ace-host .ace_text-input").focus()


def test_the_desk_is_light_and_loads_each_module_once(page):
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    moved: list[int] = []
    urls: list[str] = []
    network.on("Network.loadingFinished", lambda event: moved.append(event["encodedDataLength"]))
    network.on("Network.responseReceived", lambda event: urls.append(event["response"]["url"]))
    open_desk(page)
    page.keyboard.type("x = 1\n")
    expect(page.locator(".finding-rule").first).to_have_text("undeclared-global")
    modules = [url for url in urls if "/static/js/" in url]
    assert len(modules) == len(set(modules)) > 10
    assert all(len(Path(url).name.split(".")) == 3 for url in modules), "each by its hashed name"
    print(f"the desk: {sum(moved):,} bytes in {len(moved)} answers")
    assert 100_000 < sum(moved) < BUDGET_BYTES


@pytest.mark.benchmark(group="desk")
def test_the_desk_is_usable_within_a_second(page, benchmark: Callable[..., object]):
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    benchmark.pedantic(open_desk, args=(page,), rounds=5, warmup_rounds=1)
    assert benchmark.stats.stats.median < BUDGET_SECONDS
