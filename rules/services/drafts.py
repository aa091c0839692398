"""Texts that were typed and not saved yet, kept per person and script. They are private, so there is no audit entry."""

from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from rules.models import Draft, Script, source_of
from rules.services.errors import Refused
from rules.text import encoding
from rules.text.size import MAX_SOURCE

MOST = 2 * MAX_SOURCE
"""The bytes of a draft. More than may be saved, so that a text that is a little too long is kept until it is
shortened."""
MOST_DRAFTS = 10
"""The drafts of one person and script: one for each page that was left with something unsaved."""


def keep(
    *, script: Script, user: User, text: str, parent: int | None, tab: str = "", version: str = ""
) -> Draft | None:
    """Replace the page's own draft, or begin one beside those of other pages.

    `version` is that of the draft which the page shows, `tab` the page's name for itself. Returns None, and keeps no
    draft, where the text is that of the latest revision: nothing is unsaved then. Raises Refused when the text is too
    long, or there are too many drafts for another one. Drafts are kept for an archived script too: they wait until it
    is brought back.
    """
    kept = encoding.unified(text).encode("utf-8", "replace")
    if len(kept) > MOST:
        raise Refused(f"The draft has {len(kept):,} bytes; at most {MOST:,} are kept.")
    with transaction.atomic():
        script = Script.objects.select_for_update().get(pk=script.pk)
        own = _own(script, user, tab, version)
        latest = script.revisions.first()
        if latest and encoding.unified(encoding.to_text(source_of(latest))) == kept.decode():
            own.delete()
            return None
        draft = own.first() or _of(script, user).filter(text=kept).first() or _another(script, user)
        draft.text, draft.tab, draft.version = kept, tab, uuid4().hex
        draft.started_from = script.revisions.filter(number=parent).first() if parent else None
        draft.save()
    return draft


def discard(*, script: Script, user: User, version: str) -> None:
    """Delete that draft, unless something else was written into it since."""
    _of(script, user).filter(version=version).delete()


def forget(*, script: Script, user: User | None, tab: str, version: str, source: bytes) -> None:
    """Delete the drafts of a text that became a revision: the page's own, and each that says the same."""
    if user:
        _own(script, user, tab, version).delete()
        _of(script, user).filter(text=encoding.unified(encoding.to_text(source)).encode()).delete()


def _another(script: Script, user: User) -> Draft:
    if _of(script, user).count() >= MOST_DRAFTS:
        raise Refused(
            f"You have {MOST_DRAFTS} drafts of {script} already, and no more are kept. "
            "Discard one above the editor, or save this text."
        )
    return Draft(script=script, user=user)


def _of(script: Script, user: User) -> QuerySet[Draft]:
    return Draft.objects.filter(script_id=script.pk, user=user)


def _own(script: Script, user: User, tab: str, version: str) -> QuerySet[Draft]:
    """Find the page's draft, by its name too, as the answer with the new version may never have arrived."""
    return _of(script, user).filter(Q(tab=tab) & ~Q(tab="") | Q(version=version) & ~Q(version=""))
