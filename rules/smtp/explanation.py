"""An explanation of a reply in plain words, with what usually helps."""

from collections.abc import Iterable
from dataclasses import dataclass

from rules.smtp import official, providers, sockets, words
from rules.smtp.advice import HELD, HOLD, Advice, sentence
from rules.smtp.codes import code_meaning, status_meaning
from rules.smtp.official import BY_SUBJECT, contradicts
from rules.smtp.reply import Outcome, Reply
from rules.smtp.rule import Rule
from rules.smtp.wording import Wording

VERDICTS = {
    Outcome.DELIVERED: "The server accepted the message.",
    Outcome.TRANSIENT: "The server refused for now. VPOP3 tries again, as the Sender's retry settings say.",
    Outcome.PERMANENT: "The server refused for good. The message goes back to its sender.",
    Outcome.NO_REPLY_CODE: "There is no reply code: most likely the conversation with the server never came about.",
}
VAGUE = {Advice.RECIPIENT_OR_POLICY, Advice.POLICY}
RULES = (*providers.TABLE, *words.TABLE, *official.TABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The explanation. `verdict` is a sentence; `code` and `status` are the meanings of the reply's codes, without a
    full stop, None where there is none or it is unknown. `officially`: the status has that meaning only by the
    registry, the server's words say something else. `advice` is the kind of `helps`, which are sentences, often
    none."""

    verdict: str
    code: str | None
    status: str | None
    officially: bool = False
    advice: Advice | None = None
    helps: tuple[str, ...] = ()


def explain(reply: Reply, *, held: bool = False) -> Explanation:
    """Explain a reply. `held`: a rule already refuses the server, so no sentence suggests writing one."""
    rule = None if reply.outcome is Outcome.DELIVERED else _rule(reply)
    advice = _advice(rule, reply) if rule else None
    return Explanation(
        verdict=VERDICTS[reply.outcome],
        code=code_meaning(reply.code),
        status=status_meaning(reply.enhanced),
        officially=bool(rule and rule.by_words and contradicts(rule.advice, _detail(reply))),
        advice=advice,
        helps=(_sentence(advice, reply, held=held),) if advice else (),
    )


def _rule(reply: Reply) -> Rule | None:
    """Return the matching rule with the highest priority. Without a reply code, the words are first read as those of
    a socket: with a code, `refused` or `closed` are not about a connection, since the server answered."""
    wording = Wording.of(reply)
    if reply.code is None and (found := _first(sockets.TABLE, reply, wording)):
        return found
    found = _first(RULES, reply, wording)
    return found if found and (reply.code or reply.enhanced or found.by_words) else None


def _first(table: Iterable[Rule], reply: Reply, wording: Wording) -> Rule | None:
    detail = _detail(reply)
    fitting = (rule for rule in table if rule.fits(reply, detail, wording))
    return max(fitting, key=lambda rule: rule.priority, default=None)


def _advice(rule: Rule, reply: Reply) -> Advice:
    """Choose the advice. Codes that are used for everything (550, 554) say less than the subject of the enhanced
    code."""
    if rule.by_words or rule.advice not in VAGUE:
        return rule.advice
    return BY_SUBJECT.get(_detail(reply).partition(".")[0], rule.advice)


def _sentence(advice: Advice, reply: Reply, *, held: bool) -> str:
    text = sentence(advice, passing=reply.outcome is not Outcome.PERMANENT)
    return HELD if held and text == HOLD else text


def _detail(reply: Reply) -> str:
    return reply.enhanced.partition(".")[2] if reply.enhanced else ""
