"""The address of a page that runs a revision with given inputs at once."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from rules.models import Revision


def run_address(revision: Revision, inputs: Mapping[str, object], line: int | None = None) -> str:
    """The dry run with these inputs; all others have their defaults."""
    query = urlencode({"revision": revision.number, **inputs, "start": 1})
    return f"{reverse('dry_run', args=[revision.script.name])}?{query}{_at(line)}"


def _at(line: int | None) -> str:
    return f"#L{line}" if line else ""
