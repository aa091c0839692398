"""The send attempts of VPOP3's queue, newest first."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from rules import connections, queries
from rules.access import SignedIn, needs
from rules.forms.attempts import AttemptFilterForm
from rules.health import State
from rules.outqueue.unavailable import Trouble, Unavailable
from rules.presentation.attempts import row
from rules.roles import Role
from rules.views.fragments import page_or_part


@require_safe
@needs(Role.VIEWER)
def attempts(request: SignedIn) -> HttpResponse:
    form = AttemptFilterForm(request.GET)
    context = {"filter_form": form, "script_name": queries.ROUTING_SCRIPT}
    if not form.is_valid():
        return _answer(request, context, status=422)
    after = request.GET.get("after") or None
    try:
        page = connections.attempts().page(form.wanted(), after=after)
    except Unavailable as trouble:
        return _answer(request, context | {"database": _state(trouble)})
    except ValueError as error:  # a cursor of another filter
        form.add_error(None, str(error))
        return _answer(request, context, status=422)
    rows = [row(attempt) for attempt in page.attempts]
    links = {
        "next_query": _query(request, page.next) if page.next else "",
        "first_query": _query(request, None) if after else "",
    }
    return _answer(request, context | {"page": page, "rows": rows, **links})


def _answer(request: SignedIn, context: dict[str, object], status: int = 200) -> HttpResponse:
    answers = State(configured=True, reachable=True, sentence="")
    return page_or_part(request, "rules/attempt_list.html", "rows", {"database": answers} | context, status)


def _state(trouble: Unavailable) -> State:
    return State(configured=trouble.trouble is not Trouble.NOT_CONFIGURED, reachable=False, sentence=str(trouble))


def _query(request: SignedIn, after: str | None) -> str:
    """The filter as it stands, from another place on."""
    query = request.GET.copy()
    query.pop("after", None)
    if after:
        query["after"] = after
    return f"?{query.urlencode()}"
