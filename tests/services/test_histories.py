"""Whatever several people do in whatever order: numbers have no gaps, nothing changes once written, all is audited."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from rules.models import AuditEntry, Script
from rules.services import drafts, publishing, revisions, scripts
from rules.services.errors import Refused, StaleParent
from tests.people import person

PEOPLE = ("anna", "ben")
NAMES = st.sampled_from(PEOPLE)
TEXTS = st.sampled_from([b"return 1\n", b"return 2\n", b"return 3\r\n", b"-- caf\xe9", b""])
BROKEN = b"return return\n"


class Histories(RuleBasedStateMachine):
    """The model: the texts in order, what is live, what each person opened last, the audit."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.script = scripts.create_script(name="mxserverrules.lua", actor=None)
        self.texts: list[bytes] = []
        self.live: int | None = None
        self.opened: dict[str, int | None] = dict.fromkeys(PEOPLE)
        self.audit = [("script_create", "command line", None)]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @rule(name=NAMES)
    def open(self, name: str) -> None:
        self.opened[name] = len(self.texts) or None

    @rule(name=NAMES, source=TEXTS | st.just(BROKEN))
    def save(self, name: str, source: bytes) -> None:
        """Stale whenever the other one saved since this one opened it."""
        self._save(name, source, self.opened[name])

    @precondition(lambda self: self.texts)
    @rule(name=NAMES, data=st.data())
    def revert(self, name: str, data: st.DataObject) -> None:
        old = self.script.revisions.get(number=data.draw(st.integers(1, len(self.texts))))
        self._save(name, bytes(old.source), len(self.texts), reverts=old)

    def _save(self, name: str, source: bytes, parent: int | None, **more: object) -> None:
        stale = bool(self.texts) and source != self.texts[-1] and parent != len(self.texts)
        new = not self.texts or source != self.texts[-1]
        try:
            actor = User.objects.get(username=name)
            saved = revisions.save(script=self.script, source=source, message="Why", actor=actor, parent=parent, **more)
        except StaleParent:
            assert stale
            return
        assert not stale
        assert saved.created is new
        if new:
            self.texts.append(source)
            self.audit.append(("revision_save", name, len(self.texts)))
            assert saved.revision.number == len(self.texts)
        self.opened[name] = len(self.texts)

    @precondition(lambda self: self.texts)
    @rule(name=NAMES, data=st.data())
    def publish(self, name: str, data: st.DataObject) -> None:
        """What was reviewed may be another text, or against another live revision, by then."""
        number = data.draw(st.integers(1, len(self.texts)), label="number")
        reviewed = data.draw(st.integers(1, len(self.texts)), label="reviewed")
        replaces = data.draw(st.sampled_from([self.live, 1, 2]), label="replaces")
        sha256 = self.script.revisions.get(number=reviewed).sha256
        source = self.texts[number - 1]
        wanted = self.texts[reviewed - 1] == source != BROKEN and self.live != number and replaces == self.live
        try:
            publishing.publish(
                script=self.script,
                revision=self.script.revisions.get(number=number),
                sha256=sha256,
                replaces=replaces,
                reason="Because",
                actor=User.objects.get(username=name),
            )
        except Refused:
            assert not wanted
            return
        assert wanted
        self.live = number
        self.audit.append(("revision_publish", name, number))

    @rule(name=NAMES, text=TEXTS)
    def type(self, name: str, text: bytes) -> None:
        user = User.objects.get(username=name)
        drafts.keep(script=self.script, user=user, text=text.decode("latin-1"), parent=self.opened[name])

    @invariant()
    def numbers_have_no_gaps_and_no_text_changed(self) -> None:
        stored = list(self.script.revisions.order_by("number").values_list("number", "source", "parent__number"))
        assert [(number, bytes(source)) for number, source, _ in stored] == list(enumerate(self.texts, 1))
        assert [parent for *_, parent in stored] == [number - 1 or None for number, *_ in stored]

    @invariant()
    def what_is_live_is_there_and_is_what_was_published(self) -> None:
        live = Script.objects.select_related("live").get().live
        assert (live.number if live else None) == self.live

    @invariant()
    def the_audit_is_complete(self) -> None:
        entries = AuditEntry.objects.order_by("pk").values_list("action", "actor_name", "revision__number")
        assert list(entries) == self.audit


@pytest.mark.django_db
def test_any_sequence_of_saves_reverts_publishes_and_stale_saves_keeps_the_promises():
    for name in PEOPLE:
        person(None, name)
    run_state_machine_as_test(Histories, settings=settings(max_examples=20, stateful_step_count=15))
