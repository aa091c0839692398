"""People: their accounts, and the links that wait for them."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from rules.models import Invitation
from rules.models.roles import Role, role_among


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account with the highest role that its groups give, whether it is active or not."""

    user: User
    role: Role | None


def people(search: str = "") -> QuerySet[User]:
    """Return the accounts by name; `search` is part of a name, whatever its case."""
    found = User.objects.order_by("username").prefetch_related("groups")
    return found.filter(username__icontains=search) if search else found


def person_of(user: User) -> Person:
    """Return the account with its role, from the groups that were fetched with it."""
    return Person(user=user, role=role_among(user, {group.name for group in user.groups.all()}))


def account(pk: int) -> User | None:
    return User.objects.filter(pk=pk).prefetch_related("groups").first()


def account_named(username: str) -> User | None:
    return User.objects.filter(username=username).first()


def open_invitations() -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted, newest first."""
    return Invitation.objects.filter(
        kind=Invitation.Kind.ACCOUNT, used_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )


def open_invitation(pk: int) -> Invitation | None:
    return open_invitations().filter(pk=pk).first()


def invitation_with(digest: str) -> Invitation | None:
    """Return the link whose secret has this digest, with its account, also one that is not open any more."""
    return Invitation.objects.select_related("account").filter(digest=digest).first()


def second_factor(user: User) -> str:
    """Return what a sign-in asks for after the password, in words; empty where it asks for nothing."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    words = {Authenticator.Type.TOTP: "a code of your app", Authenticator.Type.WEBAUTHN: "your passkey"}
    return " or ".join(word for kind, word in words.items() if kind in kinds)
