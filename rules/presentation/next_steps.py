"""The next useful steps of a person, by what there is and by their role."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from rules.models import Revision, Script
from rules.models.roles import Role
from rules.outqueue.connection.state import ServiceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    title: str
    text: str
    url: str


def next_steps(*, script: Script, latest: Revision | None, vpop3: ServiceState, role: Role) -> list[Step]:
    """Return the steps, the most urgent first."""
    return [*_about_script(script, latest, role), *_about_queue(vpop3)]


def _about_script(script: Script, latest: Revision | None, role: Role) -> Iterator[Step]:
    editor = reverse("script_edit", args=[script.name])
    if latest is None:
        if role.includes(Role.EDITOR):
            yield Step(title="Write the first revision", text=f"{script} has no text yet.", url=editor)
        else:
            yield Step(title="Wait for a first revision", text="An editor has to save a text first.", url=editor)
        return
    if latest != script.live:
        yield _about_unpublished(script, latest, role)
    yield Step(title="Dry-run a domain", text="See where its mail would go, and why.", url=_dry_run(script))
    if role.includes(Role.EDITOR):
        yield Step(title="Change the script", text="Try the text before you save it.", url=editor)


def _about_unpublished(script: Script, latest: Revision, role: Role) -> Step:
    newer = f"Revision {latest.number} by {latest.author_name} is not live"
    if role.includes(Role.PUBLISHER):
        url = reverse("revision_publish", args=[script.name, latest.number])
        return Step(title=f"Publish revision {latest.number}", text=f"{newer}: see what it changes.", url=url)
    url = reverse("revision_view", args=[script.name, latest.number])
    return Step(title=f"Read revision {latest.number}", text=f"{newer}; a publisher can make it live.", url=url)


def _about_queue(vpop3: ServiceState) -> Iterator[Step]:
    if vpop3.reachable:
        yield Step(
            title="Review what failed",
            text="Send attempts of the last hour that were not delivered, newest first.",
            url=reverse("attempts") + "?outcome=failed",
        )
    else:
        yield from about_database(vpop3)


def about_database(vpop3: ServiceState) -> Iterator[Step]:
    """Yield the step for a database that is not connected or does not answer."""
    if vpop3.configured:
        yield Step(title="Find out why VPOP3's database is away", text=vpop3.sentence, url=reverse("connection"))
    else:
        yield Step(
            title="Connect VPOP3's database",
            text="Then its send attempts are shown here, and scripts can ask it.",
            url=reverse("connection"),
        )


def _dry_run(script: Script) -> str:
    return reverse("dry_run", args=[script.name])
