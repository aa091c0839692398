"""The send attempts of VPOP3's queue, newest first."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from rules import queries
from rules.forms.attempts import AttemptFilterForm, chips
from rules.models.roles import Role
from rules.outqueue.attempts.export import MOST_ROWS
from rules.outqueue.attempts.filters import EARLIEST
from rules.outqueue.attempts.reader import AttemptPage
from rules.outqueue.connection.state import ServiceState
from rules.outqueue.connection.unavailable import Unavailable
from rules.presentation.attempt_columns import counted
from rules.presentation.database_state import ANSWERS, state
from rules.resolver.registered_domain import registered_domain
from rules.views.attempts.attempt_columns import table_of
from rules.web.access import SignedIn, needs
from rules.web.fragments import page_or_part, wanted
from rules.web.time_zone import in_utc
from rules.wiring import connections


@require_safe
@needs(Role.VIEWER)
def attempts(request: SignedIn) -> HttpResponse:
    return attempt_list(request, request.GET)


def attempt_list(request: SignedIn, query: QueryDict, status: int = 200, **more: object) -> HttpResponse:
    """Render the list that `query` names, also for other views that add a message to it."""
    asked = ask(query)
    context: dict[str, Any] = {
        "filter_form": asked.form,
        "database": asked.database,
        "script_name": queries.ROUTING_SCRIPT,
        "chips": [] if asked.form.errors else chips(asked.form),
        "reset": reverse("attempts"),
        "saved_views": queries.saved_views_of(request.user),
        "most_rows": MOST_ROWS,
        "replaced": wanted(request) and request.htmx.target == "rows",
    }
    if asked.page:
        table = table_of(request, connections.attempts().columns())
        context |= {"page": asked.page, "table": table, "rows": table.rows(asked.page.attempts)}
        context |= _links(asked.form, asked.page)
    response = page_or_part(
        request, "rules/attempts/attempt_list.html", "rows", context | more, 422 if asked.form.errors else status
    )
    if context["replaced"] and not asked.form.errors:
        response["HX-Push-Url"] = reverse("attempts") + asked.form.query(after=query.get("after"))
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query's form, with what is wrong with it; and its page, unless the database is away."""

    form: AttemptFilterForm
    database: ServiceState
    page: AttemptPage | None = None


def ask(query: QueryDict) -> Asked:
    try:
        columns = connections.attempts().columns()
    except Unavailable as trouble:
        return _without_database(AttemptFilterForm(query), trouble)
    form = AttemptFilterForm(query, columns)
    if not form.is_valid():
        return Asked(form=form, database=ANSWERS)
    try:
        page = connections.attempts().page(
            form.wanted(), after=query.get("after") or None, before=query.get("before") or None
        )
        return Asked(form=form, database=ANSWERS, page=page)
    except Unavailable as trouble:
        return _without_database(form, trouble)
    except ValueError as error:  # a cursor of another filter, or a filter without a column
        form.add_error(None, str(error))
        return Asked(form=form, database=ANSWERS)


def _without_database(form: AttemptFilterForm, trouble: Unavailable) -> Asked:
    form.is_valid()
    return Asked(form=form, database=state(trouble))


def _links(form: AttemptFilterForm, page: AttemptPage) -> dict[str, str]:
    server = form.wanted().server
    provider = registered_domain(server or "")
    return {
        "onward_query": _onward(form, page),
        "list_query": form.query(),
        "list_text": form.query()[1:],
        "count": counted(len(page.attempts)) if _is_whole(page) else "",
        "count_url": "" if _is_whole(page) else reverse("attempt_count") + form.query(),
        "server_url": reverse("server", args=[server]) if server else "",
        "kept": form.query(server=None)[1:],
        "newest_url": "" if page.previous or form.fixed else reverse("attempt_newest") + form.query(),
        "older_query": form.query(after=page.next) if page.next else "",
        "newer_query": form.query(before=page.previous) if page.previous else "",
        "replies_query": form.in_replies,
        "longer_query": form.query(range="all", since=None, until=None),
        "provider_query": form.query(server=None, provider=provider) if provider else "",
        "provider": provider,
    }


def _is_whole(page: AttemptPage) -> bool:
    """Return whether the page shows all rows of the list."""
    return not (page.next or page.previous or page.incomplete)


def _onward(form: AttemptFilterForm, page: AttemptPage) -> str:
    """Return the query of what was not searched, where the database's time ran out before anything was found."""
    if not page.incomplete or page.next:
        return ""
    since, _ = form.wanted().time.bounds(datetime.now(UTC))
    if since >= page.searched_since:
        return ""
    return form.query(since=in_utc(since) if since > EARLIEST else None, until=in_utc(page.searched_since), range=None)
