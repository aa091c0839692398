"""Trials on history, and the attempts that they replayed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL), ("rules", "0010_old_before")]

    operations = [
        migrations.CreateModel(
            name="Replay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.BinaryField()),
                ("source_name", models.CharField(max_length=100)),
                ("sha256", models.CharField(max_length=64)),
                ("against", models.BinaryField(null=True)),
                ("against_name", models.CharField(blank=True, max_length=100)),
                ("inputs", models.JSONField()),
                ("live_times", models.JSONField(default=list)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("owner_name", models.CharField(max_length=150)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("worker", models.CharField(blank=True, max_length=32)),
                ("taken_until", models.DateTimeField(null=True)),
                ("done", models.PositiveBigIntegerField(default=0)),
                ("share", models.FloatField(default=0)),
                ("reached", models.DateTimeField(null=True)),
                ("worked_seconds", models.FloatField(default=0)),
                ("parts_stored", models.PositiveIntegerField(default=0)),
                ("checkpoint", models.JSONField(null=True)),
                ("result", models.JSONField(null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("failure", models.CharField(blank=True, max_length=500)),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "script",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rules.script"),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["script", "sha256"], name="rules_replays_of_text")],
            },
        ),
        migrations.CreateModel(
            name="ReplayPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("first", models.DateTimeField()),
                ("last", models.DateTimeField()),
                ("labels", models.JSONField()),
                ("servers", models.JSONField()),
                ("rows", models.BinaryField()),
                (
                    "replay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="rules.replay"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("replay", "number"), name="one_part_per_number")],
            },
        ),
    ]
