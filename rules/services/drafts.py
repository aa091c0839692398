"""What was typed and not saved yet, kept per person and script. Drafts are nobody else's business: no audit entry."""

from uuid import uuid4

from django.contrib.auth.models import User
from django.db import transaction

from rules import scripttext
from rules.models import Draft, Script
from rules.services.archived import refuse_archived
from rules.services.errors import Refused

MOST = 2 * scripttext.MAX_SOURCE
"""Bytes. Beyond what may be saved, so that a text that is a little too long is kept until it is shortened."""


class OtherTab(Refused):
    """Another page of the same person wrote, saved or discarded the draft since this page read it."""

    def __init__(self, draft: Draft | None) -> None:
        done = "has newer unsaved changes" if draft else "saved or discarded the draft meanwhile"
        super().__init__(f"Another tab or device of yours {done}.")
        self.draft = draft


def keep(
    *, script: Script, user: User, text: str, parent: int | None, tab: str = "", version: str | None = None
) -> Draft | None:
    """Writes the draft anew. `version` is that of the draft which the page knows, "" for none, None for any.

    Gives None, and keeps no draft, where the text is that of the latest revision: nothing is unsaved then. Raises
    OtherTab, and changes nothing, when another page wrote since; Refused when the text is too long.
    """
    kept = scripttext.unified(text).encode("utf-8", "replace")
    if len(kept) > MOST:
        raise Refused(f"The draft has {len(kept):,} bytes; at most {MOST:,} are kept.")
    with transaction.atomic():
        script = Script.objects.select_for_update().get(pk=script.pk)
        refuse_archived(script)
        now = Draft.objects.filter(script=script, user=user).first()
        if version is not None and not _knows(now, tab, version):
            raise OtherTab(now)
        latest = script.revisions.first()
        if latest and scripttext.unified(scripttext.to_text(bytes(latest.source))) == kept.decode():
            discard(script=script, user=user)
            return None
        draft = now or Draft(script=script, user=user)
        draft.text, draft.tab, draft.version = kept, tab, uuid4().hex
        draft.started_from = script.revisions.filter(number=parent).first() if parent else None
        draft.save()
    return draft


def discard(*, script: Script, user: User) -> None:
    Draft.objects.filter(script_id=script.pk, user=user).delete()


def forget(*, script: Script, user: User | None, tab: str, source: bytes) -> None:
    """The text became a revision: its draft goes, unless another tab has written something else into it."""
    draft = Draft.objects.filter(script=script, user=user).first() if user else None
    if draft and (draft.tab == tab or scripttext.unified(scripttext.to_text(source)) == bytes(draft.text).decode()):
        draft.delete()


def _knows(draft: Draft | None, tab: str, version: str) -> bool:
    """A page that wrote it last may go on although the answer with the new version never arrived."""
    return version == draft.version or draft.tab == tab != "" if draft else version == ""
