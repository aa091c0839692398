"""The send-attempt desk."""

from django.urls import path, register_converter
from django.urls.converters import PathConverter

from rules.views.attempt import attempt
from rules.views.attempt_export import attempt_export
from rules.views.attempt_newest import attempt_newest
from rules.views.attempts import attempts
from rules.views.novelties import novelties
from rules.views.overview import overview
from rules.views.saved_views import saved_view_delete, saved_view_save
from rules.views.server import server, server_live
from rules.views.waiting import waiting
from rules.views.zone import zone


class AnyName(PathConverter):
    """What the queue calls a server may hold anything, a line break too."""

    regex = r"[\s\S]+"


register_converter(AnyName, "any")

urlpatterns = [
    path("attempts/", attempts, name="attempts"),
    path("attempts/newest/", attempt_newest, name="attempt_newest"),
    path("attempts/export/<str:kind>/", attempt_export, name="attempt_export"),
    path("attempts/views/", saved_view_save, name="saved_view_save"),
    path("attempts/views/<int:pk>/delete/", saved_view_delete, name="saved_view_delete"),
    path("attempts/overview/", overview, name="overview"),
    path("attempts/overview/new-replies/", novelties, name="novelties"),
    path("attempts/servers/<any:name>/live/", server_live, name="server_live"),
    path("attempts/servers/<any:name>/", server, name="server"),
    path("attempt/<str:handle>/", attempt, name="attempt"),
    path("time-zone/", zone, name="zone"),
    path("waiting/", waiting, name="waiting"),
]
