"""People: an invitation, a role, and the passwords that they set."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from rules.forms.sentences import HouseForm
from rules.models import MAX_PERSON
from rules.models.roles import Role
from rules.models.usernames import LONGEST, refusal

DAYS, MOST_DAYS = 7, 30
"""The days for which an invitation is good, unless its publisher says otherwise, and their limit."""
ROLES = [
    (Role.VIEWER.value, "viewer: sees everything, and dry-runs what is live"),
    (Role.EDITOR.value, "editor: also saves revisions, and dry-runs any text"),
    (Role.PUBLISHER.value, "publisher: also makes revisions live, and manages people"),
]
DIFFER = "The two passwords differ. Type the same one twice."


class InvitationForm(HouseForm):
    person = forms.CharField(
        label="For",
        max_length=MAX_PERSON,
        help_text="The person's name, as you call them.",
        error_messages={"required": "Write for whom it is."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(choices=ROLES, initial=Role.VIEWER.value)
    days = forms.IntegerField(label="Valid for days", min_value=1, max_value=MOST_DAYS, initial=DAYS)


class RoleForm(HouseForm):
    role = forms.ChoiceField(choices=ROLES)


class SearchForm(HouseForm):
    q = forms.CharField(
        label="Name",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"type": "search", "aria-label": "Part of a username"}),
    )


class FirstPasswordForm(HouseForm):
    """The username and the password of a new account."""

    username = forms.CharField(
        max_length=LONGEST,
        help_text="Letters and digits of any script, and @ . + - _",
        error_messages={"required": "Choose a username."},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        strip=False,
        help_text="At least 12 characters. Several words that have nothing to do with each other are easy to keep.",
        error_messages={"required": "Choose a password."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Password again",
        strip=False,
        error_messages={"required": "Type the password again."},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self) -> str:
        name: str = User.normalize_username(self.cleaned_data["username"])
        if problem := refusal(name):
            raise forms.ValidationError(problem)
        return name

    def clean(self) -> dict[str, Any] | None:
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if password and again and password != again:
            self.add_error("again", DIFFER)
        elif password:
            try:
                validate_password(password, User(username=self.cleaned_data.get("username", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return self.cleaned_data


class NewPasswordForm(HouseForm, SetPasswordForm):  # type: ignore[type-arg]  # Django has no generic class
    """A new password for an account whose owner came by a link."""

    error_messages = {"password_mismatch": DIFFER}

    def __init__(self, user: User, *arguments: Any, **options: Any) -> None:
        super().__init__(user, *arguments, **options)
        _name_passwords(self)


class OwnPasswordForm(HouseForm, PasswordChangeForm):
    """A new password for the account that is signed in."""

    error_messages = {"password_mismatch": DIFFER, "password_incorrect": "That is not your present password."}

    def __init__(self, user: User, *arguments: Any, **options: Any) -> None:
        super().__init__(user, *arguments, **options)
        self.fields["old_password"].label = "Present password"
        self.fields["old_password"].error_messages["required"] = "Type your present password."
        self.fields["old_password"].widget.attrs.pop("autofocus", None)
        _name_passwords(self)


class TimesForm(HouseForm):
    """How this browser shows times."""

    def __init__(
        self, zones: Iterable[str], languages: Iterable[tuple[str, str]], *arguments: Any, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["zone"] = forms.ChoiceField(label="Time zone", choices=[(zone, zone) for zone in zones])
        self.fields["dates"] = forms.ChoiceField(label="Language of dates", choices=[*languages])


def _name_passwords(form: forms.Form) -> None:
    form.fields["new_password1"].help_text = FirstPasswordForm.base_fields["password"].help_text
    form.fields["new_password1"].label, form.fields["new_password2"].label = "New password", "New password again"
    form.fields["new_password1"].error_messages["required"] = "Choose a new password."
    form.fields["new_password2"].error_messages["required"] = "Type the new password again."
    form.fields["new_password2"].help_text = ""
