"""Every read of mxadmin's own tables. Lists never load a text that they do not show."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from rules.models import Revision, Script

ROUTING_SCRIPT = "mxserverrules.lua"
"""The script that VPOP3 runs when it looks up where mail goes: there from the beginning, if only as an empty page."""

PER_PAGE = 50


def script(name: str) -> Script | None:
    return Script.objects.select_related("live").defer("live__source").filter(name=name).first()


def routing_script() -> Script:
    """Unsaved while nobody has stored a text."""
    return script(ROUTING_SCRIPT) or Script(name=ROUTING_SCRIPT)


def revisions(of: Script) -> QuerySet[Revision]:
    """Newest first, without their texts."""
    return Revision.objects.filter(script_id=of.pk).defer("source")


def latest(of: Script) -> Revision | None:
    return Revision.objects.filter(script_id=of.pk).first()


def revision(of: Script, number: int | None) -> Revision | None:
    """None also for no number. The script comes with it."""
    if number is None:
        return None
    return Revision.objects.select_related("script").filter(script_id=of.pk, number=number).first()


def before(a: Revision) -> Revision | None:
    return Revision.objects.filter(script=a.script, number=a.number - 1).first()


def revision_page(of: Script, number: str | int = 1) -> Page[Revision]:
    """The nearest page there is: a number out of range is not an error."""
    return Paginator(revisions(of), PER_PAGE).get_page(number)


def source_for_command(number: int | None) -> bytes:
    """The text of that revision of the routing script, or of the live one. Raises ValueError with a sentence."""
    of = routing_script()
    found = of.live if number is None else revision(of, number)
    if found is None:
        what = "No revision is live yet" if number is None else f"There is no revision {number}"
        raise ValueError(f"{what} of {ROUTING_SCRIPT}: name a file with --script, or a stored one with --revision.")
    return bytes(found.source)
