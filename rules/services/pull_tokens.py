"""Tokens that let programs fetch the live text."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from rules.models import PullToken, Script
from rules.services import audit
from rules.services.archived import locked
from rules.services.errors import Refused

PREFIX = "mxa_"
SHOWN = 8
NOTED_EVERY = timedelta(minutes=1)


def create(
    *, script: Script, name: str, expires_at: datetime | None, actor: User | None, address: str | None = None
) -> tuple[PullToken, str]:
    """Create a token. Returns the row and the token itself, which is in no table and cannot be shown again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    if expires_at is not None and expires_at <= timezone.now():
        raise Refused("It would have expired already: choose a later day.")
    with transaction.atomic():
        script = locked(script)
        token = PullToken.objects.create(
            script=script,
            name=name,
            digest=digest_of(secret),
            begins=secret[:SHOWN],
            created_by=actor,
            created_by_name=audit.name_of(actor),
            expires_at=expires_at,
        )
        audit.record(action="token_create", actor=actor, script=script, address=address, token=name)
    return token, secret


def revoke(*, token: PullToken, actor: User | None, address: str | None = None) -> None:
    """Revoke a token, at once and for good. Raises Refused where it is revoked already."""
    with transaction.atomic():
        if not PullToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            raise Refused(f"{token.name} is revoked already.")
        audit.record(action="token_revoke", actor=actor, script=token.script, address=address, token=token.name)


def note_use(*, token: PullToken, address: str | None) -> None:
    """Note the time of a token's use, to show whether it is still needed: at most one write a minute, and no audit
    entry."""
    now = timezone.now()
    long_ago = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY) | ~Q(last_used_address=address)
    PullToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=now, last_used_address=address)


def digest_of(secret: str) -> str:
    """Return the digest of a token. It is 256 random bits, so a plain hash tells nothing about it."""
    return sha256(secret.encode()).hexdigest()
