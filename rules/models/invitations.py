"""Links that let a person set a password: for a new account, or for an account that lost its own."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from rules.models.roles import Role

MAX_PERSON = 150
"""The characters of a person's name, of any script."""


class Invitation(models.Model):
    """A link that is good once, until a set time. Only the SHA-256 of its secret is kept.

    `account` is the account that it is for, or that was created with it. A link for a new account names the `role`,
    and the `person` as the publisher calls them.
    """

    class Kind(models.TextChoices):
        """The use of a link: a new account, or a new password for an account that exists."""

        ACCOUNT = "account"
        RESET = "reset"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.CharField(max_length=MAX_PERSON)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role], blank=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_by_name = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"Link for {self.person}"

    @property
    def creates_account(self) -> bool:
        return self.kind == self.Kind.ACCOUNT

    @property
    def expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def open(self) -> bool:
        return self.used_at is None and self.withdrawn_at is None and not self.expired
