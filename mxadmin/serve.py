"""`mxadmin serve`: the pages, configured by the environment, or a sentence on what is unsafe."""

import os
from collections.abc import Sequence
from functools import partial

import django
from django.conf import settings
from django.core import checks
from django.core.management import call_command

from mxadmin.server import check_address, serve
from mxadmin.serving import refuse_unsafe
from mxadmin.usage import Parser, Usage, port

BEHIND_HTTPS_ONLY = {"security.W004", "security.W008", "security.W012", "security.W016"}
"""Secure cookies, redirection and HSTS: settings allow plain http for this machine's own address only."""
WORKERS = min(os.cpu_count() or 1, 4)


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    address = check_address(options.host, options.port)
    prepare()
    announce = partial(print, f"mxadmin listens on {options.host} port {options.port}: {settings.PUBLIC_URL.geturl()}")
    serve(address=address, port=options.port, workers=options.workers, ready=announce)
    return 0


def _parser() -> Parser:
    parser = Parser(prog="mxadmin serve", description="Serves the pages until it is stopped.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=port, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=_count, default=WORKERS, help="processes (default here: %(default)s)")
    return parser


def _count(text: str) -> int:
    if not 1 <= int(text) <= 64:
        raise ValueError(text)
    return int(text)


def prepare() -> None:
    """Refuses to go on with a setting that is unsafe. Raises Usage or ImproperlyConfigured, which name it."""
    django.setup()
    refuse_unsafe()
    refuse_failing_checks()
    refuse_unmigrated()
    call_command("collectstatic", interactive=False, verbosity=0)


def refuse_failing_checks() -> None:
    """Django's own checks, those for production included: a warning there is a reason not to start."""
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
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    if missing:
        raise Usage(f"mxadmin's own tables lack {len(missing)} migrations: run mxadmin migrate, then start again.")
