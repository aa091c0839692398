"""mxadmin's own tables, as if three people had been at work: users, the script's revisions, the live one."""

from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction

from rules import queries
from rules.models.roles import Role
from rules.queries import ROUTING_SCRIPT
from rules.services import people, publishing, revisions, scripts

SCRIPTS = Path(__file__).with_name("scripts")
MESSAGES = (
    "The vendor's example, as it is documented",
    "Keep names local, quote the server's name, survive a query without an answer",
    "Hold a whole provider, longer with each retry; partner's relay; fresh DNS on retries",
)
LIVE = 2


def seed(passwords: dict[str, str]) -> None:
    """Migrate, and fill what is empty; a person's later changes stay."""
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        if queries.script(ROUTING_SCRIPT) is None:
            _add_script(_add_people(passwords))
    connection.close()


def _add_people(passwords: dict[str, str]) -> dict[str, User]:
    return {
        name: people.create_user(username=name, password=password, role=Role(name), actor=None)
        for name, password in passwords.items()
    }


def _add_script(users: dict[str, User]) -> None:
    """The vendor's example was live first; the last revision still waits for the publisher."""
    script = scripts.create_script(name=ROUTING_SCRIPT, actor=users["editor"])
    for number, message in enumerate(MESSAGES, start=1):
        saved = revisions.save(
            script=script,
            source=source(number),
            message=message,
            actor=users["editor"],
            parent=number - 1 or None,
        )
        if number <= LIVE:
            publishing.publish(
                script=script,
                revision=saved.revision,
                sha256=saved.revision.sha256,
                actor=users["publisher"],
                reason="The demo's own text.",
            )


def source(number: int) -> bytes:
    return (SCRIPTS / f"{number}.lua").read_bytes()
