"""Tunings of numbers on the history."""

from django.urls import path

from rules.views.tunings.tuning import tuning_cancel, tuning_list, tuning_point, tuning_take, tuning_view

urlpatterns = [
    path("scripts/<str:name>/tunings/", tuning_list, name="tuning_list"),
    path("tunings/<int:pk>/", tuning_view, name="tuning_view"),
    path("tunings/<int:pk>/points/<int:number>/", tuning_point, name="tuning_point"),
    path("tunings/<int:pk>/points/<int:number>/take/", tuning_take, name="tuning_take"),
    path("tunings/<int:pk>/cancel/", tuning_cancel, name="tuning_cancel"),
]
