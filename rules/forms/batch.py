"""The form of a batch: the text to run, the text to compare with, and the destinations."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from rules.dryrun.run_inputs import BatchInputs
from rules.dryrun.scenario import draw_seed
from rules.forms.dry_run import HIGHEST_ID, LONGEST_NAME, MOST_RETRIES, dns_choices
from rules.forms.fields import SizeField, SourceField
from rules.forms.sentences import HouseForm
from rules.models import MAX_DESTINATIONS, NamedText
from rules.outqueue.connection.unavailable import Unavailable
from rules.outqueue.statistics.busiest_destinations import Destination
from rules.resolver import domain_list
from rules.resolver.domain_list import DomainList
from rules.text.encoding import UnusableText
from rules.vpop3 import versions

MAX_LIST = 1024 * 1024
NONE, TYPED = "none", "typed"


class BatchForm(HouseForm):
    tried = forms.ChoiceField(label="Run")
    against = forms.ChoiceField(label="Compare with")
    domains = forms.CharField(
        label="Destinations",
        required=False,
        max_length=MAX_LIST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocapitalize": "off"}),
        help_text="Domains or e-mail addresses, as they are pasted; or a table (CSV) with its head; at most "
        f"{MAX_DESTINATIONS:,}.",
    )
    upload = forms.FileField(label="or a text file", required=False, help_text="Read the same way; at most 1 MB.")
    busiest = forms.IntegerField(
        label="or the busiest of the last day",
        required=False,
        min_value=1,
        max_value=MAX_DESTINATIONS,
        help_text="This many destinations, by the send attempts in VPOP3's queue.",
    )
    retries = forms.IntegerField(label="Retries so far", min_value=0, max_value=MOST_RETRIES, initial=0)
    size = SizeField(label="Message size", max_length=50, initial="20KB")
    version = forms.ChoiceField(
        label="VPOP3 version",
        choices=[(str(version), str(version)) for version in reversed(versions.CHOICES)],
        initial=str(versions.CURRENT),
    )
    connection_id = forms.IntegerField(label="ConnectionId", min_value=0, max_value=HIGHEST_ID, initial=1)
    connection_name = forms.CharField(
        label="ConnectionName", max_length=LONGEST_NAME, required=False, strip=False, initial="Main"
    )
    source = SourceField(required=False, label="Script", max_length=4_000_000)
    parent = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None,
        *,
        texts: Sequence[tuple[str, str]],
        live: int | None,
        find_text: Callable[[str], NamedText],
        find_typed: Callable[[str, int | None], NamedText],
        find_busiest: Callable[[], Sequence[Destination]],
        initial: dict[str, Any] | None = None,
    ) -> None:
        """`texts` are the keys and names of what can run, and `live` the number of the live revision. `find_text` reads
        one of them by its key, `find_typed` a text that is not saved, as it would be stored on top of a revision; both
        may raise UnusableText. `find_busiest` reads the queue, and may raise Unavailable."""
        super().__init__(data, files, initial=initial)
        self.find_text, self.find_typed, self.find_busiest = find_text, find_typed, find_busiest
        offered = [(TYPED, "The text in the editor, not saved"), *texts] if self.typed else list(texts)
        self.has_texts = bool(offered)
        self.fields["tried"].choices = offered  # type: ignore[attr-defined]
        self.fields["against"].choices = [(NONE, "Nothing"), *texts]  # type: ignore[attr-defined]
        self.fields["against"].initial = str(live or NONE)
        self.fields["dns"] = forms.ChoiceField(label="DNS", choices=dns_choices(), initial=dns_choices()[0][0])

    @property
    def typed(self) -> bool:
        """Whether there is a text that was typed."""
        return bool(self["source"].value())

    @property
    def inputs(self) -> list[forms.BoundField]:
        return [self[name] for name in ("retries", "size", "version", "connection_id", "connection_name", "dns")]

    def clean_upload(self) -> str:
        upload = self.cleaned_data["upload"]
        if upload is None:
            return ""
        if upload.size > MAX_LIST:
            raise forms.ValidationError(f"The file has {upload.size:,} bytes; at most {MAX_LIST:,} are read.")
        try:
            text: str = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(f"The file is not UTF-8 text (byte {error.start}).") from None
        return text

    def clean_busiest(self) -> tuple[str, ...]:
        count = self.cleaned_data["busiest"]
        if count is None:
            return ()
        try:
            found = self.find_busiest()
        except Unavailable as error:
            raise forms.ValidationError(str(error)) from None
        return tuple(destination.domain for destination in found[:count])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("tried", "against"):
            try:
                cleaned[name] = self._text(cleaned.get(name, NONE))
            except UnusableText as error:
                self.add_error(name, str(error))
        return cleaned

    def _text(self, choice: str) -> NamedText | None:
        if choice == TYPED:
            return self.find_typed(self.cleaned_data.get("source", ""), self.cleaned_data.get("parent"))
        return None if choice == NONE else self.find_text(choice)

    def keep(self) -> None:
        """Prepare a form that is shown again: a browser cannot be given back a file, so its text becomes the list."""
        upload: str = self.cleaned_data.get("upload", "")
        if upload and not self.data.get("domains", "").strip():
            self.put("domains", upload)

    def listed(self) -> DomainList:
        """Return the destinations of a valid form: what was typed, then what was uploaded, then the busiest."""
        cleaned = self.cleaned_data
        parts = (cleaned["domains"], cleaned["upload"], "\n".join(cleaned["busiest"]))
        return domain_list.joined(map(domain_list.read, parts))

    def values(self) -> BatchInputs:
        """Return the inputs that every dry run of a valid form has. Both texts get the same seed."""
        return BatchInputs(**{bound.name: self.cleaned_data[bound.name] for bound in self.inputs}, seed=draw_seed())
