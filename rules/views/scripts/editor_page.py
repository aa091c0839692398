"""The context of the editor's page, with the dry run beside it, for every view that renders it."""

from typing import Any

from rules import queries
from rules.forms.dry_run import DryRunForm
from rules.forms.save import SaveForm
from rules.models import Draft, Revision, Script, as_stored, source_of
from rules.models.roles import Role
from rules.presentation.draft_offer import offer_of
from rules.presentation.lint_review import Review, review
from rules.text import encoding
from rules.views.lookup import number_in
from rules.views.replays.shadow_lines import running_lines
from rules.views.scenarios.scores import score_of
from rules.views.scripts.delivery_status import delivery_status
from rules.views.scripts.fuse_card import fuse_card
from rules.vpop3 import versions
from rules.vpop3.versions import Version
from rules.web.access import SignedIn
from rules.wiring import linting

IN_MENU = 20
COMPARABLE = 50


def context(
    request: SignedIn,
    script: Script,
    revision: Revision | None,
    *,
    source: str | None = None,
    draft: Draft | None = None,
    save_form: SaveForm | None = None,
    dry_run_form: DryRunForm | None = None,
) -> dict[str, Any]:
    """`revision` is the one whose text is shown, unless `source` is what was typed since, which `draft` keeps."""
    latest = queries.revisions_of(script)[:IN_MENU]
    shown = _shown(revision) if source is None else source
    can_edit = request.role.includes(Role.EDITOR) and not script.archived_at
    others = queries.drafts_of(script, request.user, without=draft)
    offers = [offer_of(other, shown, script.live) for other in others if request.role.includes(Role.EDITOR)]
    dry_run_form = dry_run_form or DryRunForm(initial=last_inputs(request))
    return fields_context(request, script) | {
        "script": script,
        "revision": revision,
        "live": script.live,
        "state": delivery_status(script),
        "source": shown,
        "typed": source is not None,
        "draft": draft,
        "offers": [offer for offer in offers if offer],
        "parent": latest[0].number if latest else None,
        "older": source is None and bool(revision) and revision != latest[0],
        "revisions": latest,
        "save_form": save_form or SaveForm(),
        "dry_run_form": dry_run_form,
        "review": _review(revision, source, _version(dry_run_form)),
        "score": score_of(revision) if source is None else None,
        "card": fuse_card(running) if (running := queries.open_fuse(script)) else None,
        "shadows": running_lines(request, script),
        "can_edit": can_edit,
        "can_publish": request.role.includes(Role.PUBLISHER),
    }


def typed_context(request: SignedIn, script: Script, form: SaveForm) -> dict[str, Any]:
    """Return a context that keeps the typed text on the page, with the revision that it started from and the draft that
    it is kept in."""
    source, parent, version = (form[name].value() or "" for name in ("source", "parent", "draft"))
    revision = queries.revision(script, number_in(parent)) or queries.latest(script)
    draft = queries.draft(script, request.user, version)
    return context(request, script, revision, source=source, draft=draft, save_form=form) | {"parent": parent}


def fields_context(request: SignedIn, script: Script) -> dict[str, Any]:
    """Return what is shown beside the form: the person's presets, and the revisions that a text may be compared
    with."""
    return {
        "presets": queries.presets_of(request.user),
        "comparable": queries.revisions_of(script)[:COMPARABLE],
    }


def last_inputs(request: SignedIn) -> dict[str, str]:
    """Return the form's fields as the person's last dry run had them, or the preset that the address names."""
    preset = queries.preset(request.user, request.GET.get("preset", ""))
    return preset.run_inputs.to_dict() if preset else {}


def _shown(revision: Revision | None) -> str:
    return encoding.to_text(source_of(revision)) if revision else ""


def _review(revision: Revision | None, typed: str | None, version: Version) -> Review:
    try:
        source = source_of(revision) if typed is None else as_stored(typed, revision)
    except encoding.UnusableText as error:
        return Review(version=version, problem=str(error))
    return review(version, *linting.review(source, version))


def _version(form: DryRunForm) -> Version:
    """Return the version chosen beside the editor, or the current one where that is none."""
    try:
        return Version.parse(str(form["version"].value()))
    except ValueError:
        return versions.CURRENT
