"""Two saves that conflict: what each changed since their common parent, and the ways on."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.http import HttpResponse
from django.shortcuts import render

from rules.forms.save import HAND, SaveForm
from rules.models import Revision, Script, source_of
from rules.services.errors import StaleParent
from rules.text import encoding
from rules.text.merge import ChangedBy, Choice, MergePlace, marked, merged, three_way
from rules.web.access import SignedIn

AROUND = 2
"""The unchanged lines that are shown before a place."""
MOST_SHOWN = 200
"""The most places that only one changed to show. The others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPlace:
    """A changed place with the lines before it. Lines of the texts come with whether they differ from what was before;
    `choice` is what was chosen so far."""

    place: MergePlace
    before: tuple[str, ...]
    base: list[tuple[str, bool]]
    mine: list[tuple[str, bool]]
    theirs: list[tuple[str, bool]]
    choice: Choice | None
    author: str

    @property
    def taken(self) -> str:
        """Say whose change is taken, where nobody has to choose."""
        return {
            ChangedBy.BOTH: "both of you made the same change",
            ChangedBy.MINE: "only you changed it: taken",
        }.get(self.place.changed_by, f"only {self.author} changed it: taken")

    @property
    def choices(self) -> list[tuple[Choice, str, bool]]:
        """Return the choices, each with its label and whether it was chosen."""
        labels = {
            Choice.THEIRS: f"{self.author}'s",
            Choice.MINE: "Yours",
            Choice.THEIRS_THEN_MINE: "Theirs, then yours",
            Choice.MINE_THEN_THEIRS: "Yours, then theirs",
        }
        return [(choice, label, choice is self.choice) for choice, label in labels.items()]


def places_of(parent: Revision | None, latest: Revision, mine: str) -> list[MergePlace]:
    base, theirs = (plain_text(source_of(revision)) for revision in (parent, latest))
    return three_way(base, encoding.unified(mine), theirs)


def choices_of(sent: Mapping[str, str], places: list[MergePlace]) -> dict[int, Choice]:
    """Return the choices by the number of the clash; those without a choice are missing."""
    asked = {place.number: sent.get(f"place-{place.number}") for place in places if place.changed_by is ChangedBy.CLASH}
    return {number: Choice(choice) for number, choice in asked.items() if choice in list(Choice)}


def plain_text(source: bytes) -> str:
    return encoding.unified(encoding.to_text(source))


def conflict_page(
    request: SignedIn,
    script: Script,
    form: SaveForm,
    *,
    parent: Revision | None,
    latest: Revision,
    problem: str = "",
    choices: Mapping[int, Choice] | None = None,
    status: int = 409,
) -> HttpResponse:
    """Render the conflict. `problem` says why the choice that was made cannot be followed."""
    mine = form["source"].value() or ""
    places = places_of(parent, latest, mine)
    shown, left_out = _shown(places, choices or {}, latest.author_name)
    context = {
        "script": script,
        "sentence": str(StaleParent(parent=parent, latest=latest)),
        "parent": parent,
        "latest": latest,
        "source": mine,
        "by_hand": (request.POST.get("by_hand") if problem else None) or _begun(places),
        "theirs": plain_text(source_of(latest)),
        "places": shown,
        "left_out": left_out,
        "clashes": sum(place.changed_by is ChangedBy.CLASH for place in places),
        "save_form": form,
        "writes_by_hand": request.POST.get("how") == HAND,
        "problem": problem,
    }
    return render(request, "rules/scripts/revision_conflict.html", context, status=422 if problem else status)


def _begun(places: list[MergePlace]) -> str:
    """Return the text for merging by hand: all that only one person changed, and one's own lines where both did."""
    return merged(places, {place.number: Choice.MINE for place in places if place.changed_by is ChangedBy.CLASH})


def _shown(places: list[MergePlace], choices: Mapping[int, Choice], author: str) -> tuple[list[ShownPlace], int]:
    """Return the clashes to show, and how many are not shown."""
    changed = [
        (before, place)
        for before, place in pairwise([None, *places])
        if place and place.changed_by is not ChangedBy.NOBODY
    ]
    taken = [place for _, place in changed if place.changed_by is not ChangedBy.CLASH][MOST_SHOWN:]
    left_out = {id(place) for place in taken}
    return [
        ShownPlace(
            place=place,
            before=before.base[-AROUND:] if before and before.changed_by is ChangedBy.NOBODY else (),
            base=marked(place.base, place.base),
            mine=marked(place.base, place.mine),
            theirs=marked(place.base, place.theirs),
            choice=choices.get(place.number),
            author=author,
        )
        for before, place in changed
        if id(place) not in left_out
    ], len(taken)
