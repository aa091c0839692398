"""The send-attempt desk."""

from urllib.parse import quote, unquote

from django.urls import path, register_converter
from django.urls.converters import PathConverter

from rules.views.attempts.attempt import attempt
from rules.views.attempts.attempt_columns import attempt_columns
from rules.views.attempts.attempt_completions import attempt_completions
from rules.views.attempts.attempt_count import attempt_count
from rules.views.attempts.attempt_export import attempt_export
from rules.views.attempts.attempt_list import attempts
from rules.views.attempts.attempt_newest import attempt_newest
from rules.views.attempts.new_replies import new_replies
from rules.views.attempts.overview import overview
from rules.views.attempts.saved_views import saved_view_delete, saved_view_save
from rules.views.attempts.server import server, server_live
from rules.views.attempts.waiting import waiting
from rules.views.time_zone import zone


class AnyName(PathConverter):
    """A server's name as the queue has it, which may hold anything, a line break too.

    It is escaped once more than an address needs: browsers and proxies take `a/../b` for `b`, also as `a%2F..%2Fb`, and
    `..` for the folder above.
    """

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        return unquote(value)

    def to_url(self, value: str) -> str:
        escaped = quote(value, safe="@:")
        return escaped.replace(".", "%2E") if not value.strip(".") else escaped


register_converter(AnyName, "any")

urlpatterns = [
    path("attempts/", attempts, name="attempts"),
    path("attempts/columns/", attempt_columns, name="attempt_columns"),
    path("attempts/count/", attempt_count, name="attempt_count"),
    path("attempts/completions/", attempt_completions, name="attempt_completions"),
    path("attempts/newest/", attempt_newest, name="attempt_newest"),
    path("attempts/export/<str:kind>/", attempt_export, name="attempt_export"),
    path("attempts/views/", saved_view_save, name="saved_view_save"),
    path("attempts/views/<int:pk>/delete/", saved_view_delete, name="saved_view_delete"),
    path("attempts/overview/", overview, name="overview"),
    path("attempts/overview/new-replies/", new_replies, name="new_replies"),
    path("attempts/servers/<any:name>/live/", server_live, name="server_live"),
    path("attempts/servers/<any:name>/", server, name="server"),
    path("attempt/<str:handle>/", attempt, name="attempt"),
    path("time-zone/", zone, name="zone"),
    path("waiting/", waiting, name="waiting"),
]
