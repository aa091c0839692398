import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rules.models.runs


class Migration(migrations.Migration):
    dependencies = [
        ("rules", "0004_delivery"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DryRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(default=rules.models.runs.new_key, max_length=22, unique=True)),
                ("text", models.BinaryField(null=True)),
                ("ran", models.CharField(max_length=150)),
                ("inputs", models.JSONField()),
                ("domain", models.CharField(max_length=255)),
                ("kind", models.CharField(max_length=10)),
                ("sentence", models.TextField()),
                ("trace", models.BinaryField()),
                ("owner_name", models.CharField(max_length=150)),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
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
                    "revision",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rules.revision"
                    ),
                ),
                (
                    "script",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="dry_runs", to="rules.script"
                    ),
                ),
            ],
            options={"ordering": ["-pk"]},
        ),
        migrations.CreateModel(
            name="Preset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=60)),
                ("inputs", models.JSONField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=["user", "name"], name="one_preset_per_name")],
            },
        ),
    ]
