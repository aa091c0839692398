"""The send attempts of a filter as a file."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain

from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from rules.forms.attempts import AttemptFilterForm
from rules.models.roles import Role
from rules.outqueue.attempts.export import portions
from rules.outqueue.connection.unavailable import Unavailable
from rules.presentation.attempt_files import as_csv, as_json
from rules.views.attempts.attempt_list import attempt_list
from rules.web.access import SignedIn, needs
from rules.wiring import connections

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@require_safe
@needs(Role.VIEWER)
def attempt_export(request: SignedIn, kind: str) -> HttpResponseBase:
    """Export the list. A filter that cannot be exported is shown as the list, with its reason."""
    if kind not in TYPES:
        raise Http404(f"Send attempts are exported as {' or '.join(TYPES)}.")
    source, now = connections.attempts(), datetime.now(UTC)
    try:
        columns = source.columns()
        form = AttemptFilterForm(request.GET, columns)
        if not form.is_valid():
            return attempt_list(request, request.GET)
        rest = portions(source, form.wanted(), now=now)
        found = chain([next(rest)], rest)
    except (Unavailable, ValueError):
        return attempt_list(request, request.GET, status=503)
    lines: Iterator[bytes]
    lines = as_csv(found, columns) if kind == "csv" else as_json(found, columns, query=form.query()[1:], now=now)
    name = f"send-attempts-{now:%Y%m%d-%H%M%S}Z.{kind}"
    return StreamingHttpResponse(
        lines, content_type=TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
