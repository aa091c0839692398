"""mxadmin's own tables, as three people would have filled them: users, the script's revisions, the live one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from mxadmin.demo.holds import Rules, script
from rules import queries
from rules.models.roles import Role
from rules.queries import ROUTING_SCRIPT
from rules.services import people, publishing, revisions, scripts

MESSAGES = (
    "The vendor's example, as it is documented",
    "Keep names local, quote the server's name, survive a query without an answer",
    "Hold a whole provider, longer with each retry; partner's relay; fresh DNS on retries",
)
LIVE = 2
WRITTEN_BEFORE = timedelta(minutes=25)
"""How long before it went live a revision was saved; the one that waits, before the demo's start."""


def seed(passwords: dict[str, str], rules: Rules) -> None:
    """Migrate, and fill what is empty; a person's later changes stay. `rules` says when which revision went live."""
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        if queries.script(ROUTING_SCRIPT) is None:
            _add_script(passwords, rules)
    connection.close()


def _add_people(passwords: dict[str, str]) -> dict[str, User]:
    return {
        name: people.create_user(username=name, password=password, role=Role(name), actor=None)
        for name, password in passwords.items()
    }


def _add_script(passwords: dict[str, str], rules: Rules) -> None:
    """Add the script: the vendor's example was live first, and the last revision waits for the publisher."""
    live = {number: since for since, number in rules.live}
    now = timezone.now()
    with _at(min(live.values()) - 2 * WRITTEN_BEFORE):
        users = _add_people(passwords)
        stored = scripts.create_script(name=ROUTING_SCRIPT, actor=users["editor"])
    for number, message in enumerate(MESSAGES, start=1):
        with _at(live.get(number, now) - WRITTEN_BEFORE):
            saved = revisions.save(
                script=stored,
                source=source(number),
                message=message,
                actor=users["editor"],
                parent=number - 1 or None,
            )
        if number in live:
            with _at(live[number]):
                publishing.publish(
                    script=stored,
                    revision=saved.revision,
                    sha256=saved.revision.sha256,
                    actor=users["publisher"],
                    reason="The demo's own text.",
                )


@contextmanager
def _at(moment: datetime) -> Iterator[None]:
    """What is written now carries that time: the demo has a history, and nothing else of mxadmin may choose one."""
    actual = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = actual


def source(number: int) -> bytes:
    return script(number)
