"""What has been done with a script since the installation, for the first steps."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from rules.models import AlertChannel, DryRun, PullToken, Revision, Scenario, Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Whether there is one of each, of whatever age; `alerts`: the person has a channel for them."""

    saved: bool
    live: bool
    dry_run: bool
    scenario: bool
    token: bool
    alerts: bool


def done_with(script: Script, user: User) -> Done:
    return Done(
        saved=Revision.objects.filter(script_id=script.pk).exists(),
        live=script.live_id is not None,
        dry_run=DryRun.objects.filter(script_id=script.pk).exists(),
        scenario=Scenario.objects.filter(script_id=script.pk).exists(),
        token=PullToken.objects.filter(script_id=script.pk, revoked_at=None).exists(),
        alerts=AlertChannel.objects.filter(user=user).exists(),
    )
