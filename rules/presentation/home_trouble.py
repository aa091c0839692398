"""What is wrong now: servers that fail, and destinations that the live script refuses, worst first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.dryrun.summary import RunSummary
from rules.outqueue.attempts.attempt import Attempt
from rules.outqueue.statistics.failing_servers import Spell
from rules.presentation.attempts import row
from rules.presentation.overview import FailureRow
from rules.resolver.names import is_address
from rules.smtp.explanation import explain
from rules.smtp.reply import Outcome
from rules.vpop3.decision import Kind

MOST_FAILING = 6
MOST_BUSY = 5
"""The servers with most attempts that the live script is asked about, whether they fail or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the live script says now, for a badge; `passes_at` where it is known when held mail passes."""

    word: str
    tone: str
    icon: str
    passes_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One line. `spell` is the run of failures that goes on, None where only the script refuses. `asked` is what
    “Why is it waiting?” is asked, and `rule` None while the script was not asked."""

    server: str
    destination: str
    spell: Spell | None
    last: Attempt | None
    words: str
    rule: Rule | None

    @property
    def asked(self) -> str:
        return self.destination or self.server


def failing(servers: Sequence[FailureRow]) -> list[FailureRow]:
    """Return those that fail now: those with the longest runs of failures, worst first."""
    found = [each for each in servers if each.fails_now and each.name]
    return sorted(found, key=_run_length, reverse=True)[:MOST_FAILING]


def _run_length(row: FailureRow) -> int:
    return row.recent.spell.attempts if row.recent and row.recent.spell else 0


def destination_of(last: Attempt | None) -> str:
    """Return the destination that the live script is asked about; empty where it is not known."""
    domain = row(last).destination if last else ""
    return "" if not domain or is_address(domain) else domain


def troubles(
    servers: Sequence[FailureRow], last: Mapping[str, Attempt | None], answers: Mapping[str, RunSummary]
) -> list[Trouble]:
    """Return the lines: servers that fail, then those that only the script refuses. `answers` by destination."""
    found = []
    for each in servers:
        attempt = last.get(each.name)
        domain = destination_of(attempt)
        answer = answers.get(domain)
        fails = each.fails_now and each.recent is not None
        if not fails and not (answer and answer.stops(each.name)):
            continue
        found.append(
            Trouble(
                server=each.name,
                destination=domain,
                spell=each.recent.spell if each.recent and fails else None,
                last=attempt,
                words=_words(attempt),
                rule=rule(each.name, answer) if answer else None,
            )
        )
    return sorted(found, key=lambda trouble: trouble.spell is None)


def rule(server: str, answer: RunSummary) -> Rule:
    if answer.error:
        return Rule(word="the script fails", tone="fail", icon="fail")
    if answer.holds:
        word = "held, never passes by itself" if answer.never else "held by the rule"
        return Rule(word=word, tone="hold", icon="hold", passes_at=answer.passes_at)
    if answer.kind is Kind.FAIL:
        return Rule(word="fails by the rule" if answer.by_script else "DNS finds no server", tone="fail", icon="fail")
    if answer.kind is Kind.DEFER:
        return Rule(word="DNS does not answer", tone="defer", icon="defer")
    if answer.refuses(server):
        return Rule(word="refused by the rule", tone="hold", icon="hold")
    return Rule(word="the rule lets it pass", tone="plain", icon="send")


def script_errors(answers: Mapping[str, RunSummary]) -> list[str]:
    """Return each error of the live script once."""
    return list(dict.fromkeys(answer.error for answer in answers.values() if answer.error))


def _words(attempt: Attempt | None) -> str:
    """Return what the last reply means, as a sentence."""
    if attempt is None:
        return ""
    if attempt.outcome is Outcome.DELIVERED:
        return "The last attempt was delivered."
    explained = explain(attempt.reply)
    meaning = explained.status or explained.code
    return f"{meaning[:1].upper()}{meaning[1:]}." if meaning else explained.verdict
