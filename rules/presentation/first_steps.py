"""The first steps of a new installation, each ticked by the facts."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from rules.models import Script
from rules.models.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is true now. `reads_only`: the role at VPOP3's database can change nothing; None where that is not known."""

    database: bool
    reads_only: bool | None
    dns: bool
    saved: bool
    live: bool
    dry_run: bool
    scenario: bool
    delivered: bool
    alerts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStep:
    """`other` is a second way to do it: its words and its address."""

    title: str
    text: str
    url: str
    done: bool
    other: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class FirstSteps:
    steps: tuple[FirstStep, ...]

    @property
    def count(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def all_done(self) -> bool:
        return self.count == len(self.steps)


def first_steps(script: Script, facts: Facts, role: Role) -> FirstSteps:
    return FirstSteps((*_about_connections(facts), *_about_script(script, facts, role)))


def _about_connections(facts: Facts) -> Iterator[FirstStep]:
    page = reverse("connection")
    yield FirstStep(
        title="Connect VPOP3's database",
        text="mxadmin reads the send attempts there, and rules ask it.",
        url=page,
        done=facts.database,
    )
    yield FirstStep(
        title="Give mxadmin a role that only reads",
        text="The connection page has the SQL that makes one.",
        url=f"{page}#role",
        done=bool(facts.reads_only),
    )
    yield FirstStep(
        title="See that DNS answers",
        text="Dry runs look up mail servers as VPOP3 does.",
        url=page,
        done=facts.dns,
    )


def _about_script(script: Script, facts: Facts, role: Role) -> Iterator[FirstStep]:
    name = [script.name]
    editor = reverse("script_edit", args=name)
    yield FirstStep(
        title="Import what VPOP3 has now",
        text="A file, or the text of Settings → Scripts, pasted into the editor.",
        url=f"{reverse('revision_list', args=name)}#import",
        done=facts.saved,
        other=("or start with a recipe", reverse("recipe_list", args=name)),
    )
    yield FirstStep(
        title="Dry-run a domain that you know",
        text="See where its mail would go, and why.",
        url=reverse("dry_run", args=name),
        done=facts.dry_run,
    )
    yield FirstStep(
        title="Keep a first test",
        text="A dry run that matters, kept as a scenario: no later change breaks it unnoticed.",
        url=reverse("scenario_list", args=name),
        done=facts.scenario,
    )
    yield FirstStep(
        title="Choose how the script gets to VPOP3",
        text="Into its folder, or fetched with a token.",
        url=reverse("delivery", args=name),
        done=facts.delivered,
    )
    yield FirstStep(
        title="Publish a revision" if role.includes(Role.PUBLISHER) else "Ask a publisher to make a revision live",
        text="After a look at what it changes.",
        url=editor,
        done=facts.live,
    )
    yield FirstStep(
        title="Choose your alerts",
        text="By e-mail or a webhook, when something goes wrong.",
        url=reverse("alerts"),
        done=facts.alerts,
    )
