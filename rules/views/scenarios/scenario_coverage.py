"""The lines and branches of a revision that no scenario reaches."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import queries
from rules.analysis.coverage import Coverage, closing_lines, coverage
from rules.models import source_of
from rules.models.roles import Role
from rules.text import encoding
from rules.views.lookup import script_or_404
from rules.views.scenarios.scenario_list import chosen
from rules.views.scenarios.scores import with_results
from rules.web.access import SignedIn, needs


@require_safe
@needs(Role.VIEWER)
def scenario_coverage(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    revision = chosen(request, script)
    rows = with_results(queries.scenarios_of(script), revision)
    tried = [row for row in rows if row.pinned]
    counts: Counter[int] = Counter()
    for row in tried:
        counts.update({int(line): count for line, count in (row.pinned or {})["lines"].items()})
    source = source_of(revision)
    found = coverage(source, counts)
    context = {
        "script": script,
        "revision": revision,
        "revisions": queries.revisions_of(script)[:20],
        "coverage": found,
        "lines": list(_lines(source, counts, found)),
        "tried": len(tried),
        "kept": len(rows),
    }
    return render(request, "rules/scenarios/scenario_coverage.html", context)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the text. `ran` is None where nothing can run; `untaken` names the branches that were never taken from
    here."""

    text: str
    count: int
    ran: bool | None
    untaken: tuple[str, ...]


def _lines(source: bytes, counts: Mapping[int, int], found: Coverage) -> Iterator[Line]:
    untaken: dict[int, list[str]] = {}
    closing = closing_lines(source)
    for branch in found.untaken:
        untaken.setdefault(branch.line, []).append(branch.words)
    for number, text in enumerate(encoding.unified(encoding.to_text(source)).split("\n"), 1):
        ways = tuple(untaken.get(number, ()))
        count = 0 if number in closing else counts.get(number, 0)
        yield Line(text=text, count=count, ran=found.statements.get(number), untaken=ways)
