"""Kept dry runs and presets of their inputs."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from rules.models import DryRun, Preset, Script


def dry_run(key: str) -> DryRun | None:
    """Return the kept run, with its script and the revision that ran."""
    return DryRun.objects.select_related("script__live", "revision").filter(key=key).first()


def dry_runs_of(of: Script) -> QuerySet[DryRun]:
    """Return the script's runs, newest first, without what they saw."""
    return DryRun.objects.filter(script_id=of.pk).defer("trace", "text", "inputs")


def recent_domains(user: User) -> list[str]:
    """Return the domains of the person's last dry runs, newest first."""
    recent = DryRun.objects.filter(owner=user).values_list("domain", flat=True)[:100]
    return list(dict.fromkeys(recent))


def presets_of(user: User) -> QuerySet[Preset]:
    """Return the named presets, by name."""
    return Preset.objects.filter(user=user).exclude(name="")


def preset(user: User, name: str = "") -> Preset | None:
    """Return a preset; without a name, the inputs of the last dry run."""
    return Preset.objects.filter(user=user, name=name).first()
