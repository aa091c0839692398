"""Every read of mxadmin's own tables. Lists never load a text that they do not show."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Page, Paginator
from django.db.models import BinaryField, BooleanField, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Length

from rules.models import (
    AuditEntry,
    Delivery,
    Draft,
    DryRun,
    Preset,
    PullToken,
    Revision,
    SavedView,
    Scenario,
    Script,
)
from rules.models.script_name import ROUTING_SCRIPT

PER_PAGE = 50


def script(name: str) -> Script | None:
    """Also by a name that it had before."""
    known = Script.objects.select_related("live").defer("live__source")
    return known.filter(name=name).first() or known.filter(former_names__name=name).first()


def scripts() -> QuerySet[Script]:
    """Archived ones last; each with `live_number`, `latest_number` and `latest_at`."""
    newest = Revision.objects.filter(script=OuterRef("pk"))[:1]
    return Script.objects.annotate(
        live_number=F("live__number"),
        latest_number=Subquery(newest.values("number")),
        latest_at=Subquery(newest.values("created_at")),
    ).order_by(F("archived_at").asc(nulls_first=True), "name")


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


def sign_in_locks(since: datetime) -> int:
    """How often somebody who guessed passwords had to wait."""
    return AuditEntry.objects.filter(action="sign_in_lock", at__gte=since).count()


def were_saved(of: Script, texts: Iterable[bytes]) -> bool:
    """Whether each of these texts is that of a revision."""
    digests = {sha256(text).hexdigest() for text in texts}
    saved = Revision.objects.filter(script_id=of.pk, sha256__in=digests)
    return saved.order_by().values("sha256").distinct().count() == len(digests)


def drafts(of: Script, user: User) -> QuerySet[Draft]:
    """The person's own, newest first, with the number of the revision that each started from."""
    mine = Draft.objects.select_related("started_from").defer("started_from__source")
    return mine.filter(script_id=of.pk, user=user)


def draft(of: Script, user: User, version: str) -> Draft | None:
    return drafts(of, user).filter(version=version).first()


def before(a: Revision) -> Revision | None:
    return Revision.objects.filter(script=a.script, number=a.number - 1).first()


def revision_page(of: Script, number: str | int = 1, search: str = "") -> Page[Revision]:
    """The nearest page there is: a number out of range is not an error. With words to search for only revisions whose
    message has them, or with which a text with them came (`came`) or went (`went`)."""
    if not search:
        return Paginator(revisions(of), PER_PAGE).get_page(number)
    holding = set(_holding(of, search))
    went = {number + 1 for number in holding} - holding
    came = {number for number in holding if number - 1 not in holding}
    found = revisions(of).filter(Q(message__icontains=search) | Q(number__in=came | went))
    page = Paginator(found, PER_PAGE).get_page(number)
    for shown in page.object_list:
        shown.came, shown.went = shown.number in came, shown.number in went
    return page


def _holding(of: Script, words: str) -> QuerySet[Revision, int]:
    """The numbers of the revisions whose text has these words, letter by letter, in either encoding."""
    needles = {words.encode("utf-8", "replace")}
    with suppress(UnicodeEncodeError):
        needles.add(words.encode("latin-1"))
    held = [Position("source", Value(needle, output_field=BinaryField())) for needle in sorted(needles)]
    found = Revision.objects.filter(reduce(or_, map(Q, held)), script_id=of.pk)
    return found.order_by().values_list("number", flat=True)


class Position(Func):
    """Whether one value of bytes holds another one."""

    template = "INSTR(%(expressions)s) > 0"
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        text, needle = self.get_source_expressions()
        turned = Position(needle, text)
        return turned.as_sql(
            compiler, connection, template="POSITION(%(expressions)s) > 0", arg_joiner=" IN ", **context
        )


MOST_BLAMED = 32 * 1024 * 1024
"""Bytes of text that are looked through to find where lines came from."""


def texts_until(last: Revision) -> Iterator[tuple[int, bytes]]:
    """Number and text of the revisions up to that one, oldest first; not the oldest ones where that is too much."""
    up_to = Revision.objects.filter(script_id=last.script_id, number__lte=last.number)
    sizes = up_to.order_by("-number").values_list("number", Length("source"))
    first, total = last.number, 0
    for number, size in sizes:
        total += size
        if total > MOST_BLAMED:
            break
        first = number
    rows = up_to.filter(number__gte=first).order_by("number").values_list("number", "source")
    for number, source in rows.iterator(chunk_size=50):
        yield number, bytes(source)


def reverted_until(last: Revision) -> dict[int, int]:
    """Of the revisions that brought back an old text, the number of that one."""
    found = Revision.objects.filter(script_id=last.script_id, number__lte=last.number, reverts__isnull=False)
    return dict(found.order_by().values_list("number", "reverts__number"))


def by_number(of: Script, numbers: Collection[int]) -> dict[int, Revision]:
    """Without their texts."""
    return {each.number: each for each in revisions(of).filter(number__in=numbers)}


def scenarios(of: Script) -> QuerySet[Scenario]:
    return Scenario.objects.filter(script_id=of.pk)


def deliveries(of: Script) -> QuerySet[Delivery]:
    """Newest first."""
    return Delivery.objects.filter(script_id=of.pk).select_related("revision").defer("revision__source")


def pull_tokens(of: Script) -> QuerySet[PullToken]:
    """Newest first, those revoked as well."""
    return PullToken.objects.filter(script_id=of.pk)


def pull_token(digest: str) -> PullToken | None:
    return PullToken.objects.select_related("script").filter(digest=digest).first()


def audit_entries(
    *,
    person: str = "",
    action: str = "",
    script: str = "",
    address: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """Newest first; what is empty does not matter. `person` is part of a name, whatever its case, `address` the
    beginning of one."""
    wanted: dict[str, object] = {
        "actor_name__icontains": person,
        "action": action,
        "script__name": script,
        "address__istartswith": address,
        "at__gte": since,
        "at__lt": until,
    }
    known = AuditEntry.objects.select_related("script", "revision").defer("revision__source")
    return known.filter(**{name: value for name, value in wanted.items() if value}).order_by("-pk")


def audit_actions() -> list[str]:
    """Those that occurred, by name."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())


def source_for_command(number: int | None, name: str = ROUTING_SCRIPT) -> bytes:
    """The text of that revision of a script, or of the live one. Raises ValueError with a sentence."""
    of = script(name) or Script(name=name)
    found = of.live if number is None else revision(of, number)
    if found is None:
        what = "No revision is live yet" if number is None else f"There is no revision {number}"
        raise ValueError(f"{what} of {name}: name a file with --script, or a stored one with --revision.")
    return bytes(found.source)


def saved_views(user: User) -> QuerySet[SavedView]:
    """By name."""
    return SavedView.objects.filter(user=user)


def saved_view(user: User, pk: int) -> SavedView | None:
    """None also for somebody else's."""
    return SavedView.objects.filter(user=user, pk=pk).first()


def dry_run(key: str) -> DryRun | None:
    """With its script and the revision that ran."""
    return DryRun.objects.select_related("script__live", "revision").filter(key=key).first()


def dry_runs(of: Script) -> QuerySet[DryRun]:
    """Newest first, without what they saw."""
    return DryRun.objects.filter(script_id=of.pk).defer("trace", "text", "inputs")


def recent_domains(user: User) -> list[str]:
    """Of the person's last dry runs, newest first."""
    recent = DryRun.objects.filter(owner=user).values_list("domain", flat=True)[:100]
    return list(dict.fromkeys(recent))


def presets(user: User) -> QuerySet[Preset]:
    """Those with a name, by it."""
    return Preset.objects.filter(user=user).exclude(name="")


def preset(user: User, name: str = "") -> Preset | None:
    """Without a name: the inputs of the last dry run."""
    return Preset.objects.filter(user=user, name=name).first()


def revision_of_text(of: Script, sha256: str) -> Revision | None:
    """The newest that has this text, if any."""
    return Revision.objects.filter(script_id=of.pk, sha256=sha256).first()
