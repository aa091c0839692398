"""Every address, one for each thing a person can do."""

from django.contrib.auth import views as auth
from django.urls import path

from rules.urls.alerts import urlpatterns as alerts
from rules.urls.attempts import urlpatterns as attempts
from rules.urls.batches import urlpatterns as batches
from rules.urls.dry_runs import urlpatterns as dry_runs
from rules.urls.home import urlpatterns as home
from rules.urls.people import urlpatterns as people
from rules.urls.recipes import urlpatterns as recipes
from rules.urls.replays import urlpatterns as replays
from rules.urls.scenarios import urlpatterns as scenarios
from rules.urls.scripts import urlpatterns as scripts
from rules.urls.second_factor import urlpatterns as second_factor
from rules.urls.tunings import urlpatterns as tunings
from rules.views.audit import audit, audit_export
from rules.views.connection import connection
from rules.views.help import help_index, help_page
from rules.views.palette import palette
from rules.views.session import SignInAgain, session
from rules.views.sign_in import SignIn

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="login"),
    path("sign-in/again/", SignInAgain.as_view(), name="sign_in_again"),
    path("session/", session, name="session"),
    path("sign-out/", auth.LogoutView.as_view(), name="logout"),
    path("connection/", connection, name="connection"),
    path("help/", help_index, name="help"),
    path("help/<slug:slug>/", help_page, name="help_page"),
    path("palette/", palette, name="palette"),
    path("audit/", audit, name="audit"),
    path("audit/export.<str:kind>", audit_export, name="audit_export"),
    *alerts,
    *attempts,
    *batches,
    *home,
    *dry_runs,
    *recipes,
    *people,
    *replays,
    *scenarios,
    *scripts,
    *second_factor,
    *tunings,
]
