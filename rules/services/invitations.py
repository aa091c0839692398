"""Links that let a person set a password. A link is good once: of two uses at the same moment one is refused."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from rules.models import Invitation
from rules.models.roles import Role
from rules.services import audit, people
from rules.services.errors import Refused

PASSWORD_HOURS = 24
"""The hours for which a link for a new password is good."""


def invite(*, person: str, role: Role, days: int, actor: User, address: str | None = None) -> tuple[Invitation, str]:
    """Invite a person. Returns the row and the secret of its link, which is in no table and cannot be shown again."""
    with transaction.atomic():
        invitation, secret = _create(
            kind=Invitation.Kind.ACCOUNT, person=person, role=role.value, valid=timedelta(days=days), actor=actor
        )
        audit.record(action="invitation_create", actor=actor, address=address, person=person, role=role.value)
    return invitation, secret


def offer_password(*, account: User, actor: User, address: str | None = None) -> tuple[Invitation, str]:
    """Create a link with which the account's owner sets a new password. Links that were made before open nothing any
    more; the old password works until the new one is set."""
    with transaction.atomic():
        _open().filter(kind=Invitation.Kind.RESET, account=account).update(withdrawn_at=timezone.now())
        invitation, secret = _create(
            kind=Invitation.Kind.RESET,
            person=account.get_username(),
            account=account,
            valid=timedelta(hours=PASSWORD_HOURS),
            actor=actor,
        )
        audit.record(action="password_link", actor=actor, address=address, user=account.get_username())
    return invitation, secret


def withdraw(*, invitation: Invitation, actor: User, address: str | None = None) -> None:
    """Withdraw a link that was not used. Raises Refused where it was."""
    with transaction.atomic():
        if not _open().filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
            raise Refused(f"The link for {invitation.person} is not open any more.")
        audit.record(action="invitation_withdraw", actor=actor, address=address, person=invitation.person)


def accept(*, invitation: Invitation, username: str, password: str, address: str | None = None) -> User:
    """Create the account of an invitation. Raises Refused for a link that is not open any more and for a name that is
    taken or cannot be one; then the link stays as it is."""
    with transaction.atomic():
        _use(invitation)
        user = people.create_user(
            username=username, password=password, role=Role(invitation.role), actor=None, by="invitation"
        )
        Invitation.objects.filter(pk=invitation.pk).update(account=user)
        audit.record(
            action="invitation_accept",
            actor=user,
            address=address,
            person=invitation.person,
            invited_by=invitation.created_by_name,
        )
    return user


def set_password(*, invitation: Invitation, password: str, address: str | None = None) -> User:
    """Set the password of the account that the link is for, which ends its sessions. Raises Refused for a link that
    is not open any more and for an account that is disabled."""
    with transaction.atomic():
        _use(invitation)
        assert invitation.account_id, "a link for a password has an account"
        account = User.objects.select_for_update().get(pk=invitation.account_id)
        if not account.is_active:
            raise Refused("The account is disabled: ask a publisher to enable it first.")
        people.change_password(account=account, password=password, address=address, by="link")
    return account


def digest_of(secret: str) -> str:
    """Return the digest of a link's secret. It is 256 random bits, so a plain hash tells nothing about it."""
    return sha256(secret.encode()).hexdigest()


def _create(*, valid: timedelta, actor: User, **values: object) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        digest=digest_of(secret),
        created_by=actor,
        created_by_name=audit.name_of(actor),
        expires_at=timezone.now() + valid,
        **values,
    )
    return invitation, secret


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_at=None, withdrawn_at=None, expires_at__gt=timezone.now())


def _use(invitation: Invitation) -> None:
    if not _open().filter(pk=invitation.pk).update(used_at=timezone.now()):
        raise Refused("This link is not open any more: ask for a new one.")
