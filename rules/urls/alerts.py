"""The signed-in person's alerts."""

from django.urls import path

from rules.views.alerts.channel import alert_channel, alert_channel_delete, alert_test, alert_try_again
from rules.views.alerts.channels import alerts

urlpatterns = [
    path("alerts/", alerts, name="alerts"),
    path("alerts/<int:pk>/", alert_channel, name="alert_channel"),
    path("alerts/<int:pk>/test/", alert_test, name="alert_test"),
    path("alerts/<int:pk>/try-again/", alert_try_again, name="alert_try_again"),
    path("alerts/<int:pk>/delete/", alert_channel_delete, name="alert_channel_delete"),
]
