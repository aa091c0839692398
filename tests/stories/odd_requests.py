"""Every address with what no browser sends: run in a process whose settings say which database there is."""

import logging
from collections import Counter
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from rules.services import revisions, scripts

NAME = "mxserverrules.lua"
INTS = ("0", "1", "2147483648", "9" * 30, "9" * 5000)
TEXTS = (NAME, "csv", "%00", "a%00b", "%ff%fe", "..%2f..", "x" * 10_000, "%ED%A0%80", "'%22%3B", "\u0663", "-1")
VALUES = ("a\0b", "-1", "9" * 40, "x" * 10_000, "\u0663\u2028")
ROUNDS = 3
"""Each field gets another value in each."""
FIELDS = """
action actor after against at before by_hand cause change checked checks code connection_id connection_name day
discard dns domain domains draft enhanced expires_at file force from handle how id kept kept_message kept_parent
kept_script kept_tab key kind last latest line message name new new_number next number offer old old_number on outcome
page parent password person place-1 pk preset provider q range reason recipient replaces retries revision run script
search server sha256 show since size source text to tab tried until username version view vpop3 words zone
"""


def tell() -> None:
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0)
    script = scripts.create_script(name=NAME, actor=None)
    revisions.save(script=script, source=b"function CheckServer() end\n", message="First", actor=None, parent=None)
    browser = _publisher()
    asked = {(method, address, value): status(browser, method, address, value) for method, address, value in requests()}
    assert {200, 302, 404, 422} <= set(asked.values()), Counter(asked.values())
    broken = sorted(
        f"{method} {address[:60]!r} {value[:40]!r}" for (method, address, value), code in asked.items() if code == 500
    )
    print(connection.vendor, "answers all" if not broken else "\n".join(broken))


def _publisher() -> Client:
    user = User.objects.create_user("anna", password="correct horse battery")
    user.groups.add(Group.objects.get(name="publisher"))
    browser = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    browser.force_login(user)
    _send_odd_headers(browser)
    return browser


def _send_odd_headers(browser: Client) -> None:
    for header in ("referer", "origin", "hx-current-url", "x-forwarded-for", "accept-language", "if-none-match"):
        for value in ("http://[", "x" * 10_000, "\x01", ", ,"):
            for address, method in product(("/", "/sign-in/", "/nowhere/"), (browser.get, browser.post)):
                assert method(address, headers={header: value}).status_code != 500, (header, value[:20])
    stranger = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    stranger.cookies.load({"mxadmin-session": "abcdefgh\0", "mxadmin-zone": "\0", "mxadmin-browser": "\0"})
    assert stranger.get("/").status_code == 302
    assert stranger.post("/sign-in/", {"username": "a\0"}, headers={"referer": "http://["}).status_code == 403


def requests() -> Iterator[tuple[str, str, str]]:
    """Odd addresses without values, then each plain address with each odd value in every field."""
    for pattern in get_resolver().url_patterns[0].url_patterns:
        if pattern.name == "logout":
            continue
        route, kinds = str(pattern.pattern), pattern.pattern.converters
        for parts in zip(*(_odd(kind) for kind in kinds.values()), strict=False):
            yield "get", "/" + _filled(route, kinds, parts), ""
        plain = "/" + _filled(route, kinds, [_plain(kind) for kind in kinds.values()])
        for method, turn in product(("get", "post"), range(ROUNDS)):
            yield method, plain, _values(turn)


def _odd(kind: object) -> tuple[str, ...]:
    return (*INTS, *INTS, *INTS)[: len(TEXTS)] if type(kind).__name__ == "IntConverter" else TEXTS


def _plain(kind: object) -> str:
    return "1" if type(kind).__name__ == "IntConverter" else NAME


def _filled(route: str, kinds: dict[str, object], parts: object) -> str:
    for name, part in zip(kinds, parts, strict=True):
        start, end = route.rindex("<", 0, route.index(f"{name}>")), route.index(f"{name}>") + len(name) + 1
        route = route[:start] + part + route[end:]
    return route


def _values(turn: int) -> str:
    odd = {field: VALUES[(number + turn) % len(VALUES)] for number, field in enumerate(FIELDS.split())}
    return "&".join(f"{field}={quote(value)}" for field, value in odd.items())


def status(browser: Client, method: str, address: str, sent: str) -> int:
    if method == "get":
        answer = browser.get(f"{address}?{sent}" if sent else address)
    else:
        answer = browser.post(address, sent, content_type="application/x-www-form-urlencoded")
    if answer.streaming:
        list(answer.streaming_content)
    return answer.status_code
