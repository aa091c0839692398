"""Fetching what is live with a token, as a program does."""

import base64
import re
import shutil
import subprocess
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import rules
from rules.models import AuditEntry, PullToken
from rules.services import publishing, pull_tokens, scripts
from rules.services.errors import Refused
from tests.scripts import ALLOW, REFUSE, revision, script_with

pytestmark = pytest.mark.django_db

URL = reverse("live_source", args=["mxserverrules.lua"])


def live_script(*sources):
    script = script_with(*sources)
    publish(script, 1)
    return script


def publish(script, number):
    it = revision(script, number)
    publishing.publish(script=script, revision=it, sha256=it.sha256, actor=None)


def token_for(script, expires_at=None):
    return pull_tokens.create(script=script, name="task", expires_at=expires_at, actor=None)[1]


def fetch(secret, url=URL, **headers):
    headers = {"Authorization": f"Bearer {secret}"} | headers if secret is not None else headers
    return Client().get(url, headers=headers)


def test_the_bytes_come_with_their_hashes_and_no_cookie():
    script = live_script(ALLOW.replace(b"\n", b"\r\n"))
    answer = fetch(token_for(script))
    text = ALLOW.replace(b"\n", b"\r\n")
    assert (answer.status_code, answer.content) == (200, text)
    assert answer["X-Content-SHA256"] == sha256(text).hexdigest()
    assert answer["Repr-Digest"] == f"sha-256=:{base64.b64encode(sha256(text).digest()).decode()}:"
    assert answer["ETag"] == f'"{sha256(text).hexdigest()}"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer["Vary"]
    assert not answer.cookies


def test_unchanged_rows_are_not_sent_again():
    script = live_script(ALLOW, REFUSE)
    secret = token_for(script)
    etag = fetch(secret)["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = fetch(secret, **{"If-None-Match": known})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    publish(script, 2)
    assert fetch(secret, **{"If-None-Match": etag}).content == REFUSE


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer  ", "Basic YTpi", "mxa_x"])
def test_without_a_token_a_line_says_how_to_send_one(header):
    live_script(ALLOW)
    answer = Client().get(URL, headers={"Authorization": header} if header is not None else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="mxadmin"'
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.text == "Send a token: Authorization: Bearer mxa_…\n"


def refused(answer, status, line):
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/plain; charset=utf-8")
    assert answer.text.startswith(line)
    assert answer.text.count("\n") == 1


def test_a_token_that_is_wrong_revoked_expired_or_for_another_script_opens_nothing():
    script = live_script(ALLOW)
    refused(fetch("mxa_wrong"), 401, "This token does not exist.")
    refused(fetch("\udcff".encode("utf-8", "surrogateescape").decode("latin-1")), 401, "This token does not exist.")
    secret = token_for(script, timezone.now() + timedelta(hours=1))
    assert fetch(secret).status_code == 200
    PullToken.objects.update(expires_at=timezone.now())
    refused(fetch(secret), 403, "This token expired on ")
    secret = token_for(script)
    pull_tokens.revoke(token=PullToken.objects.first(), actor=None)
    refused(fetch(secret), 403, "This token was revoked on ")
    other = script_with(REFUSE, name="other.lua")
    refused(fetch(token_for(other)), 403, "This token is not for mxserverrules.lua.")
    refused(fetch(token_for(other), reverse("live_source", args=["other.lua"])), 404, "Nothing of other.lua is live")


def test_a_token_that_would_have_expired_already_is_not_made():
    with pytest.raises(Refused, match="It would have expired already"):
        token_for(script_with(ALLOW), timezone.now())
    assert not PullToken.objects.exists()


def test_a_renamed_script_is_still_found_by_its_former_name():
    script = live_script(ALLOW)
    secret = token_for(script)
    scripts.rename(script=script, name="main server.lua", actor=None)
    assert fetch(secret).content == ALLOW
    assert fetch(secret, reverse("live_source", args=["main server.lua"])).content == ALLOW


def test_an_archived_script_is_not_handed_out():
    other = script_with(ALLOW, name="other.lua")
    publish(other, 1)
    secret, url = token_for(other), reverse("live_source", args=["other.lua"])
    assert fetch(secret, url).status_code == 200
    scripts.archive(script=other, actor=None)
    refused(fetch(secret, url), 403, "other.lua is archived.")


def test_signing_in_opens_nothing_here(publisher):
    live_script(ALLOW)
    assert publisher.get(URL).status_code == 401


def test_only_reading_is_allowed():
    assert Client().post(URL, headers={"Authorization": "Bearer x"}).status_code == 405


def test_the_last_use_is_noted_once_a_minute_and_the_token_itself_is_nowhere():
    script = live_script(ALLOW)
    secret = token_for(script)
    fetch(secret)
    token = PullToken.objects.get()
    assert token.last_used_address == "127.0.0.1"
    assert secret not in str(list(PullToken.objects.values())) + str(list(AuditEntry.objects.values()))
    first = token.last_used_at
    fetch(secret)
    assert PullToken.objects.get().last_used_at == first
    Client(REMOTE_ADDR="192.0.2.9").get(URL, headers={"Authorization": f"Bearer {secret}"})
    elsewhere = PullToken.objects.get()
    assert (elsewhere.last_used_address, elsewhere.last_used_at > first) == ("192.0.2.9", True)
    PullToken.objects.update(last_used_at=first - timedelta(minutes=2), last_used_address="127.0.0.1")
    fetch(secret)
    assert PullToken.objects.get().last_used_at > first


@pytest.mark.django_db(transaction=True)
def test_curl_as_the_help_prints_it_gets_each_text_once(live_server, tmp_path):
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    script = live_script(ALLOW, REFUSE)
    (tmp_path / "token").write_text(f"Authorization: Bearer {token_for(script)}\n")
    (tmp_path / "vpop3").mkdir()
    command = _printed_command().replace("https://mxadmin.example.com", live_server.url)
    command = command.replace("/mnt/vpop3", str(tmp_path / "vpop3"))

    def run():
        subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, text=True)
        return [(path.name, path.read_bytes()) for path in (tmp_path / "vpop3").iterdir()]

    assert run() == [("mxserverrules.lua", ALLOW)]
    (tmp_path / "vpop3" / "mxserverrules.lua").unlink()
    assert run() == []
    (tmp_path / "vpop3" / "mxserverrules.tmp").write_bytes(b"half a text of a broken transf")
    assert run() == []
    publish(script, 2)
    assert run() == [("mxserverrules.lua", REFUSE)]


def _printed_command() -> str:
    """The block for cron, as the page on delivery prints it."""
    page = (Path(rules.__file__).parent / "docs" / "delivery.md").read_text(encoding="utf-8")
    (block,) = (block for block in re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL) if "curl" in block)
    return block
