"""Batches of dry runs: their list with the form for a new one, and the results of each."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rules import queries
from rules.forms.batch import TYPED, BatchForm
from rules.models import Batch, NamedText, Revision, Script, as_stored
from rules.models.roles import Role
from rules.outqueue.statistics.busiest_destinations import Destination, busiest
from rules.presentation import batches as shown
from rules.presentation.no_longer_live import no_longer_live
from rules.queries.texts import Texts
from rules.resolver.domain_list import Unread
from rules.services import batches
from rules.services.errors import Refused
from rules.views.lookup import script_or_404
from rules.web import fragments
from rules.web.access import SignedIn, client_address, needs
from rules.wiring import connections

PER_PAGE = 100
LATEST = 20
LAST_DAY = timedelta(days=1)
FROM_DESK = "try"
"""The name of the button with which the script desk sends its text: the form is shown, and nothing starts yet."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.EDITOR)
def batch_list(request: SignedIn, name: str) -> HttpResponse:
    script = script_or_404(name)
    form = _form(request, script)
    if not form.is_bound:
        return _list(request, script, form)
    if not form.is_valid():
        form.keep()
        return _list(request, script, form, status=422)
    listed = form.listed()
    try:
        batch = batches.start(
            script=script,
            tried=form.cleaned_data["tried"],
            against=form.cleaned_data["against"],
            inputs=form.values(),
            listed=listed,
            actor=request.user,
            address=client_address(request),
        )
    except Refused as error:
        form.keep()
        form.add_error("domains", str(error))
        return _list(request, script, form, status=422, unread=listed.shown())
    return redirect("batch_view", batch.pk)


def _form(request: SignedIn, script: Script) -> BatchForm:
    texts = Texts.of(script, request.user)
    from_desk = FROM_DESK in request.POST
    sent = (request.POST, request.FILES) if request.method == "POST" and not from_desk else ()

    def typed(text: str, parent: int | None) -> NamedText:
        return NamedText(source=as_stored(text, queries.revision(script, parent)), name="the text in the editor")

    return BatchForm(
        *sent,
        initial={"tried": TYPED, **{name: request.POST.get(name, "") for name in ("source", "parent")}}
        if from_desk
        else None,
        find_typed=typed,
        texts=texts.choices(),
        live=script.live.number if script.live else None,
        find_text=texts.chosen,
        find_busiest=_busiest,
    )


def _busiest() -> Sequence[Destination]:
    return busiest(connections.attempts(), last=LAST_DAY, now=datetime.now(UTC))


def _list(
    request: SignedIn, script: Script, form: BatchForm, status: int = 200, unread: Sequence[Unread] = ()
) -> HttpResponse:
    latest = queries.batches_of(script)
    context = {"script": script, "form": form, "batches": latest[:LATEST], "can_run": form.has_texts}
    context["unread"] = unread
    return render(request, "rules/scenarios/batch_list.html", context, status=status)


@require_safe
@needs(Role.VIEWER)
def batch_view(request: SignedIn, pk: int) -> HttpResponse:
    batch = _batch_or_404(request, pk)
    context = {
        "batch": batch,
        "script": batch.script,
        "can_edit": request.role.includes(Role.EDITOR),
        "progress": queries.batch_progress(batch),
        "no_longer_live": no_longer_live(batch.script, batch.source_name, batch.against_name),
        "dns": shown.dns(batch),
        "run_query": shown.run_query(batch, _revision(batch)),
        **_table(request, batch),
    }
    return fragments.page_or_part(request, "rules/scenarios/batch_view.html", "state", context)


def _revision(batch: Batch) -> Revision | None:
    return queries.revision_of_text(batch.script, sha256(bytes(batch.source)).hexdigest())


def _table(request: SignedIn, batch: Batch) -> dict[str, Any]:
    show = request.GET.get("show", "all")
    words = request.GET.get("q", "")[:253].strip()
    items = queries.batch_items(batch, show if show in shown.SHOW else "all", words)
    return {
        "page": Paginator(items, PER_PAGE).get_page(request.GET.get("page", "1")),
        "show": show,
        "words": words,
        "shows": shown.filters(batch, queries.batch_counts(batch, words)),
        "filtered": show != "all" or bool(words),
        "nothing": shown.why_empty(batch, show, words),
        "beside": batch.against is not None,
    }


@require_POST
@needs(Role.EDITOR)
def batch_cancel(request: SignedIn, pk: int) -> HttpResponse:
    batch = _batch_or_404(request, pk)
    batches.cancel(batch=batch, actor=request.user, address=client_address(request))
    return redirect("batch_view", batch.pk)


@require_safe
@needs(Role.VIEWER)
def batch_csv(request: SignedIn, pk: int) -> HttpResponseBase:
    batch = _batch_or_404(request, pk)
    response = StreamingHttpResponse(
        shown.as_csv(batch, queries.all_batch_items(batch)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="batch-{batch.pk}.csv"'
    return response


def _batch_or_404(request: SignedIn, pk: int) -> Batch:
    """Find the batch. One of revisions is for everybody; one of an unsaved text, for its owner and for editors."""
    batch = queries.batch(pk)
    if batch is None or not _visible(request, batch):
        raise Http404(f"There is no batch {pk}, or it is not for you.")
    return batch


def _visible(request: SignedIn, batch: Batch) -> bool:
    if batch.owner_id == request.user.pk or request.role.includes(Role.EDITOR):
        return True
    return queries.were_saved(batch.script, [bytes(text) for text in (batch.source, batch.against) if text is not None])
