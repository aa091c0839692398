"""The audit trail: each action with its person, time and address."""

from datetime import UTC, datetime

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rules import queries
from rules.forms.audit import AuditFilterForm
from rules.models.roles import Role
from rules.presentation.audit import action_name, as_csv, as_json, details, opening_words, origin
from rules.web import fragments
from rules.web.access import SignedIn, needs

PAGE = "rules/audit/audit.html"
PER_PAGE = 50
FILES = {"csv": (as_csv, "text/csv; charset=utf-8"), "json": (as_json, "application/json")}


@require_safe
@needs(Role.VIEWER)
def audit(request: SignedIn) -> HttpResponse:
    """Show the entries. Pages go by the number of the entry: later entries move nothing."""
    form = _form(request)
    if not form.is_valid():
        return _shown(request, form, 422)
    before = request.GET.get("before", "")
    number = min(int(before), 2**63 - 1) if before.isascii() and before.isdecimal() else None
    rows = queries.audit_page(size=PER_PAGE + 1, before=number, **form.cleaned_data)
    return _shown(
        request,
        form,
        rows=[(entry, opening_words(entry), details(entry), origin(entry)) for entry in rows[:PER_PAGE]],
        next=rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None,
        later=bool(before),
    )


def _form(request: SignedIn) -> AuditFilterForm:
    actions = [(each, action_name(each)) for each in queries.audit_actions()]
    return AuditFilterForm(request.GET, actions, [script.name for script in queries.all_scripts()])


def _shown(request: SignedIn, form: AuditFilterForm, status: int = 200, **context: object) -> HttpResponse:
    return fragments.page_or_part(request, PAGE, "rows", {"form": form, "query": form.query(), **context}, status)


@require_safe
@needs(Role.VIEWER)
def audit_export(request: SignedIn, kind: str) -> HttpResponseBase:
    """Export all entries of the filter. A filter that cannot be read is shown as the page, with what is wrong."""
    if kind not in FILES:
        raise Http404(f"The audit is exported as {' or '.join(FILES)}.")
    form = _form(request)
    if not form.is_valid():
        return render(request, PAGE, {"form": form, "query": form.query()}, status=422)
    write, content_type = FILES[kind]
    entries = queries.all_audit_entries(**form.cleaned_data)
    name = f"audit-{datetime.now(UTC):%Y%m%d-%H%M%S}Z.{kind}"
    return StreamingHttpResponse(
        write(entries), content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
