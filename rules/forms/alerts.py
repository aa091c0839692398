"""A channel of alerts: its kind, address and name, and the events that it tells of."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict

from rules.alerts import chat, webhook
from rules.alerts.events import NAMES
from rules.forms.sentences import HouseForm
from rules.models import MAX_CHANNEL_NAME, AlertChannel

Kind = AlertChannel.Kind
LONGEST_ADDRESS = 2000


class EventsForm(HouseForm):
    """The name of a channel, and the kinds of events that it tells of."""

    name = forms.CharField(
        label="Name",
        max_length=MAX_CHANNEL_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="For yourself, like: on-call phone.",
    )
    events = forms.MultipleChoiceField(
        label="Tells me when",
        choices=[(kind.value, name) for kind, name in NAMES.items()],
        initial=[kind.value for kind in NAMES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ChannelForm(EventsForm):
    """`check_chat` reads an address of a chat service, and returns its problem."""

    kind = forms.ChoiceField(label="By", choices=Kind.choices)
    address = forms.CharField(
        label="Address",
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        help_text="An e-mail address, the https address of a webhook, or one of a chat service like ntfys://…",
    )
    field_order = ("kind", "address", "name", "events")

    def __init__(self, data: QueryDict | None = None, *, check_chat: Callable[[str], str]) -> None:
        super().__init__(data)
        self._check_chat = check_chat

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"kind", "address"} <= cleaned.keys():
            try:
                self._check(cleaned["kind"], cleaned["address"])
            except ValidationError as error:
                self.add_error("address", error)
            except ValueError as error:
                self.add_error("address", str(error))
        if wrong := [name for name in self.fields if name in self.errors]:
            self.fields[wrong[0]].widget.attrs["autofocus"] = True  # the form is below the channels
        return cleaned

    def _check(self, kind: str, address: str) -> None:
        if kind == Kind.EMAIL:
            try:
                validate_email(address)
            except ValidationError:
                raise ValueError("Write an e-mail address like ann@example.com.") from None
        elif kind == Kind.WEBHOOK:
            webhook.read_address(address)
        else:
            chat.service_of(address)
            if problem := self._check_chat(address):
                raise ValueError(problem)
