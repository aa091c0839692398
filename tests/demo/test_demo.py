"""`mxadmin demo`, started for real: what it prints is true, and nothing of it stays behind or gets lost."""

import re
import shutil
import signal
import socket

import psycopg
import pytest

from mxadmin.demo import command as demo_command
from mxadmin.demo.state import ROLES
from mxadmin.usage import Usage
from tests.demo import running
from tests.demo.processes import wait_until_gone
from tests.demo.running import Browser
from tests.terminal import mxadmin
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A demo that was started once and stopped: its folder, and what it printed."""
    folder = tmp_path_factory.mktemp("prepared") / "demo"
    demo = running.start(folder)
    family = demo.family()
    assert demo.press_ctrl_c() == 0
    return folder, demo, family


@pytest.fixture
def folder(prepared, tmp_path):
    """A copy, for one test, of a demo that has been started once."""
    return shutil.copytree(prepared[0], tmp_path / "demo")


@pytest.fixture
def start(folder):
    started = []

    def begin(*arguments):
        started.append(running.start(folder, *arguments))
        return started[-1]

    yield begin
    for demo in started:
        if demo.process.poll() is None:
            demo.end(signal.SIGTERM)


@pytest.fixture(scope="module")
def shown(prepared, tmp_path_factory):
    """A folder and the demo that runs there, for tests that only look at it."""
    folder = shutil.copytree(prepared[0], tmp_path_factory.mktemp("shown") / "demo")
    demo = running.start(folder)
    yield folder, demo
    demo.end(signal.SIGTERM)


def settings(folder) -> dict[str, str]:
    return dict(line.split("=", 1) for line in (folder / "env").read_text().splitlines())


def attempts(folder, days: int) -> dict[int, str]:
    """Return the attempts of the last days: what is older than fourteen is taken out all the time."""
    with psycopg.connect(settings(folder)["MXADMIN_VPOP3_DATABASE_URL"]) as connection:
        return dict(
            connection.execute(
                "SELECT attemptid, result FROM outqueue.sendattempts WHERE endtime > now() - make_interval(days => %s)",
                [days],
            ).fetchall()
        )


def test_ctrl_c_ends_every_process(prepared):
    _, _, family = prepared
    assert len(family) > 4
    wait_until_gone(family)


def test_the_second_start_has_the_same_passwords(prepared, shown):
    assert shown[1].passwords == prepared[1].passwords


def test_each_of_the_printed_users_can_sign_in_at_the_printed_address(shown):
    _, demo = shown
    for name, password in demo.passwords.items():
        assert Browser().sign_in(demo.url, name, password) == f"{demo.url}/"


def test_the_script_has_three_revisions_and_the_second_is_live(shown):
    demo, browser = shown[1], Browser()
    browser.sign_in(demo.url, "editor", demo.passwords["editor"])
    _, page = browser.get(f"{demo.url}/scripts/mxserverrules.lua/revisions/")
    assert "Revision 2 is live" in page
    assert re.findall(r"/scripts/mxserverrules.lua/revisions/(\d)/\"", page) == ["3", "2", "1"]


def test_a_second_terminal_gets_a_decision_from_the_printed_command(shown):
    folder, demo = shown
    assert f"MXADMIN_ENV_FILE={folder / 'env'} uv run mxadmin dry-run bigmail.example" in demo.text
    told = mxadmin("dry-run", "bigmail.example", folder=folder, ENV_FILE=str(folder / "env"))
    assert (told.returncode, told.stderr) == (0, "")
    assert "mx1.bigmail.example" in told.stdout
    assert "Held for 10 minutes" in told.stdout


def test_secrets_are_random_and_for_the_owner_only(prepared, tmp_path):
    folder, first, _ = prepared
    assert {(folder / name).stat().st_mode & 0o777 for name in ("env", "secrets.json")} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(set(first.passwords.values())) == len(ROLES)


def test_sigterm_ends_every_process(start):
    demo = start()
    family = demo.family()
    assert demo.end(signal.SIGTERM) == 0
    wait_until_gone(family)


def test_kill_minus_nine_leaves_nothing_running_and_loses_nothing(start, folder):
    demo, browser = start(), Browser()
    assert browser.sign_in(demo.url, "editor", demo.passwords["editor"]) == f"{demo.url}/"
    before, family = attempts(folder, days=13), demo.family()
    demo.end(signal.SIGKILL)
    wait_until_gone(family)
    again = start("--port", demo.url.rpartition(":")[2])
    assert before.items() <= attempts(folder, days=14).items()
    assert browser.get(f"{again.url}/")[0] == f"{again.url}/", "the session was stored, so nobody has to sign in again"


def test_kill_minus_nine_in_the_middle_of_a_start_leaves_nothing_running(start, folder):
    for processes in (2, 3, 5):
        process = running.command(folder, "--port", str(running.free_port()))
        demo = running.Demo(process, "", 0)
        wait_until(lambda: len(demo.family()) >= processes)  # noqa: B023 - it is waited for at once
        family = demo.family()
        process.kill()
        process.communicate(timeout=60)  # A process that was left would hold the pipes open.
        wait_until_gone(family)
    start()


def test_reset_forgets_everything(start, folder, prepared):
    demo = start("--reset")
    assert set(demo.passwords.values()).isdisjoint(prepared[1].passwords.values())
    assert Browser().sign_in(demo.url, "viewer", demo.passwords["viewer"]) == f"{demo.url}/"


def refusal(folder, *arguments) -> str:
    process = running.command(folder, *arguments)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.count("\n")) == (2, "", 1)
    return err


def test_a_taken_port_is_one_line_that_names_the_option_and_nothing_is_lost(folder):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        said = refusal(folder, "--reset", "--port", str(taken))
    assert f"Cannot listen on 127.0.0.1 port {taken}: somebody listens there already." in said
    assert "--port" in said
    assert (folder / "secrets.json").exists()


def test_a_second_demo_on_the_same_folder_is_told_so(shown):
    folder, _ = shown
    assert "A demo is running on" in refusal(folder, "--reset", "--port", str(running.free_port()))
    assert (folder / "secrets.json").exists()


@pytest.mark.parametrize("arguments", [("--port", "many"), ("--port", "0"), ("--port", "70000"), ("--colour",)])
def test_wrong_usage_is_one_line(tmp_path, arguments):
    assert "See mxadmin demo --help." in refusal(tmp_path / "demo", *arguments)
    assert not (tmp_path / "demo").exists()


def test_a_damaged_database_is_one_line_and_ends_the_demo(folder):
    (folder / "mxadmin.sqlite3").write_text("This is no database. " * 100)
    process = running.command(folder, "--port", str(running.free_port()))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, "")
    assert "file is not a database" in err
    assert err.count("\n") == 1


def test_without_the_postgresql_package_the_demo_says_in_one_line_what_it_needs(monkeypatch):
    monkeypatch.setattr("mxadmin.demo.binaries.WHEEL", "no-such-wheel")
    with pytest.raises(Usage, match=r"The demo needs the package no-such-wheel, which .* `mxadmin\[demo\]`"):
        demo_command.main([])


def test_damaged_secrets_are_named(folder):
    (folder / "secrets.json").write_text("{")
    said = refusal(folder, "--port", str(running.free_port()))
    assert "secrets.json is damaged: start afresh with `mxadmin demo --reset`." in said
