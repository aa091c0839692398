"""Conditions for serving pages."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def refuse_unsafe() -> None:
    """Refuse unsafe settings. Raises ImproperlyConfigured with a sentence that names the variable and what to write."""
    try:
        _ = settings.SECRET_KEY
    except ImproperlyConfigured:
        raise ImproperlyConfigured(
            "MXADMIN_SECRET_KEY is not set: sessions could not be signed. Write at least 50 random characters into "
            "a file that only mxadmin's user can read, and name it in MXADMIN_SECRET_KEY_FILE."
        ) from None
