"""`mxadmin serve`: the pages, configured by the environment, or a sentence on what is unsafe."""

import os
from collections.abc import Sequence
from functools import partial
from ipaddress import ip_address

import django
from django.conf import settings
from django.core import checks

from mxadmin import staticfiles
from mxadmin.preflight import refuse_unsafe
from mxadmin.usage import Parser, Usage, port
from mxadmin.web_server import check_address, serve

BEHIND_HTTPS_ONLY = {"security.W004", "security.W008", "security.W012", "security.W016"}
"""Checks of secure cookies, redirection and HSTS: settings allow plain http for this machine's own address only."""
WORKERS = min(os.cpu_count() or 1, 4)


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    address = check_address(options.host, options.port)
    django.setup()
    refuse_plain_http(address)
    prepare()
    announce = partial(print, announcement(options.host, options.port), flush=True)
    return serve(
        address=address, port=options.port, workers=options.workers, ready=announce, helpers=options.background
    )


def announcement(host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    behind = f", for browsers at {settings.PUBLIC_URL.geturl()}" if settings.HTTPS else ""
    return f"mxadmin listens at http://{name}:{port}{behind}. Ctrl-C stops it."


def _parser() -> Parser:
    parser = Parser(prog="mxadmin serve", description="Serves the pages until it is stopped.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=port, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=_count, default=WORKERS, help="processes (default here: %(default)s)")
    parser.add_argument(
        "--background",
        type=partial(_count, low=0),
        default=WORKERS,
        help="processes for batches and scenarios (default here: %(default)s; more on other machines: mxadmin work)",
    )
    return parser


def _count(text: str, low: int = 1) -> int:
    if not low <= int(text) <= 64:
        raise ValueError(text)
    return int(text)


def prepare() -> None:
    """Prepare to serve, unless a setting is unsafe. Raises Usage or ImproperlyConfigured, which name it."""
    refuse_unsafe()
    refuse_failing_checks()
    refuse_unmigrated()
    staticfiles.collect()


def refuse_plain_http(address: str) -> None:
    """Refuse plain http. TLS ends at a proxy before us: without one only this machine may reach us; with one we must
    believe it."""
    if settings.HTTPS and not settings.PROXIES:
        raise Usage(
            f"MXADMIN_URL is {settings.PUBLIC_URL.geturl()}, but mxadmin itself speaks plain http: put a proxy that "
            "does TLS before it, have it set X-Forwarded-Proto and X-Forwarded-For, and set MXADMIN_PROXIES=1."
        )
    if not settings.HTTPS and not ip_address(address).is_loopback:
        raise Usage(
            f"--host would send passwords in clear over the network, because MXADMIN_URL is "
            f"{settings.PUBLIC_URL.geturl()}: put mxadmin behind TLS and set MXADMIN_URL to its https address."
        )


def refuse_failing_checks() -> None:
    """Refuse to start on a failing check of Django's, those for production included: a warning there is a reason not to
    start."""
    excused = set() if settings.HTTPS else BEHIND_HTTPS_ONLY
    found = checks.run_checks(include_deployment_checks=True, databases=["default"])
    serious = [
        check
        for check in found
        if check.level >= checks.WARNING and check.id not in excused and not check.is_silenced()
    ]
    if serious:
        raise Usage(f"It is not safe to serve: {' '.join(f'{check.msg} ({check.id})' for check in serious)}")


def refuse_unmigrated() -> None:
    from django.db import connection

    from rules.models import own_database

    missing = own_database.missing_migrations()
    connection.close()
    if missing:
        raise Usage(f"mxadmin's own tables lack {missing} migrations: run mxadmin migrate, then start again.")
