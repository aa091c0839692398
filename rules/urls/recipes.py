"""Recipes: rules that are inserted into a script's draft."""

from django.urls import path

from rules.views.scripts.recipes import recipe_list, recipe_view

urlpatterns = [
    path("scripts/<str:name>/recipes/", recipe_list, name="recipe_list"),
    path("scripts/<str:name>/recipes/<slug:slug>/", recipe_view, name="recipe_view"),
]
