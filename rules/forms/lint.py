"""The input of the linter while somebody types: the same text, parent and version as the dry run beside it would
get."""

from django import forms

from rules.forms.dry_run import DryRunForm
from rules.forms.sentences import HouseForm
from rules.vpop3 import versions
from rules.vpop3.versions import Version


class LintForm(HouseForm):
    """A text to lint; without a version, for VPOP3's newest."""

    source = DryRunForm.base_fields["source"]
    parent = DryRunForm.base_fields["parent"]
    version = forms.TypedChoiceField(
        required=False,
        choices=[(str(version), str(version)) for version in versions.CHOICES],
        coerce=Version.parse,
        empty_value=versions.CURRENT,  # type: ignore[arg-type]  # any value will do, its hints say text
    )
