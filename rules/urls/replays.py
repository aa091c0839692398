"""Trials on history."""

from django.urls import path

from rules.views.guards.guard import guard_cancel, guard_list, guard_view
from rules.views.replays.replay import replay_again, replay_cancel, replay_csv, replay_list, replay_rows, replay_view
from rules.views.replays.replay_server import replay_server
from rules.views.replays.shadow import shadow_end, shadow_list

urlpatterns = [
    path("scripts/<str:name>/guards/", guard_list, name="guard_list"),
    path("guards/<int:pk>/", guard_view, name="guard_view"),
    path("guards/<int:pk>/cancel/", guard_cancel, name="guard_cancel"),
    path("scripts/<str:name>/replays/", replay_list, name="replay_list"),
    path("replays/<int:pk>/", replay_view, name="replay_view"),
    path("replays/<int:pk>/rows/", replay_rows, name="replay_rows"),
    path("replays/<int:pk>/again/", replay_again, name="replay_again"),
    path("replays/<int:pk>/cancel/", replay_cancel, name="replay_cancel"),
    path("scripts/<str:name>/shadows/", shadow_list, name="shadow_list"),
    path("replays/<int:pk>/end/", shadow_end, name="shadow_end"),
    path("replays/<int:pk>/replay.csv", replay_csv, name="replay_csv"),
    path("replays/<int:pk>/servers/<any:server>/", replay_server, name="replay_timeline"),
]
