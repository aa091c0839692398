"""Facts about mxadmin itself for every page."""

from django.conf import settings
from django.http import HttpRequest


def version_in_templates(_request: HttpRequest) -> dict[str, str]:
    """Add `mxadmin_version` to every context. A page's own `version` is usually VPOP3's."""
    return {"mxadmin_version": settings.VERSION}
