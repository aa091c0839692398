"""Sign-ins in the audit, and what changes about an account's second factor and its identities."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa import signals as factors
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as identities
from django.contrib.auth.models import User
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from rules.services import audit
from rules.services.errors import Refused

UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104
"""What stands for an address that is not known, as behind a unix socket: a session's row needs one."""


def record(user: User, address: str | None) -> None:
    """Record a sign-in that is complete."""
    audit.record(action="sign_in", actor=user, address=address)


def remove_second_factor(*, account: User, actor: User | None, address: str | None = None) -> None:
    """Remove all that an account has as second factor, because its owner lost it. Raises Refused where there is
    none."""
    with transaction.atomic():
        found = Authenticator.objects.filter(user=account)
        kinds = sorted(found.values_list("type", flat=True))
        if not kinds:
            raise Refused(f"{account.get_username()} has no second factor.")
        found.delete()
        audit.record(
            action="second_factor_reset",
            actor=actor,
            address=address,
            user=account.get_username(),
            was=", ".join(kinds),
        )


@receiver(factors.authenticator_added)
def _added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _record_factor("second_factor_add", request, user, authenticator)


@receiver(factors.authenticator_removed)
def _removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _record_factor("second_factor_remove", request, user, authenticator)


@receiver(factors.authenticator_reset)
def _renewed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    _record_factor("second_factor_renew", request, user, authenticator)


@receiver(factors.authentication_failed)
def _failed(request: HttpRequest, user: User, **_: Any) -> None:
    audit.record(
        action="sign_in_fail",
        actor=None,
        actor_name="mxadmin",
        address=_address(request),
        account=user.get_username(),
        by="second factor",
    )


@receiver(identities.social_account_added)
def _connected(request: HttpRequest, sociallogin: Any, **_: Any) -> None:
    audit.record(
        action="identity_add", actor=sociallogin.user, address=_address(request), identity=sociallogin.account.uid
    )


@receiver(identities.social_account_removed)
def _parted(request: HttpRequest, socialaccount: Any, **_: Any) -> None:
    audit.record(
        action="identity_remove", actor=socialaccount.user, address=_address(request), identity=socialaccount.uid
    )


def _record_factor(action: str, request: HttpRequest, user: User, authenticator: Authenticator) -> None:
    audit.record(action=action, actor=user, address=_address(request), kind=authenticator.type)


def _address(request: HttpRequest) -> str | None:
    address: str = get_adapter().get_client_ip(request)
    return None if address == UNKNOWN_ADDRESS else address
