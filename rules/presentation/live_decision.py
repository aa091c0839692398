"""The live script's decision for a destination at this moment: a dry run with all other inputs at their defaults."""

from dataclasses import dataclass

from rules.dryrun.leaving import Leaving, LiveRun
from rules.dryrun.run_inputs import RunInputs
from rules.models import Revision, source_of
from rules.presentation.result import Result, result
from rules.presentation.run_address import run_address
from rules.vpop3.decision import Kind, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveDecision:
    """A decision of the live script. `leaving` has an entry for every server that it refused after a query."""

    revision: Revision
    result: Result
    leaving: tuple[Leaving, ...]

    @property
    def kind(self) -> Kind:
        return self.result.decision.kind

    @property
    def run_address(self) -> str:
        """The address of the same run with every step, at the line that decided; equal servers come in the same
        order."""
        inputs = {"domain": self.result.domain, "seed": self.result.ledger.seed}
        return run_address(self.revision, inputs, self.result.decision.origin.line)

    def verdict_on(self, server: str) -> Verdict | None:
        """Return the verdict on the server; None where the destination's mail would not go there at all."""
        name = server.lower().removesuffix(".")
        return next((each for each in self.result.decision.verdicts if each.server.exchange == name), None)

    @property
    def servers(self) -> list[str]:
        """The servers that the mail would go to, or would have gone to if the script had let it."""
        decision = self.result.decision
        tried = [verdict.server for verdict in decision.verdicts] or decision.servers
        return [server.exchange for server in tried]


def live(revision: Revision, run: LiveRun) -> LiveDecision:
    """Return the decision of a run. The revision is the live one, which ran."""
    found = result(
        run.events,
        script=revision.script,
        source=source_of(revision),
        ran=f"revision {revision.number}, which is live",
        inputs=RunInputs(domain=run.domain),
    )
    return LiveDecision(revision=revision, result=found, leaving=run.leaving)
