"""The form for a script's name."""

from django import forms
from django.core.exceptions import ValidationError

from rules.forms.sentences import HouseForm
from rules.models.script_name import validate_script_name


class ScriptNameForm(HouseForm):
    name = forms.CharField(
        label="Name",
        required=False,
        strip=True,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "mxserverrules.lua"}
        ),
    )

    def clean_name(self) -> str:
        """Check the name, with our own sentences, also for one that is empty."""
        name: str = self.cleaned_data["name"]
        try:
            validate_script_name(name)
        except ValidationError as error:
            raise ValidationError(error.messages) from None
        return name
