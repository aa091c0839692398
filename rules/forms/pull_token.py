"""A new token that lets a program fetch the live text."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone

from rules.forms.sentences import HouseForm


class PullTokenForm(HouseForm):
    name = forms.CharField(
        max_length=100,
        help_text="What will use it, like: scheduled task on MAIL01.",
        error_messages={"required": "Name what will use it."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    last_day = forms.DateField(
        label="Last day",
        required=False,
        help_text="Empty: until it is revoked.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day like 2027-01-31."},
    )

    def clean_last_day(self) -> datetime | None:
        """The first moment of the day after."""
        day = self.cleaned_data["last_day"]
        if day is None:
            return None
        if day < timezone.localdate():
            raise forms.ValidationError("This day is over: choose a later one.")
        try:
            return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
        except OverflowError:
            raise forms.ValidationError("This day is too far away: leave it empty instead.") from None
