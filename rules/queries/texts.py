"""The texts of a script that a person can choose: the person's own draft, or a revision."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from rules.models import Draft, NamedText, Script, as_stored, source_of
from rules.queries.revisions import revision, revisions_of

DRAFT = "draft"
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
        """Return key and name of each text: the draft first where there is one, then the revisions, newest first."""
        revisions = revisions_of(self.script)[:OFFERED]
        named = [(str(each.number), self._named(each.number, each.message)) for each in revisions]
        return ([(DRAFT, "My draft, not saved yet")] if self.draft else []) + named

    def chosen(self, choice: str) -> NamedText:
        """Return the text, named in a few words for later readers. Raises UnusableText for a draft that no revision
        could hold."""
        if choice == DRAFT and self.draft:
            source = as_stored(bytes(self.draft.text).decode(), self.draft.started_from)
            return NamedText(source=source, name="draft")
        return NamedText(source=source_of(revision(self.script, int(choice))), name=self._named(int(choice)))

    def _named(self, number: int, message: str = "") -> str:
        live = self.script.live
        name = f"Revision {number}" + (", live" if live and live.number == number else "")
        return f"{name}: {message[:60]}" if message else name
