"""A kept scenario: its name, and what it expects."""

from typing import Any

from django import forms

from rules.forms.sentences import HouseForm
from rules.models import MAX_SCENARIO_NAME
from rules.scenarios.expectation import OPEN, Expectation, Open
from rules.vpop3.decision import Decision, Kind

NOW, ANY = "now", "any"
NO_TIME = "none"


class ScenarioForm(HouseForm):
    """An expectation, each part of which may be left open. `now`: exactly what the run decides."""

    name = forms.CharField(
        label="Name",
        max_length=MAX_SCENARIO_NAME,
        error_messages={"required": "Give it a name that says what it guards."},
    )
    kind = forms.ChoiceField(
        label="Expected decision",
        choices=[
            (NOW, "Exactly what it decides now"),
            (ANY, "Any"),
            (Kind.SEND.value, "send"),
            (Kind.HOLD.value, "hold"),
            (Kind.FAIL.value, "fail"),
            (Kind.DEFER.value, "defer"),
        ],
    )
    servers = forms.CharField(
        label="to the servers",
        required=False,
        max_length=4000,
        help_text="In order, with commas between; empty: any. With another port than 25 as host:port.",
    )
    minutes = forms.CharField(
        label="for minutes",
        required=False,
        max_length=20,
        help_text="Empty: any. “none”: held without a time.",
    )

    @classmethod
    def of(cls, name: str, expected: Expectation) -> "ScenarioForm":
        """Return the expectation as it would be typed."""
        minutes = expected.hold_minutes
        initial = {
            "name": name,
            "kind": ANY if isinstance(expected.kind, Open) else expected.kind.value,
            "servers": ", ".join(expected.servers) if isinstance(expected.servers, tuple) else "",
            "minutes": NO_TIME if minutes is None else "" if isinstance(minutes, Open) else f"{minutes:g}",
        }
        return cls(initial=initial)

    def clean_servers(self) -> tuple[str, ...] | Open:
        named = [word.strip().lower() for word in self.cleaned_data["servers"].split(",")]
        return tuple(filter(None, named)) or OPEN

    def clean_minutes(self) -> float | Open | None:
        words = self.cleaned_data["minutes"].strip().lower()
        if words in ("", NO_TIME):
            return OPEN if not words else None
        try:
            minutes = float(words)
        except ValueError:
            minutes = -1.0
        if not 0 <= minutes <= 1e9:
            raise forms.ValidationError("Write a number of minutes, “none”, or nothing.")
        return minutes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind != Kind.SEND and isinstance(cleaned.get("servers"), tuple):
            self.add_error("servers", "Servers belong to the decision “send”.")
        if kind != Kind.HOLD and cleaned.get("minutes", OPEN) is not OPEN:
            self.add_error("minutes", "Minutes belong to the decision “hold”.")
        return cleaned

    def expectation(self, now: Decision | None = None) -> Expectation:
        """Return the expectation of a valid form; `now` is what the run decided, where that can be chosen."""
        kind = self.cleaned_data["kind"]
        if kind == NOW:
            assert now is not None, "there is no run whose decision could be expected"
            return Expectation.of(now)
        return Expectation(
            kind=OPEN if kind == ANY else Kind(kind),
            servers=self.cleaned_data["servers"],
            hold_minutes=self.cleaned_data["minutes"],
        )
