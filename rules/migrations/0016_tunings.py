"""Tunings of numbers on the history."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rules", "0015_alerts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Tuning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.BinaryField()),
                ("source_name", models.CharField(max_length=100)),
                ("parent", models.PositiveIntegerField(null=True)),
                ("live", models.BinaryField(null=True)),
                ("inputs", models.JSONField()),
                ("vary", models.JSONField()),
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
                ("worked_seconds", models.FloatField(default=0)),
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
            },
        ),
    ]
