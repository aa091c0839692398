"""The WSGI entry point. It refuses to start where a page could not be served safely."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mxadmin.settings")

from django.core.wsgi import get_wsgi_application

from mxadmin.preflight import refuse_unsafe

refuse_unsafe()
application = get_wsgi_application()
