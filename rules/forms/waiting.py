"""The form that asks about waiting mail: for a domain, an e-mail address or a mail server."""

import ipaddress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from rules.forms.sentences import HouseForm
from rules.resolver.domain_list import read_one


class WaitingForm(HouseForm):
    """`wanted` is a canonical name, or an IP address."""

    q = forms.CharField(
        label="Domain, e-mail address or mail server",
        max_length=1000,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false", "placeholder": "example.com"}
        ),
        error_messages={"required": "Name the domain, the e-mail address or the server that mail waits for."},
    )

    def clean_q(self) -> str:
        typed: str = self.cleaned_data["q"].strip()
        try:
            return str(ipaddress.ip_address(typed.strip("[]")))
        except ValueError:
            pass
        try:
            return read_one(typed)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    @property
    def wanted(self) -> str:
        """The value of a valid form."""
        values: dict[str, Any] = self.cleaned_data
        return str(values["q"])

    @property
    def recipient(self) -> str | None:
        """The whole e-mail address, where one was typed."""
        return self.typed if "@" in self.typed else None

    @property
    def typed(self) -> str:
        """The value as it was written: VPOP3 may note a server in upper case, or with a dot at its end."""
        return str(self.data.get("q", "")).strip()
