"""Dry runs."""

from django.urls import path

from rules.views.dry_runs.destinations import destinations
from rules.views.dry_runs.dry_run import dry_run
from rules.views.dry_runs.dry_run_compare import dry_run_compare
from rules.views.dry_runs.kept_run import run_view
from rules.views.dry_runs.presets import presets
from rules.views.dry_runs.query_plan import query_plan

urlpatterns = [
    path("scripts/<str:name>/dry-run/", dry_run, name="dry_run"),
    path("scripts/<str:name>/dry-run/compare/", dry_run_compare, name="dry_run_compare"),
    path("scripts/<str:name>/presets/", presets, name="presets"),
    path("destinations/", destinations, name="destinations"),
    path("dry-runs/<str:key>/", run_view, name="run_view"),
    path("dry-runs/<str:key>/steps/<int:step>/queries/<int:number>/plan/", query_plan, name="query_plan"),
]
