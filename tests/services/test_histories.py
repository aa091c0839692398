"""Random histories of several people: numbers have no gaps, nothing changes once written, all is audited."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from rules.models import AuditEntry, Draft, Revision, Script
from rules.services import drafts, publishing, revisions, scripts
from rules.services.errors import ReasonNeeded, Refused, StaleParent
from rules.text.encoding import to_text, unified
from tests.people import person

PEOPLE = ("anna", "ben", "carl")
NAMES = st.sampled_from(PEOPLE)
TEXTS = st.sampled_from([b"return 1\n", b"return 2\n", b"return 3\r\n", b"-- caf\xe9", b""])
BROKEN = b"return return\n"

any_revision = precondition(lambda self: self.texts)
one_that_can_go_live = precondition(lambda self: self.publishable())


class Histories(RuleBasedStateMachine):
    """The model: the texts in order and their rows as they were first seen, what is live, what each person opened last
    and has typed, the audit."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.script = scripts.create_script(name="mail.lua", actor=None)
        self.texts: list[bytes] = []
        self.rows: list[dict[str, Any]] = []
        self.live: int | None = None
        self.opened: dict[str, int | None] = dict.fromkeys(PEOPLE)
        self.typed: dict[str, set[str]] = defaultdict(set)
        self.audit: list[tuple[Any, ...]] = [("script_create", "command line", None, {})]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @rule(name=NAMES)
    def open(self, name: str) -> None:
        self.opened[name] = len(self.texts) or None

    @rule(name=NAMES, source=TEXTS | st.just(BROKEN))
    def save(self, name: str, source: bytes) -> None:
        """Stale whenever somebody else saved since this one opened it."""
        self._save(name, source, self.opened[name], brings_back=self._number_of(source))

    @any_revision
    @rule(name=NAMES, data=st.data())
    def revert(self, name: str, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, len(self.texts)), label="number")
        old = self._revision(number)
        self._save(name, bytes(old.source), len(self.texts), brings_back=number, reverts=old)

    def _save(self, name: str, source: bytes, parent: int | None, *, brings_back: int | None, **more: object) -> None:
        stale = bool(self.texts) and source != self.texts[-1] and parent != len(self.texts)
        new = not self.texts or source != self.texts[-1]
        message = f"Change {len(self.audit)}"
        conflict = None
        try:
            saved = revisions.save(
                script=self.script, source=source, message=f" {message}", actor=_user(name), parent=parent, **more
            )
        except StaleParent as told:
            conflict = told
        assert (conflict is not None) is stale
        if conflict:
            assert conflict.latest.number == len(self.texts)
            assert (conflict.parent and conflict.parent.number) == parent
            return
        assert saved.created is new
        if new:
            self._remember(name, source, message, brings_back)
        assert saved.revision.number == len(self.texts)
        self.opened[name] = len(self.texts)
        self.typed[name].discard(unified(to_text(source)))

    def _remember(self, name: str, source: bytes, message: str, brings_back: int | None) -> None:
        number = len(self.texts) + 1
        self.texts.append(source)
        self.audit.append(("revision_save", name, number, {}))
        row = Revision.objects.values().get(script=self.script, number=number)
        by_number = dict(self.script.revisions.values_list("number", "pk"))
        assert (bytes(row["source"]), row["sha256"]) == (source, sha256(source).hexdigest())
        assert (row["message"], row["author_name"], row["author_id"]) == (message, name, _user(name).pk)
        assert (row["parent_id"], row["reverts_id"]) == (by_number.get(number - 1), by_number.get(brings_back))
        self.rows.append(row)

    @one_that_can_go_live
    @rule(name=NAMES, data=st.data())
    def publish(self, name: str, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.publishable()), label="number")
        self._publish(name, number)
        digest = self.rows[number - 1]["sha256"]
        detail = {"replaced": self.live, "sha256": digest, "checks": "not run", "reason": "Because"}
        self.audit.append(("revision_publish", name, number, detail))
        self.live = number

    @one_that_can_go_live
    @rule(name=NAMES, data=st.data())
    def publish_what_was_not_reviewed(self, name: str, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.publishable()), label="number")
        for other in (row["sha256"] for row in self.rows if row["sha256"] != self.rows[number - 1]["sha256"]):
            with self._refused():
                self._publish(name, number, sha256=other)
        with self._refused():
            self._publish(name, number, replaces=(self.live or 0) + 1)
        with self._refused(ReasonNeeded):
            self._publish(name, number, reason=" ")

    @any_revision
    @rule(name=NAMES)
    def publish_what_cannot_go_live(self, name: str) -> None:
        for number in set(range(1, len(self.texts) + 1)) - set(self.publishable()):
            with self._refused():
                self._publish(name, number)

    def publishable(self) -> list[int]:
        return [number for number, text in enumerate(self.texts, 1) if text != BROKEN and number != self.live]

    def _publish(self, name: str, number: int, **other: object) -> None:
        revision = self._revision(number)
        asked = {"sha256": revision.sha256, "replaces": self.live, "reason": "Because", **other}
        publishing.publish(script=self.script, revision=revision, actor=_user(name), **asked)

    @rule(name=NAMES, text=TEXTS)
    def type_a_draft(self, name: str, text: bytes) -> None:
        typed = text.decode("latin-1")
        drafts.keep(script=self.script, user=_user(name), text=typed, parent=self.opened[name])
        if not self.texts or unified(typed) != unified(to_text(self.texts[-1])):
            self.typed[name].add(unified(typed))

    @rule(name=NAMES)
    def archive_and_bring_back(self, name: str) -> None:
        scripts.archive(script=self.script, actor=_user(name))
        self.audit.append(("script_archive", name, None, {}))
        with self._refused():
            revisions.save(script=self.script, source=b"-- new", message="Why", actor=None, parent=len(self.texts))
        for number in self.publishable():
            with self._refused():
                self._publish(name, number)
        scripts.bring_back(script=self.script, actor=_user(name))
        self.audit.append(("script_bring_back", name, None, {}))

    @rule(name=NAMES)
    def rename(self, name: str) -> None:
        self.script.refresh_from_db()
        before, after = self.script.name, f"mail {len(self.audit)}.lua"
        scripts.rename(script=self.script, name=after, actor=_user(name))
        self.audit.append(("script_rename", name, None, {"before": before, "name": after}))

    @contextmanager
    def _refused(self, error: type[Refused] = Refused) -> Iterator[None]:
        """The invariants check that nothing was written."""
        with pytest.raises(error):
            yield

    def _revision(self, number: int) -> Revision:
        return self.script.revisions.get(number=number)

    def _number_of(self, source: bytes) -> int | None:
        """The newest with this text."""
        return max((number for number, text in enumerate(self.texts, 1) if text == source), default=None)

    @invariant()
    def numbers_have_no_gaps_and_nothing_of_a_revision_changed(self) -> None:
        stored = list(Revision.objects.order_by("number").values())
        assert [row["number"] for row in stored] == list(range(1, len(self.texts) + 1))
        assert stored == self.rows

    @invariant()
    def what_is_live_is_there_and_is_what_was_published(self) -> None:
        script = Script.objects.select_related("live").get()
        assert (script.live.number if script.live else None) == self.live
        assert (script.live_since is None) == (self.live is None)

    @invariant()
    def what_was_typed_is_kept_until_it_is_saved(self) -> None:
        for name in PEOPLE:
            kept = Draft.objects.filter(user__username=name).values_list("text", flat=True)
            assert sorted(bytes(text).decode() for text in kept) == sorted(self.typed[name])

    @invariant()
    def the_audit_is_complete(self) -> None:
        entries = AuditEntry.objects.order_by("pk").values_list("action", "actor_name", "revision__number", "detail")
        assert list(entries) == self.audit


def _user(name: str) -> User:
    return User.objects.get(username=name)


@pytest.mark.django_db
def test_any_sequence_of_saves_reverts_publishes_and_stale_saves_keeps_the_promises():
    for name in PEOPLE:
        person(None, name)
    run_state_machine_as_test(Histories, settings=settings(max_examples=20, stateful_step_count=25))
