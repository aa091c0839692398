"""A file of scenarios."""

from collections.abc import Callable
from typing import Any

from django import forms

from rules.forms.sentences import HouseForm
from rules.scenarios import yaml_file


class ScenarioImportForm(HouseForm):
    """`check` is called while the file is read, and may end that by an error."""

    file = forms.FileField(label="YAML file", error_messages={"required": "Choose the file."})

    def __init__(self, *args: Any, check: Callable[[], None] = lambda: None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._check = check

    def clean_file(self) -> dict[str, object]:
        upload = self.cleaned_data["file"]
        if upload.size > yaml_file.MAX_BYTES:
            raise forms.ValidationError(f"The file is longer than {yaml_file.MAX_BYTES // 1024 // 1024} MB.")
        try:
            return dict(yaml_file.read(upload.read().decode("utf-8-sig"), self._check))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(f"The file is not UTF-8 text (byte {error.start}).") from None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
