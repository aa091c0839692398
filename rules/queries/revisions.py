"""Revisions: one, a page of them, and where their lines came from. Lists never load a text that they do not show."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import reduce
from hashlib import sha256
from operator import and_, or_
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BinaryField, BooleanField, Func, Q, QuerySet, Value
from django.db.models.functions import Length

from rules.models import Revision, Script

LONGEST_NUMBER = 9
"""The digits of a number that a revision may have."""
PER_PAGE = 50


def revisions_of(of: Script) -> QuerySet[Revision]:
    """Return the script's revisions, newest first, without their texts."""
    return Revision.objects.filter(script_id=of.pk).defer("source")


def latest(of: Script) -> Revision | None:
    return Revision.objects.filter(script_id=of.pk).first()


def latest_number(of: Script) -> int | None:
    """Return the number of the latest revision; None where none was saved yet."""
    return revisions_of(of).values_list("number", flat=True).first()


def revision(of: Script, number: int | None) -> Revision | None:
    """Return the revision with its script; None also for no number."""
    if number is None:
        return None
    return Revision.objects.select_related("script").filter(script_id=of.pk, number=number).first()


def were_saved(of: Script, texts: Iterable[bytes]) -> bool:
    """Whether each of these texts is that of a revision."""
    digests = {sha256(text).hexdigest() for text in texts}
    saved = Revision.objects.filter(script_id=of.pk, sha256__in=digests)
    return saved.order_by().values("sha256").distinct().count() == len(digests)


def revision_before(a: Revision) -> Revision | None:
    return Revision.objects.filter(script=a.script, number=a.number - 1).first()


def revisions_like(typed: str, most: int) -> QuerySet[Revision]:
    """Return the newest revisions of all scripts whose message has these words, and those whose number is typed."""
    wanted = reduce(and_, (Q(message__icontains=word) for word in typed.split()), Q())
    digits = typed.lower().removeprefix("revision").strip()
    if digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST_NUMBER:
        wanted |= Q(number=int(digits))
    return Revision.objects.filter(wanted).defer("source").select_related("script").order_by("-created_at")[:most]


def revision_page(of: Script, number: str | int = 1, search: str = "") -> Page[Revision]:
    """Return the nearest page there is: a number out of range is not an error. With words to search for only revisions
    whose message has them, or with which a text with them came (`came`) or went (`went`)."""
    if not search:
        return Paginator(revisions_of(of), PER_PAGE).get_page(number)
    holding = set(_holding(of, search))
    went = {number + 1 for number in holding} - holding
    came = {number for number in holding if number - 1 not in holding}
    found = revisions_of(of).filter(Q(message__icontains=search) | Q(number__in=came | went))
    page = Paginator(found, PER_PAGE).get_page(number)
    for shown in page.object_list:
        shown.came, shown.went = shown.number in came, shown.number in went
    return page


def _holding(of: Script, words: str) -> QuerySet[Revision, int]:
    """Return the numbers of the revisions whose text has these words, letter by letter, in either encoding."""
    needles = {words.encode("utf-8", "replace")}
    with suppress(UnicodeEncodeError):
        needles.add(words.encode("latin-1"))
    held = [Position("source", Value(needle, output_field=BinaryField())) for needle in sorted(needles)]
    found = Revision.objects.filter(reduce(or_, map(Q, held)), script_id=of.pk)
    return found.order_by().values_list("number", flat=True)


class Position(Func):
    """An SQL expression: whether one value of bytes holds another one."""

    template = "INSTR(%(expressions)s) > 0"
    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        text, needle = self.get_source_expressions()
        turned = Position(needle, text)
        return turned.as_sql(
            compiler, connection, template="POSITION(%(expressions)s) > 0", arg_joiner=" IN ", **context
        )


MOST_BLAMED = 32 * 1024 * 1024
"""The bytes of text that are searched for the origin of lines."""


def texts_until(last: Revision) -> Iterator[tuple[int, bytes]]:
    """Yield number and text of the revisions up to that one, oldest first; not the oldest ones where that is too
    much."""
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
    """Return, for each revision that brought back an old text, the number of that text's revision."""
    found = Revision.objects.filter(script_id=last.script_id, number__lte=last.number, reverts__isnull=False)
    return dict(found.order_by().values_list("number", "reverts__number"))


def revisions_by_number(of: Script, numbers: Collection[int]) -> dict[int, Revision]:
    """Return revisions by number, without their texts."""
    return {each.number: each for each in revisions_of(of).filter(number__in=numbers)}


def revision_of_text(of: Script, sha256: str) -> Revision | None:
    """The newest that has this text, if any."""
    return Revision.objects.filter(script_id=of.pk, sha256=sha256).first()
