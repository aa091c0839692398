"""The address of a link that lets a person set a password."""

from django.conf import settings
from django.urls import reverse


def link_of(secret: str) -> str:
    """Return the whole address, as browsers reach mxadmin."""
    return f"{settings.PUBLIC_URL.geturl().rstrip('/')}{reverse('invitation', args=[secret])}"
