"""Guards."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rules", "0016_tunings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Guard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.BinaryField()),
                ("source_name", models.CharField(max_length=100)),
                ("sha256", models.CharField(max_length=64)),
                ("against", models.BinaryField(null=True)),
                ("live_since", models.DateTimeField(null=True)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("wanted", models.JSONField()),
                ("owner_name", models.CharField(max_length=150)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("worker", models.CharField(blank=True, max_length=32)),
                ("taken_until", models.DateTimeField(null=True)),
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
