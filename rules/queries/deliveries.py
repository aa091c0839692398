"""Deliveries, and the tokens by which programs fetch what is live."""

from django.db.models import QuerySet

from rules.models import Delivery, PullToken, Script


def deliveries_of(of: Script) -> QuerySet[Delivery]:
    """Return the script's deliveries, newest first."""
    return Delivery.objects.filter(script_id=of.pk).select_related("revision").defer("revision__source")


def latest_delivery(of: Script) -> Delivery | None:
    return deliveries_of(of).first()


def pull_tokens_of(of: Script) -> QuerySet[PullToken]:
    """Return the script's tokens, newest first, those revoked as well."""
    return PullToken.objects.filter(script_id=of.pk)


def pull_token(of: Script, pk: int) -> PullToken | None:
    return pull_tokens_of(of).filter(pk=pk).first()


def pull_token_with(digest: str) -> PullToken | None:
    """Return the token whose secret has this digest, with its script."""
    return PullToken.objects.select_related("script").filter(digest=digest).first()
