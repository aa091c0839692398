"""Results forced on single names, in front of any resolver: what would happen if that name's DNS failed?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules.resolver import wire
from rules.resolver.answer import Answer, Question, Record, Resolver, Status
from rules.resolver.zone_text import DEFAULT_TTL, Force

_STATUS = {
    Force.SERVFAIL: Status.SERVFAIL,
    Force.TIMEOUT: Status.TIMEOUT,
    Force.NXDOMAIN: Status.NXDOMAIN,
    Force.REFUSED: Status.REFUSED,
}
MOST = 100


def read_forced(text: str) -> dict[str, Force]:
    """Read lines "NAME RESULT"; ignore empty lines and comments after `#` or `;`. Raise ValueError, which names the
    line."""
    forced: dict[str, Force] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.replace(";", "#").partition("#")[0].replace(",", " ").split()
        if not words:
            continue
        try:
            forced |= dict([_read(words)])
        except ValueError as error:
            raise ValueError(f"Line {number}: {error}") from None
        if len(forced) > MOST:
            raise ValueError(f"Line {number}: at most {MOST} names can be forced.")
    return forced


def _read(words: list[str]) -> tuple[str, Force]:
    name, result = words[0], "".join(words[1:]).upper().replace("-", "")
    if result not in set(Force):
        raise ValueError(f"write a name and one of {', '.join(Force)}, like “mx1.example.com SERVFAIL”.")
    return wire.name_text(wire.read_name(name)), Force(result)


class ForcedResolver:
    """A resolver that gives forced results. NULLMX answers MX questions only; every other result answers any question
    about its name."""

    def __init__(self, inner: Resolver, forced: Mapping[str, Force]) -> None:
        self._inner = inner
        self._forced = forced

    def describe(self) -> str:
        told = ", ".join(f"{name} {force}" for name, force in list(self._forced.items())[:3])
        more = f" and {len(self._forced) - 3} more" if len(self._forced) > 3 else ""
        return f"{self._inner.describe()}; forced: {told}{more}"

    def lookup(self, questions: Sequence[Question], *, fresh: bool = False) -> list[Answer]:
        forced = {question: answer for question in questions if (answer := self._answer(question))}
        rest = [question for question in questions if question not in forced]
        found = dict(zip(rest, self._inner.lookup(rest, fresh=fresh), strict=True)) if rest else {}
        return [forced.get(question) or found[question] for question in questions]

    def _answer(self, question: Question) -> Answer | None:
        try:
            asked = wire.normal(question)
        except ValueError:
            return None
        force = self._forced.get(asked.name)
        if force is None or (force is Force.NULLMX and asked.rdtype != "MX"):
            return None
        answer = wire.failed(asked, Status.NOERROR, f"This result was forced: {force}.", server="forced")
        if force is Force.NULLMX:
            return replace(answer, records=(Record(name=asked.name, rdtype="MX", ttl=DEFAULT_TTL, data="0 ."),))
        return replace(answer, status=_STATUS[force])
