"""Kept scenarios."""

from django.urls import path

from rules.views.scenarios.scenario_coverage import scenario_coverage
from rules.views.scenarios.scenario_keep import scenario_keep
from rules.views.scenarios.scenario_list import scenario_export, scenario_list, scenario_try
from rules.views.scenarios.scenario_new import scenario_new
from rules.views.scenarios.scenario_score import scenario_score
from rules.views.scenarios.scenario_view import scenario_accept, scenario_remove, scenario_try_one, scenario_view

urlpatterns = [
    path("dry-runs/<str:key>/keep/", scenario_keep, name="scenario_keep"),
    path("scripts/<str:name>/scenarios/", scenario_list, name="scenario_list"),
    path("scripts/<str:name>/scenarios/new/", scenario_new, name="scenario_new"),
    path("scripts/<str:name>/scenarios/try/", scenario_try, name="scenario_try"),
    path("scripts/<str:name>/scenarios/scenarios.yaml", scenario_export, name="scenario_export"),
    path("scripts/<str:name>/revisions/<int:number>/scenarios/", scenario_score, name="scenario_score"),
    path("scripts/<str:name>/scenarios/coverage/", scenario_coverage, name="scenario_coverage"),
    path("scripts/<str:name>/scenarios/<int:pk>/", scenario_view, name="scenario_view"),
    path("scripts/<str:name>/scenarios/<int:pk>/try/", scenario_try_one, name="scenario_try_one"),
    path("scripts/<str:name>/scenarios/<int:pk>/accept/", scenario_accept, name="scenario_accept"),
    path("scripts/<str:name>/scenarios/<int:pk>/remove/", scenario_remove, name="scenario_remove"),
]
