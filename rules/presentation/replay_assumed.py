"""What a trial assumed because it is not recorded, each with the form that tries it otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedLine:
    """`switch`: how the command line chooses otherwise. `form` None: there is no other way, or not for this reader."""

    sentence: str
    switch: str
    form: object | None


def assumed_lines(result: Mapping[str, Any], forms: Mapping[str, object]) -> list[AssumedLine]:
    """`forms` by the name of what they switch."""
    return [
        AssumedLine(
            sentence=each["sentence"],
            switch=each["switch"],
            form=forms.get(each["name"]) if each["switch"] else None,
        )
        for each in result["assumed"]
    ]
