"""Nor is a stored revision or audit entry replaced, or all of them at once."""

from django.db import migrations

from rules.models.triggers import forbid_changes


class Migration(migrations.Migration):
    dependencies = [("rules", "0008_drafts_beside")]

    operations = [migrations.RunPython(forbid_changes, migrations.RunPython.noop)]
