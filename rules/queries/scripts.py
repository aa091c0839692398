"""Scripts by name, and the text that a command asks for."""

from django.db.models import F, OuterRef, QuerySet, Subquery

from rules.models import Revision, Script
from rules.models.script_name import ROUTING_SCRIPT
from rules.queries.revisions import revision


def script(name: str) -> Script | None:
    """Return the script of that name, also by a name that it had before."""
    known = Script.objects.select_related("live").defer("live__source")
    return known.filter(name=name).first() or known.filter(former_names__name=name).first()


def all_scripts() -> QuerySet[Script]:
    """Return all scripts, archived ones last; each with `live_number`, `latest_number` and `latest_at`."""
    newest = Revision.objects.filter(script=OuterRef("pk"))[:1]
    return Script.objects.annotate(
        live_number=F("live__number"),
        latest_number=Subquery(newest.values("number")),
        latest_at=Subquery(newest.values("created_at")),
    ).order_by(F("archived_at").asc(nulls_first=True), "name")


def routing_script() -> Script:
    """Return the script that VPOP3 runs, unsaved while nobody has stored a text."""
    return script(ROUTING_SCRIPT) or Script(name=ROUTING_SCRIPT)


def source_for_command(number: int | None, name: str = ROUTING_SCRIPT) -> bytes:
    """The text of that revision of a script, or of the live one. Raises ValueError with a sentence."""
    of = script(name) or Script(name=name)
    found = of.live if number is None else revision(of, number)
    if found is None:
        what = "No revision is live yet" if number is None else f"There is no revision {number}"
        raise ValueError(f"{what} of {name}: name a file with --script, or a stored one with --revision.")
    return bytes(found.source)
