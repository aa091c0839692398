"""Every address, one for each thing a person can do."""

from django.contrib.auth import views as auth
from django.urls import path

from rules.views.attempts import attempts
from rules.views.connection import connection
from rules.views.dry_run import dry_run
from rules.views.home import home
from rules.views.revision_list import revision_list
from rules.views.revision_publish import revision_publish
from rules.views.revision_save import revision_save
from rules.views.revision_view import revision_download, revision_view
from rules.views.script_edit import script_edit
from rules.views.sign_in import SignIn

urlpatterns = [
    path("", home, name="home"),
    path("sign-in/", SignIn.as_view(), name="login"),
    path("sign-out/", auth.LogoutView.as_view(), name="logout"),
    path("attempts/", attempts, name="attempts"),
    path("connection/", connection, name="connection"),
    path("scripts/<str:name>/", script_edit, name="script_edit"),
    path("scripts/<str:name>/save/", revision_save, name="revision_save"),
    path("scripts/<str:name>/dry-run/", dry_run, name="dry_run"),
    path("scripts/<str:name>/revisions/", revision_list, name="revision_list"),
    path("scripts/<str:name>/revisions/<int:number>/", revision_view, name="revision_view"),
    path("scripts/<str:name>/revisions/<int:number>/publish/", revision_publish, name="revision_publish"),
    path("scripts/<str:name>/revisions/<int:number>/download/", revision_download, name="revision_download"),
]
