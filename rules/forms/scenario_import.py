"""A file of scenarios."""

from django import forms

from rules.forms.sentences import HouseForm
from rules.scenarios import yaml_file


class ScenarioImportForm(HouseForm):
    file = forms.FileField(label="YAML file", error_messages={"required": "Choose the file."})

    def clean_file(self) -> dict[str, object]:
        upload = self.cleaned_data["file"]
        if upload.size > yaml_file.MAX_BYTES:
            raise forms.ValidationError(f"The file is longer than {yaml_file.MAX_BYTES // 1024 // 1024} MB.")
        try:
            return dict(yaml_file.read(upload.read().decode("utf-8-sig")))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(f"The file is not UTF-8 text (byte {error.start}).") from None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
