"""The addresses, all of them the app's; errors are pages too."""

from django.urls import include, path

urlpatterns = [path("", include("rules.urls"))]

handler400 = "rules.views.errors.bad_request"
handler403 = "rules.views.errors.forbidden"
handler404 = "rules.views.errors.not_found"
handler500 = "rules.views.errors.server_error"
