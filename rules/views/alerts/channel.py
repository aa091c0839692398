"""One channel of alerts: what it tells of, its messages, its test and its end."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from rules import queries
from rules.forms.alerts import EventsForm
from rules.models import AlertChannel
from rules.models.roles import Role
from rules.presentation.alerts import message_lines
from rules.services import alert_channels
from rules.web.access import SignedIn, client_address, needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Role.VIEWER)
def alert_channel(request: SignedIn, pk: int) -> HttpResponse:
    """Show the channel; POST changes its name and its events."""
    channel = _channel_or_404(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = EventsForm(sent, initial={"name": channel.name, "events": channel.events})
    if sent is not None and form.is_valid():
        alert_channels.change_channel(channel=channel, address=client_address(request), **form.cleaned_data)
        messages.success(request, f"{channel.name} is changed.")
        return redirect("alerts")
    context = {"channel": channel, "form": form, "lines": message_lines(queries.alert_messages(channel))}
    return render(request, "rules/alerts/alert_channel.html", context, status=422 if sent is not None else 200)


@require_POST
@needs(Role.VIEWER)
def alert_test(request: SignedIn, pk: int) -> HttpResponse:
    channel = _channel_or_404(request, pk)
    alert_channels.send_test(channel=channel, address=client_address(request))
    return redirect("alerts")


@require_POST
@needs(Role.VIEWER)
def alert_try_again(request: SignedIn, pk: int) -> HttpResponse:
    alert_channels.try_again(channel=_channel_or_404(request, pk), address=client_address(request))
    return redirect("alerts")


@require_POST
@needs(Role.VIEWER)
def alert_channel_delete(request: SignedIn, pk: int) -> HttpResponse:
    channel = _channel_or_404(request, pk)
    alert_channels.delete_channel(channel=channel, address=client_address(request))
    messages.success(request, f"{channel.name} is deleted.")
    return redirect("alerts")


def _channel_or_404(request: SignedIn, pk: int) -> AlertChannel:
    channel = queries.alert_channel(request.user, pk)
    if channel is None:
        raise Http404("You have no such channel.")
    return channel
