"""The texts of a script that a person can choose: one's own draft, or a revision."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from rules.models import Draft, Script, as_stored, source_of
from rules.queries.revisions import revision, revisions_of

DRAFT, NONE = "draft", "none"
OFFERED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of a script that one person may choose from."""

    script: Script
    draft: Draft | None

    @classmethod
    def of(cls, script: Script, user: User) -> "Texts":
        draft = Draft.objects.filter(script_id=script.pk, user=user).select_related("started_from").first()
        return cls(script=script, draft=draft)

    def choices(self) -> list[tuple[str, str]]:
        """The draft first where there is one, then the revisions, newest first."""
        revisions = revisions_of(self.script)[:OFFERED]
        named = [(str(each.number), self._named(each.number, each.message)) for each in revisions]
        return ([(DRAFT, "My draft, not saved yet")] if self.draft else []) + named

    def source(self, choice: str) -> bytes:
        """Return the text as bytes. Raises UnusableText for a draft that no revision could hold."""
        if choice == DRAFT and self.draft:
            started = self.draft.started_from
            return as_stored(bytes(self.draft.text).decode(), started)
        return source_of(revision(self.script, int(choice)))

    def name(self, choice: str) -> str:
        """Name the text in a few words, for later readers."""
        return "draft" if choice == DRAFT else self._named(int(choice))

    def _named(self, number: int, message: str = "") -> str:
        live = self.script.live
        name = f"Revision {number}" + (", live" if live and live.number == number else "")
        return f"{name}: {message[:60]}" if message else name
