"""Home and its parts."""

from django.urls import path

from rules.views.first_steps import first_steps_hide
from rules.views.home import home
from rules.views.home_parts import home_day, home_moving, home_trouble

urlpatterns = [
    path("", home, name="home"),
    path("home/trouble/", home_trouble, name="home_trouble"),
    path("home/day/", home_day, name="home_day"),
    path("home/moving/", home_moving, name="home_moving"),
    path("first-steps/hide/", first_steps_hide, name="first_steps_hide"),
]
