"""A request for a dry run: the text, the destination, and the part of it that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from django.contrib.auth.models import User

from rules import queries
from rules.dryrun import engine
from rules.dryrun.run_inputs import RunInputs
from rules.dryrun.scenario import Scenario
from rules.dryrun.trace import Event
from rules.forms.dry_run import DryRunForm
from rules.models import Revision, Script, as_stored, source_of
from rules.models.roles import Role
from rules.presentation.result import Result, result
from rules.services import dry_runs
from rules.views.lookup import number_in, revision_or_404
from rules.web.access import SignedIn
from rules.wiring.background_run import Opening, WatchedRun
from rules.wiring.chosen_world import opening

SHOWN = "shown"
"""The field of a page whose text cannot be changed: the number of the revision that it shows."""


class NothingToRun(ValueError):
    """A request without a text to run. The message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunText:
    """The text to run. `revision` is set where it is a revision's; `ran` names the text in a few words."""

    source: bytes
    revision: Revision | None
    ran: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    script: Script
    text: RunText
    scenario: Scenario
    inputs: RunInputs
    opened: Opening
    owner: User

    def run(self) -> WatchedRun[Event]:
        return WatchedRun(partial(engine.run, self.text.source, self.scenario), self.opened)

    def finished(self, events: Sequence[Event]) -> Result:
        """Keep the run, and return its result."""
        kept = dry_runs.keep(
            script=self.script,
            revision=self.text.revision,
            text=self.text.source,
            ran=self.text.ran,
            inputs=self.inputs,
            events=events,
            owner=self.owner,
        )
        return result(
            events, script=self.script, source=self.text.source, ran=self.text.ran, inputs=self.inputs, kept=kept
        )


def order(request: SignedIn, script: Script, form: DryRunForm) -> Order:
    """Read the order from a valid form, whose inputs become the person's last ones. Raises NothingToRun and
    UnusableText."""
    text = text_of(request, script, form)
    dry_runs.remember(user=request.user, inputs=form.remembered())
    return Order(
        script=script,
        text=text,
        scenario=form.scenario(),
        inputs=form.inputs(),
        opened=opening(form.dns_choice(), form.cleaned_data["at"]),
        owner=request.user,
    )


def text_of(request: SignedIn, script: Script, form: DryRunForm) -> RunText:
    """Return the text that the page shows: the one in the editor, for a viewer the revision of that number. Viewers run
    only saved texts; one that they send is ignored."""
    if request.role.includes(Role.EDITOR) and "source" in request.POST:
        parent = queries.revision(script, form.cleaned_data["parent"])
        source = as_stored(form.cleaned_data["source"], parent)
        digest = sha256(source).hexdigest()
        stored = queries.revision_of_text(script, digest)
        return named(script, stored) if stored else RunText(source=source, revision=None, ran=unsaved(digest))
    if shown := request.POST.get(SHOWN):
        return named(script, revision_or_404(script, number_in(shown) or 0))
    revision = script.live or (queries.latest(script) if request.role.includes(Role.EDITOR) else None)
    if revision is None:
        raise NothingToRun("No revision is live yet, so there is nothing to run. A publisher can make one live.")
    return named(script, revision)


def named(script: Script, revision: Revision) -> RunText:
    latest = queries.latest(script)
    state = "live" if revision == script.live else "the latest" if revision == latest else "an older one"
    return RunText(source=source_of(revision), revision=revision, ran=f"revision {revision.number}, which is {state}")


def unsaved(digest: str) -> str:
    return f"unsaved text, SHA-256 {digest[:12]}…"
