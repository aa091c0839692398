"""The saving of a script's text as its next revision."""

from dataclasses import dataclass
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction

from rules.models import MAX_MESSAGE, MESSAGE_NEEDED, Revision, Script
from rules.services import audit, drafts, scenario_results
from rules.services.archived import locked
from rules.services.errors import Refused, StaleParent
from rules.text import encoding


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """`created` is false where the text is that of the latest revision already: none was added."""

    revision: Revision
    created: bool


def save(
    *,
    script: Script,
    source: bytes,
    message: str,
    actor: User | None,
    parent: int | None,
    tab: str = "",
    draft: str = "",
    reverts: Revision | None = None,
    address: str | None = None,
) -> Saved:
    """Append a revision. `parent` is the number that the author started from, None for an empty script; `tab` and
    `draft` say which draft of the author's goes, as in `drafts.keep`.

    A text that an older revision had already is a revert and names that one (`reverts`, or the latest with it). A
    text that does not load may be saved; it may not be published. Raises StaleParent when someone else saved
    meanwhile, and Refused when the text or message cannot be kept, or the script is archived.
    """
    check(source, message)
    with transaction.atomic():
        script = locked(script)  # numbers are given one after the other
        latest = script.revisions.first()
        same = latest if latest and latest.sha256 == sha256(source).hexdigest() else None
        if latest and not same and latest.number != parent:
            raise StaleParent(parent=_numbered(script, parent), latest=latest)
        revision = same or _append(script, latest, source, message.strip(), actor, reverts)
        if not same:
            audit.record(action="revision_save", actor=actor, script=script, revision=revision, address=address)
            scenario_results.try_soon(revision)
        drafts.forget(script=script, user=actor, tab=tab, version=draft, source=source)
    return Saved(revision=revision, created=not same)


def _append(
    script: Script,
    latest: Revision | None,
    source: bytes,
    message: str,
    actor: User | None,
    reverts: Revision | None,
) -> Revision:
    digest = sha256(source).hexdigest()
    return Revision.objects.create(
        script=script,
        number=latest.number + 1 if latest else 1,
        source=source,
        sha256=digest,
        message=message,
        author=actor,
        author_name=audit.name_of(actor),
        parent=latest,
        reverts=reverts or script.revisions.filter(sha256=digest).first(),
    )


def check(source: bytes, message: str) -> None:
    """Check that the text can be saved. Raises Refused if it never can."""
    try:
        encoding.check(source)
    except encoding.UnusableText as error:
        raise Refused(str(error)) from None
    if not message.strip():
        raise Refused(MESSAGE_NEEDED)
    if len(message) > MAX_MESSAGE:
        raise Refused(f"The message has {len(message)} characters; at most {MAX_MESSAGE} are kept.")


def _numbered(script: Script, number: int | None) -> Revision | None:
    return script.revisions.filter(number=number).first() if number else None
