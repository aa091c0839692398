"""Batches of dry runs."""

from django.urls import path

from rules.views.scenarios.batch import batch_cancel, batch_csv, batch_list, batch_view

urlpatterns = [
    path("scripts/<str:name>/batches/", batch_list, name="batch_list"),
    path("batches/<int:pk>/", batch_view, name="batch_view"),
    path("batches/<int:pk>/cancel/", batch_cancel, name="batch_cancel"),
    path("batches/<int:pk>/batch.csv", batch_csv, name="batch_csv"),
]
