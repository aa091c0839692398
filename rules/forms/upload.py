"""A file that becomes a revision."""

from base64 import b64decode, b64encode

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from rules.forms.sentences import HouseForm
from rules.models import MAX_MESSAGE, MESSAGE_NEEDED
from rules.text import encoding
from rules.text.size import MAX_SOURCE

MARK = "file:"
"""The prefix of the bytes that are kept, as a file may have none."""
MOST_KEPT = len(MARK) + 4 * (MAX_SOURCE // 3 + 1)


class UploadForm(HouseForm):
    """`file` becomes its bytes. `parent` is the number of the latest revision when the page was opened.

    A browser cannot be given back the file that was chosen, so a form that is shown again holds its bytes in `kept`.
    """

    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".lua,.LUA,.old,.OLD,text/plain"}),
    )
    message = forms.CharField(
        label="What changed, in a few words",
        max_length=MAX_MESSAGE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": MESSAGE_NEEDED},
    )
    parent = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    kept = forms.CharField(required=False, max_length=MOST_KEPT, widget=forms.HiddenInput)

    def clean_file(self) -> bytes:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return self._kept()
        try:
            encoding.check_size(file.size or 0)
            source: bytes = file.read()
            encoding.check(source)
        except encoding.UnusableText as error:
            raise ValidationError(str(error)) from None
        return source

    def _kept(self) -> bytes:
        mark, kept = self.data.get("kept", "")[: len(MARK)], self.data.get("kept", "")[len(MARK) : MOST_KEPT]
        try:
            source = b64decode(kept, validate=True)
            encoding.check_size(len(source))
            encoding.check(source)
        except (ValueError, encoding.UnusableText):
            mark = ""
        if mark != MARK:
            raise ValidationError("Choose a file.")
        return source

    def keep(self) -> None:
        """Prepare a form that is shown again: what was read of the file is sent again with the rest."""
        source = self.cleaned_data.get("file")
        self.put("kept", "" if source is None else MARK + b64encode(source).decode())

    @property
    def kept_size(self) -> int | None:
        """The size of the kept file in bytes; None where no file is kept."""
        kept: str = self.data.get("kept", "")
        return len(b64decode(kept.removeprefix(MARK))) if kept else None
