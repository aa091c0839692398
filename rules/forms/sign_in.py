"""The sign-in form, with mxadmin's own messages."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm

from rules.forms.sentences import HouseForm


class SignInForm(HouseForm, AuthenticationForm):
    """A form that says the same whether the name, the password or both are wrong."""

    error_messages = {
        "invalid_login": "That is not a correct username and password. Capital and small letters differ.",
        "inactive": "That is not a correct username and password. Capital and small letters differ.",
    }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["username"].error_messages["required"] = "Type your username."
        self.fields["password"].error_messages["required"] = "Type your password."
