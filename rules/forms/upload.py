"""A file that becomes a revision."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from rules.forms.sentences import HouseForm
from rules.models import MAX_MESSAGE
from rules.services.revisions import WHY
from rules.text import encoding


class UploadForm(HouseForm):
    """`file` becomes its bytes. `parent` is the number of the latest revision when the page was opened."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".lua,.LUA,.old,.OLD,text/plain"}),
        error_messages={"required": "Choose a file."},
    )
    message = forms.CharField(
        label="What changed, in a few words",
        max_length=MAX_MESSAGE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": WHY},
    )
    parent = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def clean_file(self) -> bytes:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            encoding.check_size(file.size or 0)
            source: bytes = file.read()
            encoding.check(source)
        except encoding.UnusableText as error:
            raise ValidationError(str(error)) from None
        return source
